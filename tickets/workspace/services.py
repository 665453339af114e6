"""Verbs that need several rooms at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from tenants.membership.models import Member
from tickets.contacts import services as contacts
from tickets.messages import services as messages
from tickets.messages.services import NewFile
from tickets.ticket import services as tickets
from tickets.ticket.models import Channel, Ticket


@transaction.atomic
def take_next(*, by: Member) -> Ticket | None:
    """Give the member what has waited longest of his own and of what nobody owns; None if nobody waits.

    Two members who press at once get two tickets: a row that is being taken is passed over.
    """
    waiting = Ticket.objects.filter(Q(assignee=by) | Q(assignee__isnull=True), waiting_since__isnull=False)
    ticket = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("waiting_since", "id").first()
    if ticket is not None and ticket.assignee_id is None:
        tickets.assign(ticket=ticket, assignee=by, by=by)
    return ticket


@transaction.atomic
def open_ticket(
    *, email: str, name: str, subject: str, body: str, told_us: bool, by: Member, files: Sequence[NewFile] = ()
) -> Ticket:
    """A conversation begun in the console: we write first, or we put down what somebody told us.

    Raises EmptyMessage and NoChannel as the messages room does.
    """
    contact = contacts.by_email(email=email, name=name)
    ticket = tickets.create(subject=subject, requester=contact, channel=Channel.EMAIL, by=by, assignee=by)
    if told_us:
        messages.receive(ticket=ticket, contact=contact, body=body, files=files)
    else:
        messages.reply(ticket=ticket, by=by, body=body, files=files)
    return ticket
