"""Words that change after they were said: taken back, or known better by an earlier wording. The ticket follows."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helpdesk.lib import text
from tickets.contacts.models import Contact
from tickets.messages import registry, rules
from tickets.messages.models import Delivery, Kind, Message
from tickets.ticket import mending
from tickets.ticket import registry as watched
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline import selectors as history
from tickets.timeline import services as timeline


@transaction.atomic
def withdraw(*, message: Message, at: datetime) -> Message:
    """Its author took it back: none of its words are kept, and nobody waits for an answer to it. Safe to repeat."""
    ticket = tickets.lock(message.ticket)
    message = _lock(message)
    if message.kind != Kind.CUSTOMER:
        return message
    if message.withdrawn_at is not None:
        return _since_earlier(message, at)
    since = ticket.waiting_since
    waited = since is not None and unanswered(ticket).filter(pk=message.pk, created_at__gte=since).exists()
    message.text = message.hidden = message.html = message.language = ""
    message.direction, message.withdrawn_at = text.direction(""), at
    message.save(update_fields=["text", "hidden", "html", "language", "direction", "withdrawn_at"])
    if waited:
        ticket.waiting_since = _next_after(ticket) or history.opened_by_hand(ticket.pk)
        for _, listen in watched.retractions:
            listen(ticket, at)
    _changed(message, ticket)
    timeline.record(ticket_id=ticket.pk, verb="messages.withdrawn", message=str(message.pk))
    return message


@transaction.atomic
def correct(*, message: Message, body: str, language: str = "") -> Message:
    """A customer's message has the words that came first, whichever were heard first. One taken back stays empty."""
    ticket = tickets.lock(message.ticket)
    message = _lock(message)
    body = body.replace("\x00", "").strip()
    language = rules.language_of(body, language)
    if message.kind != Kind.CUSTOMER or message.withdrawn_at or (message.text, message.language) == (body, language):
        return message
    message.text, message.language, message.direction = body, language, text.direction(body)
    message.save(update_fields=["text", "language", "direction"])
    _changed(message, ticket)
    timeline.mention(ticket_id=ticket.pk, verb="messages.corrected")
    return message


@transaction.atomic
def attribute(*, pks: Collection[UUID], contact: Contact) -> None:
    """It turned out who said this."""
    Message.objects.filter(pk__in=pks, kind=Kind.CUSTOMER).update(contact=contact)


def unanswered(ticket: Ticket, *, at: datetime | None = None) -> QuerySet[Message]:
    """What the customer has said since our last answer that did not fail. What was taken back asks for nothing.

    With `at` as it was at that moment: what had been said by then, and what we had answered.
    """
    sent = Message.objects.filter(ticket=ticket, kind=Kind.REPLY).exclude(delivery=Delivery.FAILED)
    said = Message.objects.filter(ticket=ticket, kind=Kind.CUSTOMER, withdrawn_at__isnull=True)
    if at is not None:
        sent, said = sent.filter(created_at__lte=at), said.filter(created_at__lte=at)
    last = sent.order_by("-pk").values_list("pk", flat=True).first()
    return said.filter(pk__gt=last) if last else said


def waiting(ticket: Ticket, *, at: datetime | None = None) -> QuerySet[Message]:
    """What of that has no other outcome either, or had none at that moment."""
    rows = unanswered(ticket, at=at)
    for _, excuse in registry.excuses:
        rows = excuse(rows, at)
    return rows


def waits_since(ticket: Ticket) -> datetime | None:
    """When the first of that was said; None where everything has its answer, or one is on its way."""
    return waiting(ticket).order_by("created_at").values_list("created_at", flat=True).first()


def _since_earlier(message: Message, at: datetime) -> Message:
    """Told twice, it was taken back when it was first."""
    if message.withdrawn_at is not None and at < message.withdrawn_at:
        message.withdrawn_at = at
        message.save(update_fields=["withdrawn_at"])
    return message


def _next_after(ticket: Ticket) -> datetime | None:
    """When the first of those was said that still wait; None when none does."""
    rest = unanswered(ticket).filter(created_at__gte=ticket.waiting_since)
    return rest.order_by("created_at").values_list("created_at", flat=True).first()


@transaction.atomic(savepoint=False)  # inside a service that has one
def mend(*, ticket: Ticket) -> None:
    """What a ticket shows of its messages, by when they were said and not by when we heard them.

    `ticket` is the row as `tickets.lock` gave it.
    """
    said = Message.outward.filter(ticket=ticket, withdrawn_at__isnull=True).order_by("created_at", "pk")
    last, last_of_theirs = said.last(), said.filter(kind=Kind.CUSTOMER).last()
    mending.mend(
        ticket=ticket,
        preview=last.text if last else "",
        language=last_of_theirs.language if last_of_theirs else "",
    )


def _lock(message: Message) -> Message:
    return Message.objects.select_for_update(no_key=True).get(pk=message.pk)


def _changed(message: Message, ticket: Ticket) -> None:
    for _, listen in registry.rewordings:
        listen(message)
    mend(ticket=ticket)  # what others made of the words shows on its row
