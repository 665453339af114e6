"""A customer who had to ask again: by when it was said, not by when we heard it."""

from datetime import datetime

from django.db.models import Q

from tickets.followups import chasers
from tickets.followups.chasers import Asking
from tickets.followups.models import Chaser, Promise
from tickets.messages import rewording
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Status, Ticket
from tickets.timeline import selectors as history
from tickets.timeline import services as timeline

MOST_READ = 200


def listen(message: Message) -> None:
    """Listener to messages, before their ticket, which is locked, is changed by them."""
    if message.kind != Kind.CUSTOMER:
        return
    ticket, at, since = message.ticket, message.created_at, message.ticket.waiting_since
    if at <= ticket.last_message_at and (since is not None or ticket.status != Status.NEW):
        reconsider(ticket=ticket, since=at)
    elif (asking := chasers.asks(message.text)) and (since is not None or had_to_ask(ticket, message)):
        _note(ticket, message, asking)


def reworded(message: Message) -> None:
    """Listener to messages whose words changed. Nothing is kept of those that were taken back."""
    if message.withdrawn_at is None:
        _weigh(message.ticket, message)
    else:
        reconsider(ticket=message.ticket, since=message.created_at)


def reconsider(*, ticket: Ticket, since: datetime) -> None:
    """What was said at `since` is heard only now: it may make a second word of a later one, or a first.

    `ticket` is the row as `tickets.lock` gave it; who calls this saves it afterwards, and `chased_at` follows.
    """
    later = Message.objects.filter(ticket=ticket, kind=Kind.CUSTOMER, created_at__gte=since)
    for message in later.order_by("created_at", "pk")[:MOST_READ]:
        _weigh(ticket, message)


def had_to_ask(ticket: Ticket, message: Message) -> bool:
    """Whether an earlier word of his was without an answer when he said this, or it was for us to speak."""
    at = message.created_at
    return rewording.waiting(ticket, at=at).exclude(pk=message.pk).exists() or is_owed(ticket, at)


def is_owed(ticket: Ticket, at: datetime) -> bool:
    """Whether it was for us to speak though nobody waited: we had promised, or left it open after what we said."""
    open_then = Q(settled_at__isnull=True) | Q(settled_at__gt=at)
    if Promise.objects.filter(open_then, ticket=ticket, made_at__lte=at).exists():
        return True
    if ticket.status != Status.OPEN or ticket.first_replied_at is None or ticket.first_replied_at > at:
        return False
    return history.last_of(ticket.pk, ("messages.replied", "ticket.reopened")) == "messages.replied"


def _weigh(ticket: Ticket, message: Message) -> None:
    """A mark where he had to ask, and none where he had not."""
    marks, asking = Chaser.objects.filter(message=message), chasers.asks(message.text)
    if asking is None or not had_to_ask(ticket, message):
        marks.delete()
    elif not marks.exists():
        _note(ticket, message, asking)


def _note(ticket: Ticket, message: Message, asking: Asking) -> None:
    """Counted, and told once."""
    owner = ticket.assignee
    to = [str(owner.pk)] if owner is not None and owner.removed_at is None else []
    Chaser.objects.create(
        message=message,
        ticket=ticket,
        phrase=asking.phrase,
        language=asking.language,
        created_at=message.created_at,
    )
    timeline.record(ticket_id=ticket.pk, verb="followups.chased", message=str(message.pk), to=to)
