"""What stands beside a ticket about our word, and what its history says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib import clock
from helpdesk.web.clock import moment
from tenants.membership.models import Member
from tickets.followups import selectors
from tickets.followups.models import Promise
from tickets.ticket.models import Status, Ticket

TEMPLATE = "tickets/followups/_panel.html"
State = Promise.State


@dataclass(frozen=True, slots=True)
class Item:
    """One promise; `look` is open, late, kept or quiet."""

    state: str
    look: str
    due_at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`owed` is the promise that the customer still waits for. `asked` is how often he asked again."""

    number: int
    items: Sequence[Item]
    owed: Promise | None
    asked: int
    may_change: bool
    is_solved: bool


def section(viewer: Member, ticket: Ticket) -> tuple[str, Panel] | None:
    """None where nothing was ever promised or asked again. Two queries."""
    given, asked = selectors.on_ticket(ticket), selectors.chasers_of(ticket)
    if not given and not asked:
        return None
    owed = next((one for one in given if one.settled_at is None), None)
    return TEMPLATE, Panel(
        number=ticket.number,
        items=[_item(one) for one in given],
        owed=owed,
        asked=asked,
        may_change=viewer.may("followups.promise"),
        is_solved=ticket.status == Status.SOLVED,
    )


def _item(promise: Promise) -> Item:
    state = promise.state
    if state == State.OPEN and promise.due_at < clock.now():
        state = State.BROKEN  # whoever looks before the sweeper sees what is true
    looks = {State.OPEN: "open", State.KEPT: "kept", State.BROKEN: "late"}
    label = str(State(state).label)
    if state == State.BROKEN and promise.kept_by_id:
        label = pgettext("promise", "Kept too late")
    return Item(label, looks.get(State(state), "quiet"), promise.due_at, str(promise.owner or ""), promise.reason)


def _at(data: Mapping[str, Any]) -> SafeString:
    try:
        return format_html("<bdi>{}</bdi>", moment(datetime.fromisoformat(str(data.get("due")))))
    except ValueError:
        return SafeString("–")


def promised(data: Mapping[str, Any]) -> SafeString:
    return format_html(_("Promised the next word by {}"), _at(data))


def reminded(data: Mapping[str, Any]) -> SafeString:
    return format_html(_("Reminded of the promise for {}"), _at(data))


def broken(data: Mapping[str, Any]) -> SafeString:
    return format_html(_("Promise broken: it was due {}"), _at(data))


def kept(data: Mapping[str, Any]) -> SafeString:
    return format_html(_("Promise kept, due {}"), _at(data))


def moved(data: Mapping[str, Any]) -> SafeString:
    return format_html(_("Agreed anew what was promised for {}"), _at(data))


def withdrawn(data: Mapping[str, Any]) -> SafeString:
    return format_html(_("Promise taken back: {}"), format_html("<bdi>{}</bdi>", data.get("reason") or "–"))


def lost(data: Mapping[str, Any]) -> str:
    return _("The promise did not arrive with its reply")


def chased(data: Mapping[str, Any]) -> str:
    return _("The customer asked again")


SENTENCES = {
    f"followups.{write.__name__}": write for write in (promised, reminded, broken, kept, moved, withdrawn, lost, chased)
}
