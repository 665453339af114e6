"""Give our word with a reply, keep it, move it, take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.lib import bell, clock
from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Member
from tickets.followups import reminders, rules, selectors, telling
from tickets.followups.errors import NeedsReason, Settled, WordIsOpen
from tickets.followups.models import Promise
from tickets.messages.errors import NoPromise
from tickets.messages.models import Kind, Message
from tickets.ticket import registry
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket
from tickets.timeline import services as timeline

State = Promise.State


@transaction.atomic(savepoint=False)  # inside a service that has one
def promise(*, message: Message, due_at: datetime, by: Member) -> Promise:
    """With a reply of ours: the customer hears from us by then. Replaces what was promised before.

    A promise that was not due yet is agreed anew by it, a broken one stays broken. Raises NoPromise for a time that
    is over or too far away, and where the reply solves the ticket.
    """
    if message.kind != Kind.REPLY or not rules.fits(message.created_at, due_at):
        raise NoPromise(_("Choose a time from now on, within 90 days. Nothing was sent."))
    ticket = tickets.lock(message.ticket)
    if ticket.status == Status.SOLVED:
        raise NoPromise(_("What is solved needs no next word: promise one, or solve it. Nothing was sent."))
    before = open_on(ticket)
    if before is not None:
        _replace(before, by=by, at=message.created_at)
    made = Promise.objects.create(
        ticket=ticket,
        message=message,
        owner_id=ticket.assignee_id or by.pk,
        made_by=by,
        made_at=message.created_at,
        due_at=due_at,
        next_at=rules.next_at(message.created_at, due_at, rules.UNTOLD),
    )
    if before is not None:
        Promise.objects.filter(pk=before.pk).update(replaced_by=made)
    ticket.promised_at = due_at
    registry.save(ticket)
    timeline.record(ticket_id=ticket.pk, verb="followups.promised", by=by, **telling.facts(made))
    return made


def _replace(before: Promise, *, by: Member, at: datetime) -> None:
    if before.state == State.OPEN and before.due_at > at:
        settle(before, State.RENEGOTIATED, at=at, by=by)
        timeline.record(ticket_id=before.ticket_id, verb="followups.moved", by=by, **telling.facts(before))
    else:
        break_now(before)
        settle(before, State.BROKEN, at=at, by=by)


@transaction.atomic
def withdraw(*, promise: Promise, reason: str, by: Member) -> Promise:
    """Take our word back, and say why. One that was broken stays so, and is settled.

    Raises Settled, NeedsReason.
    """
    reason = reason.replace("\x00", "").strip()[:300]
    if not reason:
        raise NeedsReason
    ticket = tickets.lock(promise.ticket)
    found = Promise.objects.select_for_update().get(pk=promise.pk)
    if found.settled_at is not None:
        raise Settled
    now = clock.now()
    if found.due_at <= now:
        break_now(found)
    found.reason = reason
    settle(found, State.BROKEN if found.broken_at else State.WITHDRAWN, at=now, by=by)
    ticket.promised_at = None
    registry.save(ticket)
    data = telling.facts(found) | {"reason": reason}
    timeline.record(ticket_id=ticket.pk, verb="followups.withdrawn", by=by, **data)
    return found


def check_closing(ticket: Ticket) -> None:
    """Nobody solves a ticket by hand over a word that he still waits for. Raises WordIsOpen."""
    owed = selectors.owed_on(ticket)
    if owed is not None:
        raise WordIsOpen(owed)


def drain() -> int:
    """Tell owners and leads what is due in this tenant, one batch in the caller's transaction. Returns how many."""
    from tickets.followups import tasks

    told = reminders.tell_due()
    if told == reminders.BATCH:  # there may be more: let another tenant have its turn first
        bell.ring_on_commit(tasks.drain, tenant_id=str(require_tenant_id()))
    return told


def open_on(ticket: Ticket) -> Promise | None:
    """The promise of a locked ticket that is not settled, held too."""
    return Promise.objects.select_for_update().filter(ticket=ticket, settled_at__isnull=True).first()


def break_now(promise: Promise) -> None:
    """Its time went by without a word. Told once, whoever sees it first."""
    if promise.state == State.OPEN:
        promise.state, promise.broken_at, promise.stage = State.BROKEN, promise.due_at, rules.DUE
        timeline.record_all(telling.events([promise]))


def settle(promise: Promise, state: str, *, at: datetime, by: Member | None, kept_by: Message | None = None) -> None:
    """Nothing more is to be told of it."""
    promise.state, promise.next_at, promise.settled_at, promise.settled_by = state, None, at, by
    promise.kept_by = kept_by
    promise.save()
