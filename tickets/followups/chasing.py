"""A customer who had to ask again: by when it was said, not by when we heard it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tickets.followups import chasers
from tickets.followups.models import Chaser, Promise
from tickets.messages import rewording
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Status, Ticket
from tickets.timeline import selectors as history
from tickets.timeline import services as timeline

MOST_READ = 200


def listen(message: Message) -> None:
    """Listener to messages, under the ticket's lock, before the ticket is changed by them."""
    if message.kind != Kind.CUSTOMER:
        return
    ticket = Ticket.objects.select_related("assignee").get(pk=message.ticket_id)
    since, at = ticket.waiting_since, message.created_at
    if _asks(message) and ((since is not None and since <= at) or is_owed(ticket, at)):
        _note(ticket, [message])
    if (
        since is not None and at <= since and message.text
    ):  # older than what we knew: what came before it was no first word
        later = rewording.unanswered(ticket).filter(created_at__gte=at).exclude(pk=message.pk)
        _note(ticket, _unmarked(later.order_by("created_at", "pk")[:MOST_READ]))


def reworded(message: Message) -> None:
    """Listener to messages whose words changed. Nothing is kept of those that were taken back."""
    marks = Chaser.objects.filter(message=message)
    if not _asks(message):
        marks.delete()
    elif not marks.exists() and _is_after_silence(message):
        _note(Ticket.objects.select_related("assignee").get(pk=message.ticket_id), [message])


def is_second(mark: Chaser, ticket: Ticket) -> bool:
    """Whether the first that waits in this locked ticket asks again all the same, and not for the first time."""
    at = mark.created_at
    same = rewording.unanswered(ticket).filter(created_at=at).exclude(pk=mark.message_id)
    return same.exists() or is_owed(ticket, at)


def is_owed(ticket: Ticket, at: datetime) -> bool:
    """Whether it was for us to speak though nobody waited: we had promised, or left it open after what we said."""
    open_then = Q(settled_at__isnull=True) | Q(settled_at__gt=at)
    if Promise.objects.filter(open_then, ticket=ticket, made_at__lte=at).exists():
        return True
    if ticket.status != Status.OPEN or ticket.first_replied_at is None or ticket.first_replied_at > at:
        return False
    return history.last_of(ticket.pk, ("messages.replied", "ticket.reopened")) == "messages.replied"


def _is_after_silence(message: Message) -> bool:
    """Whether it waits, and was not the first to wait."""
    ticket = Ticket.objects.get(pk=message.ticket_id)
    waiting = rewording.unanswered(ticket).filter(created_at__lte=message.created_at)
    since = ticket.waiting_since
    if since is None or since > message.created_at or not waiting.filter(pk=message.pk).exists():
        return False
    earlier = waiting.filter(created_at__gte=since).exclude(pk=message.pk)
    return earlier.exists() or is_owed(ticket, message.created_at)


def _asks(message: Message) -> bool:
    return chasers.asks(message.text) is not None


def _unmarked(rows: Iterable[Message]) -> list[Message]:
    found = list(rows)
    marked = set(Chaser.objects.filter(message__in=found).values_list("message", flat=True))
    return [one for one in found if one.pk not in marked]


def _note(ticket: Ticket, said: Iterable[Message]) -> None:
    """Those of them that ask are counted, and told once each."""
    owner = ticket.assignee
    to = [str(owner.pk)] if owner is not None and owner.removed_at is None else []
    for message in said:
        if asking := chasers.asks(message.text):
            Chaser.objects.create(
                message=message,
                ticket=ticket,
                phrase=asking.phrase,
                language=asking.language,
                created_at=message.created_at,
            )
            timeline.record(ticket_id=ticket.pk, verb="followups.chased", message=str(message.pk), to=to)
