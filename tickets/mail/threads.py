"""Where a mail belongs: only what we signed ourselves tells. Never a subject, a number, or who says he wrote it."""

from collections.abc import Iterable
from uuid import UUID

from tickets.mail import keys
from tickets.mail.models import Inbound
from tickets.mail.rules.parse import ParsedMail
from tickets.mail.rules.signing import read_message_id, read_reply_address
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Ticket


def ticket_of(inbound: Inbound, mail: ParsedMail) -> Ticket | None:
    """The ticket that a signed address or a signed Message-ID names, the newest first; None when nothing does."""
    key = keys.current()
    named = (read_reply_address(address, key) for address in _addressed(inbound, mail))
    answered = (found[0] if (found := read_message_id(mail_id, key)) else None for mail_id in _answered(mail))
    for number in (*named, *answered):
        ticket = Ticket.objects.filter(number=number).first() if number else None
        if ticket is not None:
            return ticket
    return None


def returned_reply(inbound: Inbound, mail: ParsedMail) -> UUID | None:
    """Which of our replies came back: the one whose Message-ID the bounce returns, else the last of its address."""
    key = keys.current()
    for mail_id in (*mail.returned_ids, *_answered(mail)):
        if found := read_message_id(mail_id, key):
            return found[1]
    number = next(filter(None, (read_reply_address(address, key) for address in _addressed(inbound, mail))), None)
    if number is None:
        return None
    replies = Message.objects.filter(ticket__number=number, kind=Kind.REPLY).order_by("-created_at", "-id")
    return replies.values_list("pk", flat=True).first()


def _addressed(inbound: Inbound, mail: ParsedMail) -> Iterable[str]:
    return (inbound.envelope_to, *mail.delivered_to, *(address.email for address in (*mail.to, *mail.cc)))


def _answered(mail: ParsedMail) -> Iterable[str]:
    return dict.fromkeys((mail.in_reply_to, *reversed(mail.references)))
