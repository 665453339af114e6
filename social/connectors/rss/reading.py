"""The bytes at an address, and the feed in them."""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree  # type: ignore[import-untyped, unused-ignore]
from lxml import html as trees  # type: ignore[import-untyped, unused-ignore]

from helpdesk.lib import outgoing
from helpdesk.lib.outgoing import Answer
from social.connectors.errors import Code, NetworkError

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
)
_FEEDS: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_CODES: Final = {
    401: Code.PERMISSION_MISSING,
    403: Code.PERMISSION_MISSING,
    404: Code.TARGET_GONE,
    410: Code.TARGET_GONE,
    429: Code.RATE_LIMITED,
}
_LONGEST_ADDRESS: Final = 500
_MOST_MARKUP: Final = 300_000  # tags: reading them takes some ten seconds


def fetch(url: str, known: Mapping[str, str] | None = None) -> Answer:
    """`known`: etag and last-modified of what we have; then 304 says that it is the same. Raises NetworkError."""
    known = known or {}
    asked = {"if-none-match": known.get("etag", ""), "if-modified-since": known.get("modified", "")}
    try:
        answer = outgoing.get(url, headers={"accept": _ACCEPT} | {name: said for name, said in asked.items() if said})
    except outgoing.Unreachable as error:
        raise NetworkError(Code.NETWORK_DOWN, str(error)) from error
    except outgoing.TooBig as error:
        raise NetworkError(Code.MALFORMED, str(error)) from error
    except outgoing.Refused as error:
        raise NetworkError(Code.REFUSED_ADDRESS, str(error)) from error
    if answer.is_good or answer.status in (304, 410):
        return answer
    raise _refusal(answer)


def feed_of(answer: Answer) -> Any:
    """Raises NetworkError(MALFORMED) for what is no feed."""
    if answer.body.count(b"<") + answer.body.count(b"&lt;") > _MOST_MARKUP:
        raise NetworkError(Code.MALFORMED, "more markup than a feed has")
    headers = {"content-type": answer.headers.get("content-type", ""), "content-location": answer.url}
    # A stream: of bytes alone feedparser would first try to open a file of that name.
    found = feedparser.parse(io.BytesIO(answer.body), response_headers=headers)
    if not found.get("version") and not found.get("entries"):
        raise NetworkError(Code.MALFORMED, f"no feed at {answer.url}"[:500])
    return found


def find(address: str) -> tuple[str, Any]:
    """The feed at an address, or the one that the page there names: where it is, and what is in it.

    Raises NetworkError.
    """
    answer = fetch(_whole(address))
    _check_there(answer)
    try:
        return _kept_address(answer, _whole(address)), feed_of(answer)
    except NetworkError:
        named = next(_named_in(answer), None)
        if named is None:
            raise
    answer = fetch(named)
    _check_there(answer)
    return _kept_address(answer, named), feed_of(answer)


def _whole(address: str) -> str:
    address = address.strip()
    return address if "://" in address else f"https://{address}"


def _kept_address(answer: Answer, asked: str) -> str:
    kept = answer.moved_to or asked
    if len(kept) > _LONGEST_ADDRESS:
        raise NetworkError(Code.REFUSED_ADDRESS, "an address longer than we keep")
    return kept


def _check_there(answer: Answer) -> None:
    if not answer.is_good:
        raise _refusal(answer)


def _named_in(answer: Answer) -> Iterator[str]:
    try:
        tree = trees.document_fromstring(answer.body)
    except (etree.LxmlError, ValueError):
        return
    for link in tree.iter("link"):
        is_feed = (link.get("type") or "").strip().lower() in _FEEDS and "alternate" in (link.get("rel") or "").lower()
        if is_feed and link.get("href"):
            with suppress(ValueError):  # a bracket that is left open
                yield urljoin(answer.url, link.get("href").strip())


def _refusal(answer: Answer) -> NetworkError:
    code = Code.NETWORK_DOWN if answer.status >= 500 else _CODES.get(answer.status, Code.UNKNOWN)
    wait = answer.headers.get("retry-after", "")
    default = 900.0 if code == Code.RATE_LIMITED else 0.0
    said = f"{urlsplit(answer.url).hostname}: HTTP {answer.status}"
    return NetworkError(code, said, retry_after=float(wait) if wait.isdecimal() else default)
