"""The bridge beside a ticket: four steps from the public to a private place and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib import clock
from social.handoffs import rules, selectors
from social.handoffs.models import HandOff
from social.handoffs.rules import State
from tenants.membership.models import Member
from tickets.messages.models import Delivery
from tickets.ticket.models import Channel, Status, Ticket

TEMPLATE = "social/handoffs/_bridge.html"


@dataclass(frozen=True, slots=True)
class Step:
    """`look` is "done", "here" or ""; what stands in public has a look of its own."""

    number: int
    title: str
    text: str
    look: str
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Bridge:
    """`said` is the state in words. `asks`: it is solved, and nobody has said so in public."""

    number: int
    handoff: HandOff | None
    state: str
    said: str
    steps: Sequence[Step]
    may_open: bool
    may_close: bool
    asks: bool


def section(viewer: Member, ticket: Ticket) -> tuple[str, Bridge] | None:
    """None where nothing was said in public. Two queries."""
    if ticket.channel != Channel.SOCIAL or not viewer.may("mentions.see"):
        return None
    if selectors.mention_of(ticket) is None:
        return None
    handoff, now = selectors.last_of(ticket), clock.now()
    state = rules.state(handoff, now) if handoff else None
    may_act = viewer.may("handoffs.open")
    return TEMPLATE, Bridge(
        number=ticket.number,
        handoff=handoff,
        state=str(state or ""),
        said=_said(handoff, state),
        steps=_steps(handoff, state, ticket),
        may_open=may_act and state in (None, State.LAPSED, State.ENDED),
        may_close=may_act and state in (State.OPEN, State.ACCEPTED, State.LAPSED),
        asks=ticket.status == Status.SOLVED and state in (State.OPEN, State.ACCEPTED),
    )


def _said(handoff: HandOff | None, state: State | None) -> str:
    if handoff is None or state is None:
        return ""
    if state == State.ENDED:
        return _("Closed in public") if handoff.closing_id else _("Ended without words")
    names = {
        State.OPEN: pgettext("hand-off", "Invited, not there yet"),
        State.ACCEPTED: pgettext("hand-off", "Accepted: it goes on in private"),
        State.LAPSED: pgettext("hand-off", "Lapsed: nobody came"),
    }
    return names[state]


def _steps(handoff: HandOff | None, state: State | None, ticket: Ticket) -> list[Step]:
    here = _place(handoff, state, ticket)
    texts = (
        (_("Invite, in public"), _("One line, by name, no amounts.")),
        (_("Go on in private"), _("A direct message, or a private page by its link. No account is needed.")),
        (_("Repair it there"), _("Offers, numbers and addresses belong here.")),
        (_("Close the circle in public"), _("“Solved, thank you.” Everybody who read the complaint reads this too.")),
    )
    return [
        Step(number, title, text, _look(number, here), is_public=number in (1, 4))
        for number, (title, text) in enumerate(texts, start=1)
    ]


def _place(handoff: HandOff | None, state: State | None, ticket: Ticket) -> int:
    """The step that is to be done now; 5 when all are."""
    if handoff is None or state is None or state == State.LAPSED:
        return 1
    if state == State.ENDED:
        return 5
    if state == State.OPEN:
        is_said = handoff.invitation is not None and handoff.invitation.delivery != Delivery.FAILED
        return 2 if is_said else 1
    return 4 if ticket.status == Status.SOLVED else 3


def _look(number: int, here: int) -> str:
    if number < here:
        return "done"
    return "here" if number == here else ""
