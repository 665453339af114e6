"""Working hours counted minute by minute, as slowly and as plainly as can be: what `rules.Hours` is held against."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Written = list[list[str]]
MINUTE = timedelta(minutes=1)

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Scoresbysund",
    "Antarctica/Troll",
    "Asia/Almaty",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Istanbul",
    "Europe/London",
    "Pacific/Chatham",
)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The hours of 2024 to 2028 in which the clock of a zone was or will be moved; one day of each year without any."""
    place, at, found = ZoneInfo(zone), datetime(2024, 1, 1, tzinfo=UTC), []
    while at.year < 2029:
        if at.astimezone(place).utcoffset() != (at + timedelta(hours=1)).astimezone(place).utcoffset():
            found.append(at)
        at += timedelta(hours=1)
    return tuple(found) or tuple(datetime(year, 7, 1, tzinfo=UTC) for year in range(2024, 2029))


@dataclass(frozen=True)
class Slow:
    """The same hours, by the strings in which they are written."""

    zone: str
    week: list[Written]
    special: list[tuple[date, date, Written, bool]] = field(default_factory=list)  # the first that fits counts
    holidays: frozenset[date] = frozenset()

    def of(self, day: date) -> Written:
        usual = [] if day in self.holidays else self.week[day.weekday()]
        for first, last, written, keeps_days_off in self.special:
            if first <= day <= last:
                return [] if keeps_days_off and not usual else written
        return usual

    def is_open(self, minute: datetime) -> bool:
        local = minute.astimezone(ZoneInfo(self.zone))
        shown = f"{local.hour:02}:{local.minute:02}"
        today = any(start <= shown and (shown < end or end <= start) for start, end in self.of(local.date()))
        return today or any(shown < end for start, end in self.of(local.date() - timedelta(days=1)) if end <= start)

    def opens(self, start: datetime, minutes: int) -> Iterator[bool]:
        for passed in range(minutes):
            yield self.is_open(start + passed * MINUTE)
