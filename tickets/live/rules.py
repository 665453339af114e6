"""What is said on the wire, and from where a reader who was away reads on."""

import json
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

PREFIX = "heard:live:"
OVERLAP_MS = 10_000  # an id is made before its commit: whoever reads on begins this much earlier
LONGEST_MS = 10 * 60_000  # away for longer, a reader looks at everything again
RETRY_MS = 2_000
_VERB = re.compile(r"[a-z_]+\.[a-z_]+")
_LONGEST_VERB = 60


@dataclass(frozen=True, slots=True)
class News:
    """One change as readers hear of it: ids and a verb, never text."""

    id: uuid.UUID
    ticket_id: uuid.UUID
    verb: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One member has news of his own, or has read it: told to nobody else."""

    id: uuid.UUID
    member_id: uuid.UUID


def channel(tenant_id: uuid.UUID) -> str:
    """The broker's channel of one company."""
    return f"{PREFIX}{tenant_id}"


def tenant_of(channel_name: str) -> uuid.UUID | None:
    """The company of a channel, by its exact name; None for any other."""
    tenant_id = _uuid(channel_name.removeprefix(PREFIX))
    return tenant_id if tenant_id and channel(tenant_id) == channel_name else None


def pack(said: News | Notice) -> str:
    if isinstance(said, Notice):
        return json.dumps({"id": str(said.id), "member": str(said.member_id)})
    return json.dumps({"id": str(said.id), "ticket": str(said.ticket_id), "verb": said.verb})


def unpack(text: str | bytes) -> News | Notice | None:
    """What `pack` wrote; None for anything else, so that nothing else passes on."""
    try:
        found = json.loads(text)
        if "member" in found:
            return Notice(uuid.UUID(found["id"]), uuid.UUID(found["member"]))
        news = News(uuid.UUID(found["id"]), uuid.UUID(found["ticket"]), found["verb"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    is_verb = isinstance(news.verb, str) and len(news.verb) <= _LONGEST_VERB and _VERB.fullmatch(news.verb)
    return news if is_verb else None


def frame(event: str, data: dict[str, object], *, key: str = "") -> bytes:
    """One server-sent event."""
    head = f"id: {key}\n" if key else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def change_frame(news: News, number: int) -> bytes:
    key = str(news.id)
    return frame("change", {"id": key, "ticket": str(news.ticket_id), "number": number, "verb": news.verb}, key=key)


def notice_frame(notice: Notice) -> bytes:
    """Without a key: a reader who comes back looks at everything that is his own anyway."""
    return frame("notice", {"id": str(notice.id)})


def reads_from(last: str, since: str, *, now_ms: int) -> uuid.UUID | None:
    """The first id that somebody who saw `last`, or whose page is of `since` (seconds), may have missed.

    None when he told nothing, or was away for so long that he has to look at everything again.
    """
    seen = _uuid(last)
    if seen is not None and seen.version == 7:
        at = seen.int >> 80
    elif since.isascii() and since.isdecimal() and len(since) < 12:
        at = int(since) * 1000
    else:
        return None
    at = min(at, now_ms)
    return first_id(at - OVERLAP_MS) if now_ms - at <= LONGEST_MS else None


def first_id(at_ms: int) -> uuid.UUID:
    """The lowest id of version 7 that can be made at a time."""
    return uuid.UUID(int=max(at_ms, 0) << 80 | 7 << 76 | 2 << 62)


def origin(host: str, platform_url: str) -> str:
    """The origin of a company's pages, by the name of its host (whatever port it was asked on)."""
    parts = urlsplit(platform_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{name_of(host)}{port}"


def name_of(host: str) -> str:
    return host.rsplit(":", 1)[0].lower().rstrip(".")


def comes_from(asker: str, site: str, page: str) -> bool:
    """Whether a request with this Origin and Sec-Fetch-Site comes from the page's origin, or from no page at all."""
    return asker == page if asker else site in ("", "none", "same-origin")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
