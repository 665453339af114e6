"""What stands beside a ticket about making it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.web.listing import listed
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.messages.models import Delivery, Message
from tickets.recovery import access, granting, money, rules
from tickets.recovery.apologies import apologises
from tickets.recovery.budgets import Bound
from tickets.recovery.forms import GiveForm
from tickets.recovery.models import Approval, Grant, Kind, Limit, Purpose, Recovery, RecoveryStep, Step
from tickets.ticket.models import Ticket

TEMPLATE = "tickets/recovery/_panel.html"
MOST = 10


@dataclass(frozen=True, slots=True)
class StepView:
    """`look` is "done", "here" or ""; the one that is here can be marked."""

    step: str
    number: int
    title: str
    hint: str
    look: str
    done: RecoveryStep | None


@dataclass(frozen=True, slots=True)
class Purse:
    """What the viewer may still give of a kind, and which bound says so; `left` is "" where none does.

    `is_each`: it binds a single grant, and is as much the next time.
    """

    kind: str
    label: str
    left: str
    percent: int
    is_each: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that may be the apology; `reads_so`: its words say so."""

    message: Message
    reads_so: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """`is_shut`: nothing is given before the apology has reached the customer."""

    number: int
    recovery: Recovery | None
    state: str
    steps: Sequence[StepView]
    replies: Sequence[Said]
    is_shut: bool
    purses: Sequence[Purse]
    form: GiveForm | None
    given: Sequence[tuple[Grant, str]]
    asked: Sequence[tuple[Approval, str]]
    viewer: Member
    may_open: bool
    may_reverse: bool


def section(viewer: Member, ticket: Ticket) -> tuple[str, Panel] | None:
    """None for who may not see it. One query where nothing was begun."""
    if not viewer.may("recovery.see"):
        return None
    known = list(access.of_ticket(viewer, ticket).order_by("-opened_at", "-id")[:MOST])
    recovery = next((one for one in known if one.closed_at is None), None)
    is_shut = recovery is not None and recovery.purpose == Purpose.REPAIR and not _is_sorry(recovery)
    views = _steps(recovery) if recovery else []
    is_sorry_next = any(view.look == "here" and view.step == Step.APOLOGISE for view in views)
    may_give = recovery is not None and not is_shut and viewer.may("recovery.grant")
    found = purses(viewer, recovery) if recovery and may_give else []
    return TEMPLATE, Panel(
        number=ticket.number,
        recovery=recovery,
        state=state_of(recovery, is_shut=is_shut) if recovery else "",
        steps=views,
        replies=_replies(ticket) if is_sorry_next else [],
        is_shut=is_shut,
        purses=found,
        form=_form(found) if may_give else None,
        given=_given(viewer, ticket) if known else [],
        asked=_asked(viewer, ticket) if known else [],
        viewer=viewer,
        may_open=viewer.may("recovery.open"),
        may_reverse=viewer.may("recovery.reverse"),
    )


def purses(viewer: Member, recovery: Recovery) -> list[Purse]:
    """Of every kind for which the viewer, or his role, has a limit."""
    his = Q(member=viewer) | Q(member__isnull=True, role=viewer.role)
    rows = Limit.objects.filter(his, purpose=recovery.purpose).exclude(kind="")
    kinds = sorted(set(rows.values_list("currency", "kind")), key=lambda pair: (pair[0], Kind.values.index(pair[1])))
    found = []
    for currency, kind in kinds:
        left = granting.left(member=viewer, recovery=recovery, kind=kind, currency=currency)
        if left.is_allowed:
            found.append(_purse(kind, currency, left.narrowest))
    return found


def _purse(kind: str, currency: str, bound: Bound | None) -> Purse:
    if bound is None or bound.most is None or bound.left is None:
        return Purse(kind, str(Kind(kind).label), "", 100)
    places = {
        "per_grant": "",
        "per_ticket": _("on this ticket"),
        "per_customer": _("to this customer"),
        "per_period": _("by you in this period"),
    }
    share = round(100 * bound.left / bound.most) if bound.most else 0
    label = listed([Kind(kind).label, places[bound.name]])
    return Purse(kind, label, money.said(bound.left, currency), share, is_each=not bound.scope)


def _form(found: Sequence[Purse]) -> GiveForm:
    form = GiveForm(initial={"currency": tenancy.company().currency})
    allowed = {purse.kind for purse in found}
    form.fields["kind"].choices = sorted(Kind.choices, key=lambda pair: pair[0] not in allowed)  # type: ignore[attr-defined]
    return form


def _is_sorry(recovery: Recovery) -> bool:
    done = next((one for one in recovery.steps.all() if one.step == Step.APOLOGISE), None)
    return done is not None and done.message is not None and done.message.delivery == Delivery.SENT


def _steps(recovery: Recovery) -> list[StepView]:
    done = {one.step: one for one in recovery.steps.all()}
    here = rules.next_step(recovery.purpose, done)
    return [
        StepView(step, number, str(step.label), _hint(step), _look(step, done, here), done.get(step))
        for number, step in enumerate(rules.steps(recovery.purpose), start=1)
    ]


def _look(step: str, done: dict[str, Any], here: str | None) -> str:
    if step in done:
        return "done"
    return "here" if step == here else ""


def _hint(step: Step) -> str:
    return {
        Step.HEAR: _("Read all of it, ask what is missing."),
        Step.EMPATHISE: _("Say that you would feel the same."),
        Step.APOLOGISE: _("The mistake is ours: say so in a reply. To feel with the customer is no apology."),
        Step.RESOLVE: _("Ask: what can we do to make it right?"),
        Step.DIAGNOSE: _("Find the cause, and blame nobody."),
    }[step]


def _replies(ticket: Ticket) -> list[Said]:
    """Those that read like an apology first."""
    said = [Said(message, apologises(message.text)) for message in access.replies_sent(ticket)]
    return sorted(said, key=lambda one: not one.reads_so)


def _given(viewer: Member, ticket: Ticket) -> list[tuple[Grant, str]]:
    rows = access.grants(viewer).filter(ticket=ticket).order_by("-created_at", "-id")[:MOST]
    return [(row, money.said(row.amount, row.currency)) for row in rows]


def _asked(viewer: Member, ticket: Ticket) -> list[tuple[Approval, str]]:
    """Those that wait, or said no."""
    rows = access.approvals(viewer).filter(ticket=ticket).exclude(state=Approval.State.APPROVED)
    return [(row, money.said(row.asked, row.currency)) for row in rows.order_by("-asked_at", "-id")[:MOST]]


def state_of(recovery: Recovery, *, is_shut: bool) -> str:
    """One word for the head of the section."""
    if recovery.purpose == Purpose.GESTURE:
        return str(Purpose.GESTURE.label)
    return pgettext("recovery", "no apology yet") if is_shut else pgettext("recovery", "apology sent")
