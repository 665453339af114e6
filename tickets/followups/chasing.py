"""A customer who had to ask again: counted as he does."""

from tickets.followups import chasers
from tickets.followups.models import Chaser
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Status, Ticket
from tickets.timeline import services as timeline


def listen(message: Message) -> None:
    """Listener to messages, under the ticket's lock, before the ticket is changed by them."""
    asking = chasers.asks(message.text) if message.kind == Kind.CUSTOMER else None
    if asking is None:
        return
    ticket = Ticket.objects.select_related("assignee").get(pk=message.ticket_id)
    if not owed(ticket):
        return
    Chaser.objects.create(
        message=message,
        ticket=ticket,
        phrase=asking.phrase,
        language=asking.language,
        created_at=message.created_at,
    )
    owner = ticket.assignee
    to = [str(owner.pk)] if owner is not None and owner.removed_at is None else []
    timeline.record(ticket_id=ticket.pk, verb="followups.chased", message=str(message.pk), to=to)


def owed(ticket: Ticket) -> bool:
    """Whether it is for us to speak: he waits, we promised, or we left it open after what we said."""
    if ticket.waiting_since is not None or ticket.promised_at is not None:
        return True
    return bool(ticket.status == Status.OPEN and ticket.first_replied_at is not None)
