"""What somebody asked to see of the queue, and where he stands in it. Values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
FOUND = ("tagged", "named")
LONGEST = 40


class Show(StrEnum):
    """Parts of the queue. An unknown word shows what waits."""

    WAITING = "waiting"
    ALL = "all"
    SETTLED = "settled"

    @classmethod
    def named(cls, name: str) -> Show:
        return next((one for one in cls if one.value == name), cls.WAITING)


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of the queue, narrowed. "" and None narrow nothing."""

    show: Show = Show.WAITING
    brand: UUID | None = None
    network: str = ""
    found: str = ""
    intent: str = ""
    language: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != Asked(show=self.show)

    def query(self, **more: str) -> str:
        """For an address bar, with a question mark; "" for the queue itself."""
        values = {
            "show": "" if self.show is Show.WAITING else self.show.value,
            "brand": str(self.brand or ""),
            "network": self.network,
            "found": self.found,
            "intent": self.intent,
            "language": self.language,
            **more,
        }
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def part(self, show: Show) -> Asked:
        return replace(self, show=show)


@dataclass(frozen=True, slots=True)
class Mark:
    """The last mention of a page: its place by what its part is ordered by. A page continues behind it."""

    show: Show
    priority: int
    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.show}.{self.priority}.{(self.at - _EPOCH) // _MICROSECOND}.{self.id.hex}"


def read(query: Mapping[str, str]) -> Asked:
    """From an address bar. What means nothing narrows nothing."""
    found = query.get("found", "")
    return Asked(
        show=Show.named(query.get("show", "")),
        brand=_uuid(query.get("brand", "")),
        network=_word(query.get("network", "")),
        found=found if found in FOUND else "",
        intent=_word(query.get("intent", "")),
        language=_word(query.get("language", "")),
    )


def read_mark(text: str, show: Show) -> Mark | None:
    """A mark from an address bar; None when it is not one of this part."""
    part, _, rest = text.partition(".")
    priority, _, rest = rest.partition(".")
    micros, _, key = rest.partition(".")
    try:
        mark = Mark(Show(part), int(priority), _EPOCH + timedelta(microseconds=int(micros)), UUID(key))
    except (ValueError, OverflowError):
        return None
    return mark if mark.show is show and 0 <= mark.priority <= 32_767 else None


def _word(text: str) -> str:
    return text if text.isascii() and text.replace("-", "").replace("_", "").isalnum() and len(text) <= LONGEST else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
