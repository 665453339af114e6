"""A ticket as a row of a list: whose turn it is, by when, drawn on the shared axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib import clock as lib_clock
from helpdesk.web import clock, runway
from helpdesk.web.runway import Bar, Tone
from tenants.membership.models import Member
from tickets.ticket.models import Priority, Status, Ticket
from tickets.ticket.rules import Turn, turn
from tickets.workspace import selectors

ICONS = {"email": "mail", "console": "pen-line", "form": "app-window", "social": "at-sign"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word with a shape; `look` is a suffix of `.chip--`."""

    text: str
    look: str = "line"


@dataclass(frozen=True, slots=True)
class Vow:
    """By when we said that he hears more, on the axis: percent of the moment, and whether it has passed."""

    percent: float
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of a ticket. `left` is what remains, `left_for` what it remains for."""

    number: int
    url: str
    who: str
    subject: str
    snippet: str
    language: str
    channel: str
    icon: str
    turn: Turn
    tone: Tone
    unread: bool
    here: bool
    asks_again: bool
    vow: Vow | None
    bar: Bar | None
    left: SafeString | str
    left_for: str
    signed: str
    chips: Sequence[Chip]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together, and why."""

    key: str
    name: str
    why: str
    rows: Sequence[Row]


def rows(
    tickets: Sequence[Ticket], *, viewer: Member, now: datetime, here: UUID | None = None, chips: bool = True
) -> list[Row]:
    """Rows in the given order. With chips it costs two queries for all of them."""
    shown: dict[UUID, list[Chip]] = {}
    if chips and tickets:
        tags = selectors.tags_of(tickets)
        failed, begun = selectors.marked(viewer, tickets)
        shown = {one.pk: _chips(one, tags.get(one.pk, ()), one.pk in failed, one.pk in begun) for one in tickets}
    return [_row(ticket, now=now, here=here, chips=shown.get(ticket.pk, ())) for ticket in tickets]


def groups(listed: Sequence[Row]) -> list[Group]:
    """By their deadlines: late, within the hour, later; without one; not waiting for us. Empty groups are left out."""
    again = [row for row in listed if row.asks_again]
    heads = (
        (Turn.LATE, _("Late"), _("answer these first")),
        (Turn.HOUR, _("Within the hour"), _("the nearest deadline first")),
        (Turn.LATER, pgettext("tickets", "Later"), ""),
        (Turn.UNDUE, _("Waiting without a deadline"), _("the longest wait first")),
        (Turn.CALM, _("Not waiting for us"), ""),
    )
    others = [row for row in listed if not row.asks_again]
    found = (Group(key, name, why, [row for row in others if row.turn is key]) for key, name, why in heads)
    first = Group("again", _("Asked again"), _("nobody should have to"), again)
    return [group for group in (first, *found) if group.rows]


def icon_of(channel: str) -> str:
    return ICONS.get(channel, "message-circle-more")


def minutes_left(ticket: Ticket, now: datetime) -> float | None:
    """Until the answer is due; negative when it is late; None when none is."""
    return None if ticket.due_at is None else _minutes(now, ticket.due_at)


def goal_of(ticket: Ticket) -> float:
    """Minutes by the wall clock from the word that waits to the deadline."""
    since, due = ticket.waiting_since, ticket.due_at
    return max(1.0, _minutes(since, due)) if since and due else 1.0


def bar_of(ticket: Ticket, left: float) -> Bar:
    """How much of the time is left, on the axis."""
    risk = _minutes(ticket.risk_at, ticket.due_at) if ticket.risk_at and ticket.due_at else 0.0
    return runway.bar(left, goal=goal_of(ticket), risk=risk)


def vow_of(ticket: Ticket, now: datetime) -> Vow | None:
    if ticket.promised_at is None:
        return None
    left = _minutes(now, ticket.promised_at)
    return Vow(round(runway.position(left), 2), left < 0)


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _row(ticket: Ticket, *, now: datetime, here: UUID | None, chips: Sequence[Chip]) -> Row:
    left = minutes_left(ticket, now)
    bar = bar_of(ticket, left) if left is not None else None
    shown, shown_for = _left(ticket, left, now)
    return Row(
        number=ticket.number,
        url=reverse("workspace:ticket", args=[ticket.number]),
        who=str(ticket.requester),
        subject=ticket.subject or _("(no subject)"),
        snippet=ticket.preview,
        language=ticket.language,
        channel=ticket.get_channel_display(),
        icon=icon_of(ticket.channel),
        turn=turn(ticket.waiting_since, ticket.due_at, now),
        tone=bar.tone if bar else Tone.PAUSED,
        unread=ticket.waiting_since is not None,
        here=ticket.pk == here,
        asks_again=ticket.chased_at is not None,
        vow=vow_of(ticket, now),
        bar=bar,
        left=shown,
        left_for=shown_for,
        signed=clock.signed(left) if left is not None and abs(left) < 24 * 60 else "",
        chips=chips,
    )


def _left(ticket: Ticket, left: float | None, now: datetime) -> tuple[SafeString | str, str]:
    if left is not None:
        return clock.duration(left), pgettext("after a duration", "late") if left < 0 else _("to reply")
    if ticket.solved_at:
        return clock.moment(ticket.solved_at, now=now), pgettext("after a time", "solved")
    if ticket.waiting_since:
        return clock.duration(_minutes(ticket.waiting_since, now)), _("waiting for us")
    return clock.duration(_minutes(ticket.last_message_at, now)), _("of silence")


def _chips(ticket: Ticket, tags: Iterable[str], failed: bool, begun: bool) -> list[Chip]:
    """What calls first, then what it is."""
    said = str(ticket.category) if ticket.category else ""
    named = [Chip(name, "tag") for name in tags if name != said]
    return [*_calls(ticket, failed, begun), *_facts(ticket), *named][:4]


def _calls(ticket: Ticket, failed: bool, begun: bool) -> Iterator[Chip]:
    if failed:
        yield Chip(_("Not sent"), "late")
    if ticket.chased_at:
        yield Chip(_("Asked again"), "risk")
    if ticket.promised_at:
        yield _vow_chip(ticket.promised_at)
    if ticket.snoozed_until:
        yield Chip(_("Snoozed until %(time)s") % {"time": clock.moment(ticket.snoozed_until)})
    if begun:
        yield Chip(pgettext("an answer that was begun", "Draft"))


def _facts(ticket: Ticket) -> Iterator[Chip]:
    if ticket.status == Status.WAITING or ticket.custom_status:
        yield Chip(ticket.status_name)
    if ticket.priority in (Priority.HIGH, Priority.URGENT):
        yield Chip(ticket.get_priority_display(), "ink")
    if ticket.assignee:
        yield Chip(str(ticket.assignee))
    if ticket.category:
        yield Chip(str(ticket.category), "tag")


def _vow_chip(due_at: datetime) -> Chip:
    """The word says it too: no state is told by colour alone."""
    if due_at >= lib_clock.now():
        return Chip(clock.moment(due_at), "promise")
    return Chip(_("Promise broken: %(when)s") % {"when": clock.moment(due_at)}, "broken")
