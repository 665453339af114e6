"""A ticket as a row of a list: whose turn it is, by when, drawn on the shared axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.web import clock, runway
from helpdesk.web.runway import Bar, Tone
from tenants.membership.models import Member
from tickets.ticket.models import Priority, Status, Ticket
from tickets.ticket.rules import ANSWER_GOAL, AT_RISK_SHARE, Turn, due_at, turn
from tickets.workspace import selectors

GOAL_MINUTES = ANSWER_GOAL.total_seconds() / 60
RISK_MINUTES = GOAL_MINUTES * (1 - AT_RISK_SHARE)
ICONS = {"email": "mail", "console": "pen-line", "form": "app-window", "social": "at-sign"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word with a shape; `look` is a suffix of `.chip--`."""

    text: str
    look: str = "line"


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
    """Late, within the hour, not waiting for us; empty groups are left out."""
    heads = (
        (Turn.LATE, _("Late"), _("answer these first")),
        (Turn.HOUR, _("Within the hour"), _("the longest wait first")),
        (Turn.CALM, _("Not waiting for us"), ""),
    )
    found = (Group(key, name, why, [row for row in listed if row.turn is key]) for key, name, why in heads)
    return [group for group in found if group.rows]


def icon_of(channel: str) -> str:
    return ICONS.get(channel, "message-circle-more")


def minutes_left(waiting_since: datetime, now: datetime) -> float:
    """Until the answer is due; negative when it is late."""
    return (due_at(waiting_since) - now).total_seconds() / 60


def _row(ticket: Ticket, *, now: datetime, here: UUID | None, chips: Sequence[Chip]) -> Row:
    left = minutes_left(ticket.waiting_since, now) if ticket.waiting_since else None
    bar = runway.bar(left, goal=GOAL_MINUTES, risk=RISK_MINUTES) if left is not None else None
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
        turn=turn(ticket.waiting_since, now),
        tone=bar.tone if bar else Tone.PAUSED,
        unread=ticket.waiting_since is not None,
        here=ticket.pk == here,
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
    return clock.duration((now - ticket.last_message_at).total_seconds() / 60), _("of silence")


def _chips(ticket: Ticket, tags: Iterable[str], failed: bool, begun: bool) -> list[Chip]:
    chips = [Chip(_("Not sent"), "late")] if failed else []
    if begun:
        chips.append(Chip(pgettext("an answer that was begun", "Draft")))
    if ticket.status == Status.WAITING or ticket.custom_status:
        chips.append(Chip(ticket.status_name))
    if ticket.priority in (Priority.HIGH, Priority.URGENT):
        chips.append(Chip(ticket.get_priority_display(), "ink"))
    if ticket.assignee:
        chips.append(Chip(str(ticket.assignee)))
    if ticket.category:
        chips.append(Chip(str(ticket.category), "tag"))
    said = str(ticket.category) if ticket.category else ""
    return [*chips, *(Chip(name, "tag") for name in tags if name != said)][:4]
