"""Which change is told to whom, by which way, and when a mail waits. No database, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tickets.notifications.models import Kind

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom a change concerns. `key` names what in its data it is about; where nothing does, each change is told.

    `listed` is where its data lists members. `leads` are those of the ticket's team; with `else_leads` they are told
    where nobody else is. `able` is where its data lists who can do what it asks for: the nearest of them are told too.
    """

    kind: Kind
    key: tuple[str, ...] = ()
    listed: str = ""
    able: str = ""
    assignee: bool = False
    leads: bool = False
    else_leads: bool = False
    needs: str = "notifications.own"


TELLINGS: Mapping[str, Telling] = {
    "ticket.assignee": Telling(Kind.ASSIGNED, assignee=True),
    "ticket.woken": Telling(Kind.WOKEN, listed="to", assignee=True),
    "messages.named": Telling(Kind.MENTIONED, ("message",), listed="members"),
    "sla.warned": Telling(Kind.WARNED, ("clock", "due"), assignee=True, else_leads=True),
    "sla.breached": Telling(Kind.BREACHED, ("clock", "due"), assignee=True, leads=True),
    "followups.reminded": Telling(Kind.REMINDED, ("promise", "due", "stage"), listed="to", else_leads=True),
    "followups.broken": Telling(Kind.BROKEN, ("promise", "due"), listed="to", else_leads=True),
    "recovery.asked": Telling(Kind.ASKED, ("approval",), able="able", leads=True, needs="recovery.decide"),
    "recovery.decided": Telling(Kind.DECIDED, ("approval",), listed="to"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind reaches a member."""

    in_app: bool
    by_mail: bool

    @property
    def is_silent(self) -> bool:
        return not (self.in_app or self.by_mail)


DEFAULTS: Mapping[str, Way] = {
    kind.value: Way(in_app=True, by_mail=kind not in (Kind.ASSIGNED, Kind.WOKEN)) for kind in Kind
}


def listed(telling: Telling, data: Mapping[str, Any]) -> set[UUID]:
    """The members that a change names."""
    return _members(data, telling.listed)


def able(telling: Telling, data: Mapping[str, Any]) -> set[UUID]:
    """The members who can do what a change asks for."""
    return _members(data, telling.able)


def key_of(telling: Telling, event_id: UUID, data: Mapping[str, Any]) -> str:
    """What a notification is about: the same words for the same thing, whoever tells it again."""
    parts = [str(data[name]) for name in telling.key if data.get(name)]
    return ":".join(parts)[:120] or str(event_id)


def recipients(
    telling: Telling,
    *,
    named: set[UUID],
    assignee: UUID | None,
    leads: Sequence[set[UUID]],
    actor: UUID | None,
    able: Collection[UUID] = (),
) -> set[UUID]:
    """Who is told, never the one who did it. Of the circles of leads the nearest one in which somebody else is.

    Where nobody in it can do what is asked for, the nearest one in which somebody can is told as well.
    """
    himself = {actor} if actor else set()
    found = named - himself
    if telling.assignee and assignee is not None:
        found = (found | {assignee}) - himself
    if telling.leads or (telling.else_leads and not found):
        found |= next((circle - himself for circle in leads if circle - himself), set())
        doers = set(able) - himself
        found |= next((circle & doers for circle in leads if circle & doers), set())
    return found


def _members(data: Mapping[str, Any], name: str) -> set[UUID]:
    return {UUID(str(pk)) for pk in data.get(name) or ()} if name else set()


@dataclass(frozen=True, slots=True)
class Quiet:
    """One stretch of quiet hours, in UTC: from `since` to just before `until`."""

    since: datetime
    until: datetime


def quiet_at(now: datetime, zone: ZoneInfo, starts: time, ends: time) -> Quiet | None:
    """The quiet hours in which a moment lies; None when a mail may go. Both are times of the wall clock of `zone`.

    They may cross midnight. Where the clock jumps over their end, they end with the jump; where it shows their end
    twice, whoever is in them the second time waits for the second one.
    """
    local = now.astimezone(zone)
    if not _is_within(local.time(), starts, ends):
        return None
    today, day = local.date(), timedelta(days=1)
    crosses = starts > ends
    first_day = today - day if crosses and local.time() < ends else today
    last_day = first_day + day if crosses else first_day
    return Quiet(_at(first_day, starts, zone), _end(now, last_day, zone, starts, ends))


def _is_within(at: time, starts: time, ends: time) -> bool:
    return starts <= at < ends if starts <= ends else at >= starts or at < ends


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The earlier of the two moments that a wall clock may mean."""
    return min(datetime.combine(day, at.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))


def _end(now: datetime, day: date, zone: ZoneInfo, starts: time, ends: time) -> datetime:
    """Looked for minute by minute, which costs steps only on a night in which the clock is moved."""
    whole = now.astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
    at = max(_at(day, ends, zone), whole)
    while _is_within(at.astimezone(zone).time(), starts, ends):
        at += _MINUTE
    return at
