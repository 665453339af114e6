"""An item of a feed in our shape. Pure, but for the time of what has no date."""

from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from time import struct_time
from typing import Any, Final
from urllib.parse import urlsplit

from helpdesk.lib import html
from helpdesk.lib.addresses import is_of_the_web
from social.connectors.protocol import AuthorData, Kind, PostData

_LONGEST_KEY: Final = 500
_LONGEST_TEXT: Final = 20_000
_PERIODS: Final = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def post(entry: Mapping[str, Any], feed: Mapping[str, Any], url: str, now: datetime) -> PostData:
    key, title, text = key_of(entry, url), title_of(entry), text_of(entry)
    created_at = min(_moment(entry, "published_parsed") or _moment(entry, "updated_parsed") or now, now)
    link = str(entry.get("link") or "")
    return PostData(
        key=key,
        native_id=digest(key),
        author=author(feed, url),
        text=text or title,
        title=title[:_LONGEST_KEY],
        created_at=created_at,
        version_at=max(min(_moment(entry, "updated_parsed") or created_at, now), created_at),
        kind=Kind.ARTICLE,
        language=str(feed.get("language") or "").partition("-")[0].lower()[:8],
        url=link,
        root_key=key,
        links=[link] if link else [],
    )


def author(feed: Mapping[str, Any], url: str) -> AuthorData:
    """The feed itself: who wrote an article is seldom said, and never twice alike."""
    host = urlsplit(url).hostname or url
    about = html.to_text(str(feed.get("subtitle") or ""))
    return AuthorData(
        url, digest(url), host, name_of(feed, url), bio=about, url=str(feed.get("link") or url), is_bot=True
    )


def name_of(feed: Mapping[str, Any], url: str) -> str:
    return " ".join(html.to_text(str(feed.get("title") or "")).split())[:200] or urlsplit(url).hostname or url


def key_of(entry: Mapping[str, Any], url: str) -> str:
    """Its id, its link, or what it says. An id that is no address on the web means something in its own feed only."""
    given = str(entry.get("id") or entry.get("link") or "").strip()
    if not given:
        return f"{url}#{version_of(entry)}"[:_LONGEST_KEY]
    key = given if is_of_the_web(given) else f"{url}#{given}"
    return key if len(key) <= _LONGEST_KEY else f"sha256:{sha256(key.encode()).hexdigest()}"


def version_of(entry: Mapping[str, Any]) -> str:
    """Changes with the words and with the date that the feed gives them."""
    return digest(f"{title_of(entry)}\n{text_of(entry)}\n{_given(entry, 'updated') or ''}")


def title_of(entry: Mapping[str, Any]) -> str:
    return " ".join(html.to_text(str(entry.get("title") or "")).split())


def text_of(entry: Mapping[str, Any]) -> str:
    contents = [*(entry.get("content") or ()), entry.get("summary_detail") or {"value": entry.get("summary") or ""}]
    found: Mapping[str, Any] = next((one for one in contents if one.get("value")), {})
    value = str(found.get("value") or "")
    text = value.strip() if found.get("type") == "text/plain" else html.to_text(value)
    return text[:_LONGEST_TEXT]


def pause_of(feed: Mapping[str, Any]) -> float:
    """Seconds for which the feed asks to be left alone; 0 when it does not say."""
    ttl = str(feed.get("ttl") or "")
    if ttl.isdecimal() and len(ttl) < 7:
        return int(ttl) * 60.0
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0)
    often = str(feed.get("sy_updatefrequency") or "1").strip()
    return period / max(int(often), 1) if often.isdecimal() and len(often) < 7 else float(period)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _moment(entry: Mapping[str, Any], name: str) -> datetime | None:
    given = _given(entry, name)
    try:
        return datetime.fromtimestamp(timegm(given), tz=UTC) if isinstance(given, struct_time) else None
    except (ValueError, OverflowError, OSError):
        return None


def _given(entry: Mapping[str, Any], name: str) -> Any:
    """What the item itself says: feedparser gives the day of publishing for that of a change which is not there."""
    return dict.get(entry, name) if isinstance(entry, dict) else entry.get(name)
