"""How often what is asked, how long what came is kept, and how an event is written down. No database, no clock."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import AuthorData, Gone, InboundEvent, Kind, PostData, Revoked, Seen, Stream, Visibility

KEPT_FOR = timedelta(days=30)  # raw deliveries; posts are kept as their company says
PACE = {
    Stream.MENTIONS: timedelta(seconds=60),
    Stream.DIRECT: timedelta(seconds=60),
    Stream.SEARCH: timedelta(minutes=3),
    Stream.TAG: timedelta(minutes=3),
    Stream.FEED: timedelta(minutes=5),
    Stream.OWN: timedelta(minutes=2),
}
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)
_MARK = "heard.event"
_KINDS: dict[str, type[Seen | Gone | Revoked]] = {"seen": Seen, "gone": Gone, "revoked": Revoked}


def next_wait(stream: Stream, wait_seconds: float, *, more: bool) -> timedelta:
    """How long to wait after a page: not at all when there is more, never less than the network asks for."""
    asked = min(timedelta(seconds=max(wait_seconds, 0)), LONGEST_WAIT)
    return asked if more else max(PACE[stream], asked)


def pause(stream: Stream, attempts: int, retry_after: float) -> timedelta:
    """How long to wait after the n-th error in a row: doubling, at most an hour, and as long as the network says."""
    doubled: timedelta = PACE[stream] * 2 ** min(max(attempts, 1) - 1, 10)
    return max(min(doubled, LONGEST_PAUSE), min(timedelta(seconds=retry_after), LONGEST_WAIT))


def pack(event: InboundEvent) -> bytes:
    """An event of a poll, written down as a network's push would be."""
    kind = next(name for name, found in _KINDS.items() if isinstance(event, found))
    return json.dumps({_MARK: kind, "data": asdict(event)}, default=_written, sort_keys=True).encode()


def unpack(raw: bytes) -> InboundEvent | None:
    """The event that `pack` wrote; None for what a network wrote. Raises NetworkError(MALFORMED)."""
    if not raw.startswith(b'{"data": '):
        return None
    try:
        found = json.loads(raw)
        return _event(found[_MARK], found["data"])
    except (KeyError, TypeError, ValueError) as error:
        raise NetworkError(Code.MALFORMED, str(error)) from error


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not written down")


def _event(kind: str, data: dict[str, Any]) -> InboundEvent:
    if kind == "revoked":
        return Revoked(**data)
    if kind == "gone":
        return Gone(**{**data, "at": datetime.fromisoformat(data["at"])})
    return Seen(post=_post(data["post"]), account=data["account"])


def _post(data: dict[str, Any]) -> PostData:
    author = data["author"]
    began = author["created_at"]
    return PostData(
        **{
            **data,
            "author": AuthorData(**{**author, "created_at": datetime.fromisoformat(began) if began else None}),
            "created_at": datetime.fromisoformat(data["created_at"]),
            "version_at": datetime.fromisoformat(data["version_at"]),
            "kind": Kind(data["kind"]),
            "visibility": Visibility(data["visibility"]),
            "tagged": tuple(data["tagged"]),
            "links": tuple(data["links"]),
        }
    )
