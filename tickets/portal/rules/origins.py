"""The sites that may show the form in a frame, as a browser names them: `https://shop.example`."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)*")
_MOST = 200


def origin(text: str) -> str:
    """The origin of what somebody typed: a name, an address of a page, in any script. Raises ValueError."""
    text = text.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host, port = (parts.hostname or "").encode("idna").decode("ascii").lower(), parts.port
    if parts.scheme not in ("https", "http") or parts.username is not None or not _HOST.fullmatch(host):
        raise ValueError(text)
    found = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    if len(found) > _MOST:
        raise ValueError(text)
    return found


def ancestors(sites: Iterable[str]) -> str:
    """The value of `frame-ancestors`; whatever is no origin is left out, and nothing named means everybody."""
    named = list(sites)
    good = [site for site in named if _is_origin(site)]
    return " ".join(good) if good else ("'none'" if named else "*")


def _is_origin(site: str) -> bool:
    try:
        return origin(site) == site
    except ValueError:
        return False
