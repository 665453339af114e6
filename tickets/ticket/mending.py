"""What a ticket says of itself, put right when something said in it turns out otherwise.

`ticket` is the row as `services.lock` gave it.
"""

from datetime import datetime

from django.db import transaction

from tickets.ticket import registry, rules
from tickets.ticket.models import Ticket
from tickets.timeline import selectors as timeline


@transaction.atomic(savepoint=False)  # inside a service that has one
def mend(*, ticket: Ticket, preview: str, language: str) -> Ticket:
    """Its last words and their language, and since when somebody waits."""
    ticket.preview, ticket.language = rules.preview(preview), language
    registry.save(ticket, "preview", "language", "waiting_since")
    return ticket


@transaction.atomic(savepoint=False)  # inside a service that has one
def waits_since(*, ticket: Ticket, at: datetime) -> Ticket:
    """Something older than what we knew asks for an answer."""
    if ticket.waiting_since is not None and at < ticket.waiting_since:
        ticket.waiting_since = at
        registry.save(ticket, "waiting_since")
    return ticket


@transaction.atomic(savepoint=False)  # inside a service that has one
def replied_at(*, ticket: Ticket, at: datetime) -> Ticket:
    """We learn of an answer of ours, which may be older than what we took for the first."""
    ticket.first_replied_at = min(ticket.first_replied_at or at, at)
    registry.save(ticket, "first_replied_at")
    return ticket


@transaction.atomic(savepoint=False)  # inside a service that has one
def weigh(*, ticket: Ticket, subject: str, priority: str) -> Ticket:
    """Its first words and how urgent they are. A priority that somebody set by hand stays."""
    subject = subject[:300]
    if priority != ticket.priority and timeline.was_done_by_hand(ticket.pk, "ticket.priority"):
        priority = ticket.priority
    if (ticket.subject, ticket.priority) != (subject, priority):
        ticket.subject, ticket.priority = subject, priority
        registry.save(ticket, "subject", "priority")
    return ticket
