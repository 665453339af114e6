"""Mails as programs write them, and the two steps from the wire to a ticket."""

from email.message import EmailMessage

from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.mail import services
from tickets.mail.models import Inbound

NOURA = "Noura Qahtani <noura.q@example.com>"


def write(
    body: str = "The sofa that arrived today is torn.",
    *,
    subject: str = "The sofa arrived torn",
    sender: str = NOURA,
    to: str = "support@zaytuna.localhost",
    message_id: str = "<1@example.com>",
    **headers: str,
) -> bytes:
    """A plain mail. Other headers by name, with _ for -: `in_reply_to="<…>"`."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Fri, 01 May 2026 10:00:00 +0300"
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-").title()] = value
    mail.set_content(body)
    return mail.as_bytes()


def hand_over(desk: Desk, raw: bytes, *, sender: str = "noura.q@example.com", to: str = "") -> Inbound:
    """Accepted by the desk, not read yet."""
    [inbound] = services.accept(envelope_from=sender, recipients=[to or desk.mailbox.address], raw=raw)
    return inbound


def take_in(desk: Desk, raw: bytes, *, sender: str = "noura.q@example.com", to: str = "") -> Inbound:
    """Accepted and read: what became of it."""
    inbound = hand_over(desk, raw, sender=sender, to=to)
    with tenant_context(desk.tenant):
        services.drain()
        return Inbound.objects.select_related("message__ticket", "message__contact").get(pk=inbound.pk)
