"""When the owner of a promise hears of it. Values in, values out."""

from datetime import datetime, timedelta
from typing import Final

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
