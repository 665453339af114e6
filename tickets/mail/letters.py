"""What stands in the mail of a reply: the names, the signatures, the customer's last words."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from helpdesk.web import clock, translated
from tenants.files import services as files
from tenants.tenancy import selectors as tenancy
from tickets.mail import keys, registry
from tickets.mail.models import Outbound
from tickets.mail.rules import signing
from tickets.mail.rules.compose import OutgoingAttachment, OutgoingMail, compose
from tickets.messages.models import Attachment, Kind, Message


def write(message: Message, outbound: Outbound) -> bytes:
    """The reply as it leaves: the same bytes each time. Raises InvalidAddress, OSError."""
    ticket, mailbox = message.ticket, outbound.mailbox
    company = tenancy.company()
    language = message.language or ticket.language or company.language
    member = message.member.name if message.member else ""
    signatures = (message.member.signature if message.member else "", mailbox.signature)
    quoted = _last_words(message)
    with translation.override(_spoken(language, company.language)), timezone.override(company.timezone):
        return compose(
            OutgoingMail(
                from_name=" · ".join(name for name in (member, mailbox.name) if name),
                from_address=mailbox.address,
                reply_to=signing.reply_address(mailbox.address, ticket.number, keys.current()),
                to=(outbound.recipient,),
                subject=_subject(ticket.subject, answers=bool(outbound.in_reply_to)),
                text="\n\n".join([message.text, *filter(None, (say(message) for _name, say in registry.promises))]),
                message_id=outbound.mail_id,
                in_reply_to=outbound.in_reply_to,
                references=tuple(outbound.references.split()),
                date=message.created_at,
                language=language,
                direction="rtl" if message.direction == "rtl" else "ltr",
                signature="\n".join(text.strip() for text in signatures if text.strip()),
                closing="\n".join(filter(None, (close(ticket) for _name, close in registry.closings))),
                quoted=quoted.text if quoted else "",
                quoted_intro=_intro(quoted) if quoted else "",
                attachments=tuple(_attachment(one) for one in message.attachments.select_related("file")),
            )
        )


def _last_words(message: Message) -> Message | None:
    """What the customer said before this reply. Nobody else's words are quoted to him."""
    said = Message.outward.filter(ticket=message.ticket_id, kind=Kind.CUSTOMER, contact=message.ticket.requester_id)
    before = said.filter(created_at__lte=message.created_at).select_related("contact")
    return before.order_by("-created_at", "-id").first()


def _intro(quoted: Message) -> str:
    return _("On %(when)s, %(name)s wrote:") % {"when": clock.full(quoted.created_at), "name": str(quoted.contact)}


def _subject(subject: str, *, answers: bool) -> str:
    subject = subject or _("Your message to us")
    return f"Re: {subject}" if answers and subject[:3].casefold() != "re:" else subject


def _spoken(language: str, fallback: str) -> str:
    return language if language in translated.codes() else fallback


def _attachment(attachment: Attachment) -> OutgoingAttachment:
    return OutgoingAttachment(attachment.name, attachment.media_type, files.read(file=attachment.file))
