"""When the owner of a promise hears of it, and what is quickly promised. Values in, values out."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tickets.calendars.rules import Hours

UNTOLD, HALF, SOON, DUE = range(4)
"""What its owner was told: nothing, half of the time is over, soon due, broken."""

LONGEST: Final = timedelta(days=90)
MOST_AHEAD: Final = timedelta(minutes=30)


def moments(made_at: datetime, due_at: datetime) -> tuple[tuple[int, datetime], ...]:
    """Each stage with its time, in their order: half of the time, half an hour (or an eighth) before, due."""
    span = due_at - made_at
    return (HALF, made_at + span / 2), (SOON, due_at - min(MOST_AHEAD, span / 8)), (DUE, due_at)


def reached(made_at: datetime, due_at: datetime, now: datetime) -> int:
    """The last stage whose time has come: who looks late tells once, not thrice."""
    return max((stage for stage, at in moments(made_at, due_at) if at <= now), default=UNTOLD)


def next_at(made_at: datetime, due_at: datetime, stage: int) -> datetime | None:
    """When to look again after a stage; None after the last."""
    return next((at for later, at in moments(made_at, due_at) if later > stage), None)


def fits(made_at: datetime, due_at: datetime) -> bool:
    """Whether it can be promised: ahead, and not so far that nobody remembers."""
    return made_at < due_at <= made_at + LONGEST


TWO_HOURS, TODAY, NOON, THREE_DAYS = "2h", "today", "noon", "3d"
EVENING, MIDDAY = time(17), time(12)
SOONEST: Final = timedelta(minutes=30)
_ROUND: Final = timedelta(minutes=5)


def ahead(now: datetime, hours: Hours) -> dict[str, datetime]:
    """Times that are quickly promised, each while somebody is there, by the wall clock of the hours; UTC.

    Two working hours from now, five this afternoon, the next noon, the same time in three days. What does not fit is
    left out.
    """
    zone = ZoneInfo(hours.zone)
    local = now.astimezone(zone)
    found = {TWO_HOURS: _rounded(hours.add(now, 2 * 3600))}
    evening = datetime.combine(local.date(), EVENING, zone).astimezone(UTC)
    if evening - now >= SOONEST and hours.is_open(evening - timedelta(minutes=1)):
        found[TODAY] = evening
    noons = (datetime.combine(local.date() + timedelta(days=day), MIDDAY, zone) for day in range(1, 15))
    noon = next((at.astimezone(UTC) for at in noons if hours.is_open(at)), None)
    if noon is not None:
        found[NOON] = noon
    third = datetime.combine(local.date() + timedelta(days=3), local.time(), zone)
    found[THREE_DAYS] = _rounded(hours.next_open(third.astimezone(UTC)))
    return found


def _rounded(at: datetime) -> datetime:
    """Up to the next five minutes: nobody promises seconds."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + (_ROUND - over) if over else at
