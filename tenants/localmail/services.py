import smtplib
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid

from django.conf import settings
from django.db import transaction

from helpdesk.lib import clock
from tenants.files import services as files
from tenants.localmail.errors import NotTaken
from tenants.localmail.models import LocalMail
from tenants.localmail.selectors import OpenMail

# As the customer's own mail program would say it.
_INTRO = {
    "ar": "في {when}، كتب {name} <{address}>:",
    "he": "\u200fבתאריך {when} מאת {name} <{address}>:",
    "en": "On {when}, {name} <{address}> wrote:",
}


@transaction.atomic
def keep(*, raw: bytes, sender: str, recipient: str) -> LocalMail:
    """Keep a mail that would have gone out. The same Message-ID to the same recipient is kept once."""
    headers = message_from_bytes(raw)
    message_id = str(headers["Message-ID"] or "")[:254]
    mail, _ = LocalMail.objects.get_or_create(
        message_id=message_id,
        recipient=recipient[:254],
        defaults={
            "sender": sender[:254],
            "subject": str(make_header(decode_header(str(headers["Subject"] or "")))),
            "raw": files.store(content=raw, media_type="message/rfc822"),
        },
    )
    return mail


def answer(*, mail: OpenMail, body: str) -> None:
    """Answer as the customer who got this mail, the way a mail program does. Raises NotTaken."""
    subject = mail.row.subject
    reply = _letter(sender=mail.row.recipient, to=mail.reply_to, subject=subject)
    if not subject.casefold().startswith("re:"):
        reply.replace_header("Subject", f"Re: {subject}")
    reply["In-Reply-To"] = mail.row.message_id
    reply["References"] = " ".join([*str(mail.parsed["References"] or "").split(), mail.row.message_id])
    reply.set_content(f"{body}\n\n{_quote(mail)}\n")
    _send(reply, mail.row.recipient, mail.reply_to)


def write(*, name: str, email: str, to: str, subject: str, body: str) -> None:
    """Write to the desk as a customer. Raises NotTaken."""
    letter = _letter(sender=formataddr((name, email)), to=to, subject=subject)
    letter.set_content(f"{body}\n")
    _send(letter, email, to)


def _letter(*, sender: str, to: str, subject: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, " ".join(subject.split())
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = make_msgid(domain="customer.example")
    return letter


def _quote(mail: OpenMail) -> str:
    when = mail.row.created_at.strftime("%d/%m/%Y %H:%M")
    intro = _INTRO.get(mail.language, _INTRO["en"])
    lines = "\n".join(f"> {line}".rstrip() for line in mail.text.strip().splitlines())
    return f"{intro.format(when=when, name=mail.sender_name or mail.sender, address=mail.sender)}\n{lines}"


def _send(letter: EmailMessage, sender: str, to: str) -> None:
    """Through the front door, as any mail server would."""
    protocol = smtplib.LMTP if settings.MAIL_IN_LMTP else smtplib.SMTP
    try:
        with protocol(settings.MAIL_IN_HOST, settings.MAIL_IN_PORT) as door:
            door.send_message(letter, sender, [to])
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(str(error)) from error
