"""The parts of the inbox, and where a reader stands in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Segment(StrEnum):
    """What the agent asked to see. An unknown word shows everything."""

    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    SOLVED = "solved"

    @classmethod
    def named(cls, name: str) -> Segment:
        return next((segment for segment in cls if segment.value == name), cls.ALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """The last ticket of a page: its stream, its time in that stream and its id. A page continues behind it."""

    stream: str
    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.stream}.{(self.at - _EPOCH) // _MICROSECOND}.{self.id.hex}"


def read_mark(text: str) -> Mark | None:
    """A mark from an address bar; None when it is not one."""
    stream, _, rest = text.partition(".")
    micros, _, key = rest.partition(".")
    try:
        return Mark(stream, _EPOCH + timedelta(microseconds=int(micros)), UUID(key))
    except (ValueError, OverflowError):
        return None
