"""A reply reached the customer, or did not: what that makes of our word."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from helpdesk.lib import clock
from tickets.followups import rules, services, telling
from tickets.followups.models import Promise
from tickets.messages.models import Message
from tickets.ticket import registry
from tickets.ticket import services as tickets
from tickets.timeline import services as timeline
from tickets.timeline.models import Event

State = Promise.State
LOST = Q(state=State.WITHDRAWN, settled_by__isnull=True)
"""Its own reply did not arrive: the customer never heard the promise."""


def arrived(message: Message) -> None:
    """Keep what was promised before this reply, if it came in time. A promise that was lost with it counts again."""
    earlier = Q(settled_at__isnull=True, message_id__lt=message.pk)
    if not Promise.objects.filter(earlier | LOST & Q(message=message), ticket=message.ticket_id).exists():
        return
    ticket = tickets.lock(message.ticket)
    owed = services.open_on(ticket)
    if owed is not None and owed.message_id < message.pk:
        _answer(owed, message)
        owed = None
    if owed is None:
        owed = _revive(message)
    ticket.promised_at = owed.due_at if owed else None
    registry.save(ticket)


def _answer(promise: Promise, message: Message) -> None:
    at = message.sent_at or clock.now()
    if at <= promise.due_at:
        promise.broken_at = None  # it had left in time; only the word of that came later
        services.settle(promise, State.KEPT, at=at, by=message.member, kept_by=message)
        facts = telling.facts(promise) | {"message": str(message.pk)}
        timeline.record(ticket_id=promise.ticket_id, verb="followups.kept", by=message.member, **facts)
    else:
        services.break_now(promise)
        services.settle(promise, State.BROKEN, at=at, by=message.member, kept_by=message)


def _revive(message: Message) -> Promise | None:
    lost = Promise.objects.select_for_update().filter(LOST, message=message).first()
    if lost is None:
        return None
    return _reopen(lost)


def read(events: Sequence[Event]) -> None:
    """Reader of the timeline: what was promised in a reply that failed was not promised, and nothing is kept by it."""
    for event in events:
        if event.verb == "messages.failed":
            message_id = UUID(str(event.data["message"]))
            _failed(message_id)
            _came_back(message_id)


def _failed(message_id: UUID) -> None:
    lost = Promise.objects.filter(message_id=message_id, settled_at__isnull=True).select_related("ticket").first()
    if lost is None:
        return
    ticket = tickets.lock(lost.ticket)
    lost = Promise.objects.select_for_update().get(pk=lost.pk)
    if lost.settled_at is not None:
        return
    lost.broken_at = None
    services.settle(lost, State.WITHDRAWN, at=clock.now(), by=None)
    before = Promise.objects.select_for_update().filter(replaced_by=lost).first()
    if before is not None:
        _reopen(before)
    ticket.promised_at = before.due_at if before else None
    registry.save(ticket)
    timeline.record(ticket_id=ticket.pk, verb="followups.lost", **telling.facts(lost))


def _came_back(message_id: UUID) -> None:
    """Its channel had taken it, and then did not deliver it: who waits for our word still does."""
    kept = Promise.objects.filter(kept_by=message_id).select_related("ticket").first()
    if kept is None:
        return
    ticket = tickets.lock(kept.ticket)
    if services.open_on(ticket) is not None:  # another word was given since
        return
    kept = Promise.objects.select_for_update().get(pk=kept.pk)
    if kept.broken_at is None:
        kept.stage = min(kept.stage, rules.SOON)  # that it is broken may have been told too soon
    ticket.promised_at = _reopen(kept).due_at
    registry.save(ticket)


def _reopen(promise: Promise) -> Promise:
    """It stands again as it did; what fell due meanwhile is told by the next drain."""
    if promise.broken_at is None:
        promise.state = State.OPEN
        promise.next_at = rules.next_at(promise.made_at, promise.due_at, promise.stage)
    promise.settled_at = promise.settled_by = promise.replaced_by = promise.kept_by = None
    promise.save()
    return promise
