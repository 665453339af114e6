"""open begins a repair or a gesture; mark, apologise and diagnose are its steps; close ends it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.membership.models import Member
from tickets.messages.models import Delivery, Kind, Message
from tickets.recovery import rules
from tickets.recovery.apologies import apologises
from tickets.recovery.errors import (
    AlreadyOpen,
    ApologyUsed,
    Closed,
    NoCause,
    NotAnApology,
    OnlyEmpathy,
    StepDone,
    StepNotHere,
    StillAsked,
)
from tickets.recovery.models import Approval, Recovery, RecoveryStep, Step
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline

LONGEST_CAUSE = 5000


@transaction.atomic
def open(*, ticket: Ticket, purpose: str, by: Member) -> Recovery:
    """Begin to make something good, or a kindness. One is open on a ticket at a time: raises AlreadyOpen."""
    locked = tickets.lock(ticket)
    if Recovery.objects.filter(ticket=ticket, closed_at__isnull=True).exists():
        raise AlreadyOpen
    recovery = Recovery.objects.create(ticket=ticket, purpose=purpose, opened_by=by)
    tickets.touch(locked)
    note(recovery, "open", "opened", by=by, purpose=purpose)
    return recovery


@transaction.atomic
def mark(*, recovery: Recovery, by: Member, step: str = "") -> RecoveryStep:
    """A step was done; without a name the next one. To apologise and to diagnose have verbs of their own.

    Raises Closed, StepDone, StepNotHere.
    """
    recovery = _locked(recovery)
    chosen = step or rules.next_step(recovery.purpose, _done(recovery))
    if chosen not in (Step.HEAR, Step.EMPATHISE, Step.RESOLVE):
        raise StepNotHere
    return _mark(recovery, chosen, by)


@transaction.atomic
def apologise(*, recovery: Recovery, message: Message, by: Member) -> RecoveryStep:
    """One of our replies that reached the customer is the apology; to feel with him is none.

    Raises Closed, StepDone, NotAnApology, OnlyEmpathy, ApologyUsed.
    """
    recovery = _locked(recovery)
    message = Message.objects.get(pk=message.pk)  # as it is now: a refusal may have come meanwhile
    is_ours = message.ticket_id == recovery.ticket_id and message.kind == Kind.REPLY
    if not is_ours or message.delivery != Delivery.SENT or message.withdrawn_at is not None:
        raise NotAnApology
    if not apologises(message.text):
        raise OnlyEmpathy
    if RecoveryStep.objects.filter(step=Step.APOLOGISE, message=message).exclude(recovery=recovery).exists():
        raise ApologyUsed
    return _mark(recovery, Step.APOLOGISE, by, message)


@transaction.atomic
def diagnose(*, recovery: Recovery, cause: str, by: Member) -> Recovery:
    """Write down what the cause was, without blaming anybody. It may be put better later. Raises Closed, NoCause."""
    recovery = _locked(recovery)
    cause = cause.strip()[:LONGEST_CAUSE]
    if not cause:
        raise NoCause
    before, recovery.cause = recovery.cause, cause
    recovery.save(update_fields=["cause"])
    if Step.DIAGNOSE in _done(recovery):
        note(recovery, "diagnose", "diagnosed", by=by, before={"cause": before}, after={"cause": cause})
    else:
        _mark(recovery, Step.DIAGNOSE, by)
    return recovery


@transaction.atomic
def close(*, recovery: Recovery, by: Member) -> Recovery:
    """Nothing more is given for it. Raises Closed, StillAsked."""
    recovery = _locked(recovery)
    if Approval.objects.filter(recovery=recovery, state=Approval.State.OPEN).exists():
        raise StillAsked
    recovery.closed_at = clock.now()
    recovery.save(update_fields=["closed_at"])
    note(recovery, "close", "closed", by=by)
    return recovery


def note(
    recovery: Recovery,
    deed: str,
    became: str,
    *,
    by: Member,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **data: Any,
) -> None:
    """What was done, into the ticket's timeline and into the company's audit. No texts go into the timeline."""
    ids = {"recovery": str(recovery.pk), **data}
    timeline.record(ticket_id=recovery.ticket_id, verb=f"recovery.{became}", by=by, **ids)
    audit.record(
        verb=f"recovery.{deed}",
        actor=by,
        object_label=f"#{recovery.ticket.number}",
        object_id=recovery.pk,
        before=before,
        after=after or data,
    )


def _locked(recovery: Recovery) -> Recovery:
    """The row as it is now, its ticket locked and told. Raises Closed."""
    tickets.touch(tickets.lock(recovery.ticket))
    found = Recovery.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=recovery.pk)
    if found.closed_at is not None:
        raise Closed
    return found


def _done(recovery: Recovery) -> set[str]:
    return set(RecoveryStep.objects.filter(recovery=recovery).values_list("step", flat=True))


def _mark(recovery: Recovery, step: str, by: Member, message: Message | None = None) -> RecoveryStep:
    if step not in rules.steps(recovery.purpose):
        raise StepNotHere
    if step in _done(recovery):
        raise StepDone
    done = RecoveryStep.objects.create(recovery=recovery, step=step, member=by, message=message, at=clock.now())
    said: dict[str, Any] = {"message": str(message.pk)} if message else {}
    note(recovery, "step", "stepped", by=by, step=step, **said)
    return done
