"""Tickets with something said in them."""

from datetime import timedelta

from tenants.membership.models import Member
from tickets.contacts import services as contacts
from tickets.followups import services as followups
from tickets.followups.models import Promise
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


def make_ticket(
    subject: str = "The sofa arrived torn",
    body: str = "The sofa that arrived today is torn.",
    email: str = "noura.q@example.com",
    name: str = "Noura",
    assignee: Member | None = None,
) -> Ticket:
    """A ticket opened by a customer's mail, waiting for our answer. Needs a tenant."""
    contact = contacts.by_email(email=email, name=name)
    ticket = tickets.create(subject=subject, requester=contact, channel="email", assignee=assignee)
    messages.receive(ticket=ticket, contact=contact, body=body)
    ticket.refresh_from_db()
    return ticket


def make_reply(ticket: Ticket, by: Member, body: str = "We are sorry, a new one leaves today.") -> Message:
    return messages.reply(ticket=ticket, by=by, body=body)


def make_promise(reply: Message, hours: float = 4) -> Promise:
    """A reply of ours says by when the customer hears more."""
    due = reply.created_at + timedelta(hours=hours)
    assert reply.member is not None
    return followups.promise(message=reply, due_at=due, by=reply.member)
