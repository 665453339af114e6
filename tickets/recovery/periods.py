"""When a period of a limit began. Values in, values out; days are those of the company's time zone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tickets.recovery.models import Period

_MONDAY, _SUNDAY = 1, 7


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a company, and the ISO weekdays of its weekend."""

    today: date
    weekend: Collection[int]

    @classmethod
    def of(cls, now: datetime, zone: str, weekend: Collection[int]) -> Day:
        return cls(today(now, zone), weekend)


def today(now: datetime, zone: str) -> date:
    """The company's day at a moment."""
    return now.astimezone(ZoneInfo(zone)).date()


def week_start(weekend: Collection[int]) -> int:
    """The ISO weekday that follows the weekend: 7 (Sunday) after Friday and Saturday; Monday when there is none."""
    after = [day % _SUNDAY + 1 for day in sorted(weekend)]
    return next((day for day in after if day not in weekend), _MONDAY)


def starts_on(period: str, day: date, weekend: Collection[int]) -> date:
    """The first day of the period that the day is in."""
    if period == Period.MONTH:
        return day.replace(day=1)
    if period == Period.WEEK:
        return day - timedelta(days=(day.isoweekday() - week_start(weekend)) % 7)
    return day
