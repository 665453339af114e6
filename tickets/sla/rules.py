"""Which policy fits, which clocks a ticket should have now, and by when. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from tickets.ticket.models import Status


class Hours(Protocol):
    """Working hours, as tickets.calendars.rules has them."""

    def add(self, start: datetime, seconds: int) -> datetime: ...
    def between(self, start: datetime, end: datetime) -> int: ...


class Rule(Protocol):
    """What a policy asks of a ticket; "" and None ask nothing."""

    @property
    def channel(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def team_id(self) -> UUID | None: ...
    @property
    def tag_id(self) -> UUID | None: ...


R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class Matter:
    """What policies look at in a ticket."""

    channel: str
    priority: str
    team_id: UUID | None = None
    tag_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Times:
    """When a clock is to be warned of, and when it is due. The warning is never the later one."""

    warn_at: datetime
    due_at: datetime


class Should(StrEnum):
    """What a clock should do now."""

    RUN = "run"
    PAUSE = "pause"
    BE_MET = "met"
    END = "end"


def fits(rule: Rule, matter: Matter) -> bool:
    return (
        rule.channel in ("", matter.channel)
        and rule.priority in ("", matter.priority)
        and rule.team_id in (None, matter.team_id)
        and (rule.tag_id is None or rule.tag_id in matter.tag_ids)
    )


def covers(first: Rule, second: Rule) -> bool:
    """Whether whatever fits the second fits the first: behind it the second never counts."""
    return (
        first.channel in ("", second.channel)
        and first.priority in ("", second.priority)
        and first.team_id in (None, second.team_id)
        and first.tag_id in (None, second.tag_id)
    )


def first_fit(rules: Iterable[R], matter: Matter) -> R | None:
    """The first in order counts."""
    return next((rule for rule in rules if fits(rule, matter)), None)


def answer_should(*, waits: bool, is_answering: bool) -> Should:
    """An answer that is on its way stops nothing until it is there. Parked without an answer, nobody met anything."""
    return Should.RUN if waits or is_answering else Should.END


def resolution_should(status: str) -> Should:
    if status == Status.SOLVED:
        return Should.BE_MET
    return Should.PAUSE if status == Status.WAITING else Should.RUN


def times(hours: Hours, *, since: datetime, elapsed_s: int, target_s: int, warn_percent: int) -> Times:
    """Of a clock that runs since then with so much of its time passed before. Raises NeverOpen, TooLong."""
    warn_s = target_s * warn_percent // 100
    return Times(hours.add(since, max(0, warn_s - elapsed_s)), hours.add(since, max(0, target_s - elapsed_s)))


def next_look(times: Times, *, is_warned: bool, is_breached: bool) -> datetime | None:
    """When the sweeper looks again; None when nothing is left to say."""
    if is_breached:
        return None
    return times.due_at if is_warned else times.warn_at
