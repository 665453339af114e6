"""The clocks of one ticket for its page: how long is left, what was kept, and why a deadline is where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from helpdesk.web import clock
from helpdesk.web.runway import Bar
from tickets.sla import selectors as sla
from tickets.sla.models import Metric, SlaClock
from tickets.ticket.models import Ticket
from tickets.workspace.rows import Vow, bar_of, goal_of, minutes_left

MOST_CLOCKS = 60


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of the panel, `value` in words, `percent` of its fuse, and the reasons for its deadline."""

    label: str
    value: SafeString | str
    look: str
    percent: int
    why: Sequence[SafeString | str] = ()


@dataclass(frozen=True, slots=True)
class Tape:
    """The open ticket's cycle: percent spent, seconds until it is full, when it is due.

    `promised` is by when he hears more, `vow` its place on the tape; one beyond the ends rests on the end.
    """

    bar: Bar
    left: SafeString
    is_late: bool
    spent: float
    due: datetime
    promised: datetime | None = None
    vow: Vow | None = None


def of(ticket: Ticket) -> list[SlaClock]:
    """Its newest clocks, oldest first, with their policies and calendars."""
    return list(sla.clocks_of(ticket).order_by("-started_at", "-id")[:MOST_CLOCKS])[::-1]


def tape(ticket: Ticket, *, now: datetime) -> Tape | None:
    """None when nobody waits for us, or nothing was aimed at."""
    left = minutes_left(ticket, now)
    if ticket.due_at is None or left is None:
        return None
    goal = goal_of(ticket)
    spent = _share(goal - left, goal)
    promised = ticket.promised_at
    vow = None
    if promised is not None:
        vow = Vow(_share(goal - _minutes(promised, ticket.due_at), goal), promised < now)
    return Tape(bar_of(ticket, left), clock.duration(left), left < 0, spent, ticket.due_at, promised, vow)


def _share(minutes: float, goal: float) -> float:
    """Percent of the cycle, not beyond its ends."""
    return round(min(100.0, max(0.0, 100 * minutes / goal)), 1)


def clocks(found: Sequence[SlaClock], *, now: datetime) -> list[Clock]:
    """The answer that is due, else the first one that was given; and the solution."""
    answers = [one for one in (_last(found, Metric.NEXT), _last(found, Metric.FIRST)) if one is not None]
    shown = [one for one in answers if sla.is_open(one)] or [one for one in answers if one.metric == Metric.FIRST]
    solving = _last(found, Metric.RESOLUTION)
    return [_shown(one, now) for one in (*shown, *([solving] if solving else []))]


def _last(found: Iterable[SlaClock], metric: str) -> SlaClock | None:
    """The newest; one that ended without an answer tells nothing."""
    rows = [one for one in found if one.metric == metric and one.cancelled_at is None]
    return rows[-1] if rows else None


def _shown(one: SlaClock, now: datetime) -> Clock:
    label = str(Metric(one.metric).label)
    if one.met_at is not None:
        minutes = _minutes(one.started_at, one.met_at)
        said = _("missed, after {}") if one.breached_at else _("met, after {}")
        return Clock(label, format_html(said, clock.duration(minutes)), "late" if one.breached_at else "kept", 100)
    if one.due_at is None:
        percent = min(100, round(100 * one.elapsed_s / one.target_s))
        return Clock(label, _("paused while we wait"), "paused", percent, _why(one, now))
    left = _minutes(now, one.due_at)
    said = _("{} late") if left < 0 else _("{} left")
    whole = max(1.0, _minutes(one.started_at, one.due_at))
    look = "late" if left < 0 else "risk" if one.warned_at else "ok"
    percent = 100 if left < 0 else min(100, round(100 * left / whole))
    return Clock(label, format_html(said, clock.duration(left)), look, percent, _why(one, now))


def _why(one: SlaClock, now: datetime) -> list[SafeString | str]:
    policy = format_html("<bdi>{}</bdi>", one.policy)
    target = clock.working(one.target_s // 60)
    since = {
        Metric.FIRST: _("From the first message, {}"),
        Metric.NEXT: _("From the first unanswered message, {}"),
        Metric.RESOLUTION: _("From the beginning of the ticket, {}"),
    }[Metric(one.metric)]
    if one.metric == Metric.RESOLUTION and one.cycle > 1:
        since = _("Opened again {}: what had passed before counts")
    why: list[SafeString | str] = [
        format_html(_("Policy {}: within {} of working hours"), policy, target),
        format_html(since, clock.moment(one.started_at, now=now)),
        format_html(_("Hours: {}"), format_html("<bdi>{}</bdi>", one.calendar)),
        _pauses(one),
    ]
    if changed := one.changed_at:  # type: ignore[attr-defined]  # clocks_of brings them
        why.append(format_html(_("Reckoned anew {}, what had passed was kept"), clock.moment(changed, now=now)))
    if one.due_at is not None:
        why.append(format_html(_("Due {}"), clock.moment(one.due_at, now=now)))
    if one.breached_at is not None:
        why.append(format_html(_("Missed {}"), clock.moment(one.breached_at, now=now)))
    return why


def _pauses(one: SlaClock) -> str:
    if one.metric != Metric.RESOLUTION:
        return pgettext("clock", "Never paused")
    times: int = one.pauses  # type: ignore[attr-defined]
    if not times:
        return pgettext("clock", "Not paused so far")
    return ngettext(
        "Paused %(count)d time while we waited for the customer",
        "Paused %(count)d times while we waited for the customer",
        times,
    ) % {"count": times}


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60
