"""A sender who floods us waits in quarantine, where a lead lets his mail in or not. Nothing of it is lost."""

from datetime import datetime, timedelta

from tickets.contacts.models import Contact
from tickets.mail.errors import TooMany
from tickets.ticket.models import Channel, Ticket

MAX_TICKETS = 30
SPAN = timedelta(hours=1)


def check(sender: Contact, *, at: datetime) -> None:
    """Raises TooMany when the sender opened too many tickets by mail in the last hour."""
    opened = Ticket.objects.filter(requester=sender, channel=Channel.EMAIL, created_at__gt=at - SPAN)
    if opened[:MAX_TICKETS].count() >= MAX_TICKETS:
        raise TooMany
