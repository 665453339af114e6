"""A ticket that nobody need look at before a time. A word of the customer wakes it earlier."""

from datetime import datetime, timedelta

from django.db import transaction

from helpdesk.lib import clock
from tenants.membership.models import Member
from tickets.ticket import registry, selectors
from tickets.ticket.errors import CannotSnooze
from tickets.ticket.models import Status, Ticket
from tickets.ticket.services import lock
from tickets.timeline import services as timeline
from tickets.timeline.models import Event

BATCH = 200
LONGEST = timedelta(days=366)


@transaction.atomic
def snooze(*, ticket: Ticket, until: datetime, by: Member) -> Ticket:
    """Lay it aside until then. Its clocks run on. Raises CannotSnooze for what is solved, or a time not to come."""
    ticket, now = lock(ticket), clock.now()
    if not now < until <= now + LONGEST or ticket.status == Status.SOLVED:
        raise CannotSnooze
    ticket.snoozed_until = until
    registry.save(ticket)
    timeline.record(ticket_id=ticket.pk, verb="ticket.snoozed", by=by, until=until.isoformat())
    return ticket


@transaction.atomic
def wake(*, ticket: Ticket, by: Member) -> Ticket:
    """Back to the lists, now."""
    ticket = lock(ticket)
    if ticket.snoozed_until is not None:
        ticket.snoozed_until = None
        registry.save(ticket)
        timeline.record(ticket_id=ticket.pk, verb="ticket.woken", by=by, to=selectors.wakers([ticket.pk])[ticket.pk])
    return ticket


@transaction.atomic(savepoint=False)  # inside a task that has one
def drain(*, limit: int = BATCH) -> int:
    """Wake whoever's time has come, `limit` at most, in one commit. Returns how many."""
    now = clock.now()
    due = Ticket.objects.filter(snoozed_until__lte=now).order_by("snoozed_until", "id")
    pks = list(due.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)[:limit])
    if pks:
        Ticket.objects.filter(pk__in=pks).update(snoozed_until=None, updated_at=now)
        told = selectors.wakers(pks)
        timeline.record_all([Event(ticket_id=pk, verb="ticket.woken", data={"to": told[pk]}) for pk in pks])
    return len(pks)
