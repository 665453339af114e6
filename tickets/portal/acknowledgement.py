"""We have your message: the one mail that leaves by itself. Nothing in it was written by the sender of the form.

Anybody may type anybody's address into a form: so it goes once a ticket, and to one address a few times an hour,
whichever company's form was used.
"""

import hashlib
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from helpdesk.lib import clock
from helpdesk.web.translated import direction_of
from tenants.identity.rules import mentioned
from tenants.outbox import services as outbox
from tenants.outbox.errors import EffectFailed
from tenants.routes.rules import mailbox_key
from tenants.tenancy import selectors as tenancy
from tickets.contacts import selectors as contacts
from tickets.mail import delivery, keys
from tickets.mail import selectors as mail
from tickets.mail.delivery import WrittenMail
from tickets.mail.models import Mailbox
from tickets.mail.rules import signing
from tickets.mail.rules.compose import OutgoingMail, compose
from tickets.mail.rules.writing import InvalidAddress
from tickets.portal import addresses, selectors
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline

KIND, UNREACHED = "portal.acknowledgement", "portal.unreached"
MOST_AN_HOUR, HOUR = 3, 3600
_TEMPLATE = "tickets/portal/mail/acknowledgement"


def queue(*, link: Link, language: str) -> bool:
    """Wish for the mail in the caller's transaction. False when none will leave."""
    recipient = contacts.email_of(link.ticket.requester)
    if not recipient or recipient in mail.own_addresses() or mail.mailbox_of(link.ticket) is None:
        return False
    if _written_to(recipient) > MOST_AN_HOUR:
        return False
    outbox.enqueue(kind=KIND, key=str(link.ticket_id), payload={"language": language})
    return True


def send(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler. Raises EffectFailed."""
    with transaction.atomic():
        letter = _ready(UUID(key), payload["language"])
    if letter is not None:
        delivery.hand_over(letter, key)


def give_up(key: str, payload: dict[str, Any], reason: str) -> None:
    """Outbox dead letter: the agents see that the address takes no mail."""
    timeline.record(ticket_id=UUID(key), verb=UNREACHED, reason=reason[:200])


def _ready(ticket_id: UUID, language: str) -> WrittenMail | None:
    """The mail; None when its link was taken back, or there is nobody to write to or from any more."""
    ticket = Ticket.objects.select_related("requester", "team").get(pk=ticket_id)
    link, mailbox = selectors.link_of(ticket), mail.mailbox_of(ticket)
    recipient = contacts.email_of(ticket.requester)
    if link is None or mailbox is None or not recipient:
        return None
    try:
        raw = compose(_letter(link, ticket, mailbox, recipient, language))
    except InvalidAddress as error:
        raise EffectFailed(delivery.NO_ADDRESS, permanent=True) from error
    sender = signing.reply_address(mailbox.address, ticket.number, keys.current())
    return WrittenMail(raw, sender=sender, recipient=recipient)


def _letter(link: Link, ticket: Ticket, mailbox: Mailbox, recipient: str, language: str) -> OutgoingMail:
    host = mailbox.address.rpartition("@")[2]
    with translation.override(language):
        context = {
            "company": mentioned(tenancy.company().name),
            "number": ticket.number,
            "url": addresses.url_of(link, Purpose.MAIL),
        }
        subject, body = (render_to_string(f"{_TEMPLATE}_{part}.txt", context) for part in ("subject", "message"))
    return OutgoingMail(
        from_name=mailbox.name,
        from_address=mailbox.address,
        reply_to=signing.reply_address(mailbox.address, ticket.number, keys.current()),
        to=(recipient,),
        subject=" ".join(subject.split()),
        text=body.strip(),
        message_id=signing.message_id(link.pk, ticket.number, host, keys.current()),
        date=clock.now(),
        language=language,
        direction="rtl" if direction_of(language) == "rtl" else "ltr",
        automatic="auto-replied",
    )


def _written_to(recipient: str) -> int:
    """Counts one more mail to an address within the hour, over all companies; words behind a plus make no other."""
    name = f"portal:mails:{hashlib.sha256(mailbox_key(recipient).encode()).hexdigest()}"
    cache.add(name, 0, timeout=HOUR)
    try:
        return int(cache.incr(name))
    except ValueError:  # its hour ended in between
        return 1
