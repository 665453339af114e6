"""A reply leaves: queued with the change that wrote it, sent by the worker, under a Message-ID that never changes."""

import smtplib
from typing import Any
from uuid import UUID

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from helpdesk.lib import clock
from tenants.outbox import services as outbox
from tenants.outbox.errors import EffectFailed
from tickets.contacts import selectors as contacts
from tickets.mail import keys, letters, selectors
from tickets.mail.models import Mailbox, Outbound
from tickets.mail.rules import signing
from tickets.mail.rules.writing import InvalidAddress
from tickets.mail.selectors import Chain, Mails
from tickets.messages import services as messages
from tickets.messages.errors import NoChannel, NoMailbox, NoReply
from tickets.messages.models import Audience, Delivery, Kind, Message

log = structlog.get_logger(__name__)
KIND = "mail.reply"

# Shown to agents in their own language; what a mail server said is shown in its words.
NO_SERVER = gettext_noop("The mail server cannot be reached.")
NO_ADDRESS = gettext_noop("This address cannot be written to.")
NO_FILE = gettext_noop("An attachment cannot be read.")


@transaction.atomic(savepoint=False)  # inside a service that has one
def deliver(message: Message) -> None:
    """Queue a reply in the caller's transaction, or queue it again under the same Message-ID.

    Raises NoReply for words that everybody should read, NoChannel when the customer has no address but one of our own,
    NoMailbox when the company has none.
    """
    if message.audience == Audience.PUBLIC:
        raise NoReply(gettext("On this ticket nothing is said in public. Answer the customer instead."))
    recipient, ours = contacts.email_of(message.ticket.requester), selectors.mailboxes()
    if not recipient or recipient in {mailbox.address.lower() for mailbox in ours}:
        raise NoChannel
    mails = Mails.of(message.ticket)
    if mails.carried(message):
        Outbound.objects.filter(message=message).update(recipient=recipient)
        outbox.retry(kind=KIND, key=str(message.pk))
        return
    mailbox = mails.mailbox(message.ticket, ours)
    if mailbox is None:
        raise NoMailbox
    _prepare(message, mailbox, recipient, mails.chain())
    outbox.enqueue(kind=KIND, key=str(message.pk))


def _prepare(message: Message, mailbox: Mailbox, recipient: str, chain: Chain) -> Outbound:
    host = mailbox.address.rpartition("@")[2]
    return Outbound.objects.create(
        message=message,
        mailbox=mailbox,
        recipient=recipient,
        mail_id=signing.message_id(message.pk, message.ticket.number, host, keys.current()),
        in_reply_to=chain.answers,
        references=" ".join(chain.references),
    )


def send(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler: write the mail, hand it over, note that it left. Raises EffectFailed."""
    with transaction.atomic():
        mail = _ready(UUID(key))
    if mail is None:
        return
    hand_over(mail, key)
    messages.delivered(message_id=key, at=clock.now())


def give_up(key: str, payload: dict[str, Any], reason: str) -> None:
    """Outbox dead letter."""
    messages.undeliverable(message_id=key, reason=reason)


def hand_over(mail: "WrittenMail", key: str) -> None:
    """Give a mail to the server. Outside any transaction; `key` names it in the log. Raises EffectFailed."""
    try:
        mail.send()
    except smtplib.SMTPException as error:
        raise EffectFailed(_words(error), permanent=_is_final(error)) from error
    except OSError as error:
        log.warning("mail.no_server", message=key, error=str(error)[:200])
        raise EffectFailed(NO_SERVER) from error


class WrittenMail(EmailMessage):
    """A mail whose bytes are written already. Django only carries it."""

    def __init__(self, raw: bytes, *, sender: str, recipient: str) -> None:
        super().__init__(from_email=sender, to=[recipient], connection=get_connection())
        self.raw = raw

    def message(self, *, policy: Any = None) -> Any:
        return _Bytes(self.raw)


class _Bytes:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def as_bytes(self, *_: object, **__: object) -> bytes:
        return self._raw


def _ready(message_id: UUID) -> WrittenMail | None:
    """The mail of a reply; None when it left already or is gone. Raises EffectFailed."""
    message = Message.outward.select_related("ticket", "member").filter(pk=message_id).first()
    if message is None or message.delivery == Delivery.SENT:
        return None
    if message.kind != Kind.REPLY:
        raise EffectFailed("Only a reply leaves the house.", permanent=True)
    outbound = Outbound.objects.select_related("mailbox").get(message=message)
    try:
        raw = letters.write(message, outbound)
    except InvalidAddress as error:
        raise EffectFailed(NO_ADDRESS, permanent=True) from error
    except OSError as error:
        raise EffectFailed(NO_FILE) from error
    sender = signing.reply_address(outbound.mailbox.address, message.ticket.number, keys.current())
    return WrittenMail(raw, sender=sender, recipient=outbound.recipient)


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server said no to this mail for good (5xx). A refused sign-in is ours to mend, not final."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600


def _words(error: smtplib.SMTPException) -> str:
    """What the server said, in its own words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_line(code, said) for code, said in error.recipients.values())[:500]
    if isinstance(error, smtplib.SMTPResponseException):
        return _line(error.smtp_code, error.smtp_error)[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _line(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
