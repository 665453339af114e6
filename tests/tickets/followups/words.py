"""What the tests of this room do again and again."""

from datetime import timedelta
from typing import Any

from helpdesk.lib import clock
from tenants.membership.models import Member
from tickets.followups.models import Promise
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


def answer(ticket: Ticket, by: Member, body: str = "We look into it.", *, sent: bool = True, **said: Any) -> Message:
    """A reply that its channel took."""
    message = messages.reply(ticket=ticket, by=by, body=body, **said)
    if sent:
        send(message)
    return message


def send(message: Message) -> None:
    messages.delivered(message_id=str(message.pk), at=clock.now())


def give_word(ticket: Ticket, by: Member, hours: float = 4, **said: Any) -> Promise:
    """A reply that promises the next word."""
    message = answer(ticket, by, promise=clock.now() + timedelta(hours=hours), **said)
    return Promise.objects.get(message=message)


def write(ticket: Ticket, body: str, *, minutes: float = 0) -> Message:
    """The customer says something, now or so many minutes later."""
    at = clock.now() + timedelta(minutes=minutes)
    return messages.receive(ticket=ticket, contact=ticket.requester, body=body, at=at)


def told(verb: str) -> list[dict[str, Any]]:
    """The data of each event of a kind, oldest first."""
    return list(Event.objects.filter(verb=f"followups.{verb}").order_by("pk").values_list("data", flat=True))


def state(promise: Promise) -> tuple[str, bool]:
    """Its state, and whether it is settled."""
    promise.refresh_from_db()
    return promise.state, promise.settled_at is not None
