"""One mail, one transaction: what it says, what it is, where it belongs, and what becomes of it."""

from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.lib import clock, html, text
from tenants.files import services as files
from tenants.outbox import leases
from tenants.tenancy import selectors as tenancy
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.mail import rates, registry, selectors, threads
from tickets.mail.errors import LostLease
from tickets.mail.models import Inbound
from tickets.mail.rules.classify import Kind, classify
from tickets.mail.rules.parse import ParsedAttachment, ParsedMail, parse
from tickets.mail.rules.trim import Trimmed, trim
from tickets.mail.rules.trim_html import trim_html
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.messages.services import NewFile
from tickets.ticket import services as tickets
from tickets.ticket.models import Channel, Ticket
from tickets.timeline import services as timeline

PLAIN_AFTER = 2  # attempts: then without HTML and files, for a mail that they make impossible
LONGEST_ID = 254


@dataclass(frozen=True)
class Fate:
    """What became of a mail."""

    outcome: Inbound.Outcome
    reason: str
    message: Message | None = None


def take_in(*, inbound: Inbound) -> None:
    """Read a claimed mail and settle it with what became of it, together or not at all.

    Raises TooMany for a sender who floods, LostLease when another worker took the mail over, and whatever goes wrong.
    """
    with transaction.atomic():
        file = inbound.raw
    raw = files.read(file=file)
    mail = parse(raw)
    if inbound.attempts > PLAIN_AFTER or "unreadable" in mail.warnings:
        mail = replace(mail, html=None, attachments=(ParsedAttachment("mail.eml", "message/rfc822", raw),))
    with transaction.atomic():
        fate = _decide(inbound, mail)
        settled = leases.settle(
            inbound,
            state=Inbound.State.DONE,
            outcome=fate.outcome,
            reason=fate.reason[:500],
            message=fate.message,
            mail_id=mail.message_id if mail.message_id.isprintable() and len(mail.message_id) <= LONGEST_ID else "",
        )
        if not settled:
            raise LostLease


def _decide(inbound: Inbound, mail: ParsedMail) -> Fate:
    copy = _first_copy(inbound)
    if copy is not None:
        return Fate(Inbound.Outcome.IGNORED, "a copy that came to another mailbox", copy)
    own = selectors.own_addresses()
    kind = classify(mail, own, inbound.envelope_from or None)
    if kind.kind == Kind.LOOP:
        return Fate(Inbound.Outcome.IGNORED, kind.reason)
    if kind.kind == Kind.BOUNCE:
        return _bounced(inbound, mail, kind.reason)
    ticket = threads.ticket_of(inbound, mail)
    if kind.kind == Kind.AUTO_REPLY:
        if ticket is not None:
            timeline.record(ticket_id=ticket.pk, verb="mail.auto_replied", inbound=str(inbound.pk))
        return Fate(Inbound.Outcome.IGNORED, kind.reason)
    return _joined(inbound, mail, ticket, own) if ticket else _opened(inbound, mail, own, kind.reason)


def _first_copy(inbound: Inbound) -> Message | None:
    """The message of the same mail when it came to another mailbox of ours before. One copy at a time is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(inbound.dedup_key[:15], 16)])
    copies = Inbound.objects.filter(mailbox__in=selectors.mailbox_ids(), dedup_key=inbound.dedup_key)
    first = copies.exclude(pk=inbound.pk).filter(message__isnull=False).select_related("message").first()
    return first.message if first else None


def _bounced(inbound: Inbound, mail: ParsedMail, reason: str) -> Fate:
    failed = mail.report is None or mail.report.action == "failed"
    reply = threads.returned_reply(inbound, mail) if failed and mail.report_type != "feedback-report" else None
    if reply is not None:
        said = f"{mail.report.status} {mail.report.diagnostic}".strip() if mail.report else mail.subject
        messages.undeliverable(message_id=str(reply), reason=said or reason)
        for _name, tell in registry.returners:
            tell(reply, said or reason)
    return Fate(Inbound.Outcome.IGNORED, reason)


def _joined(inbound: Inbound, mail: ParsedMail, ticket: Ticket, own: set[str]) -> Fate:
    message = _received(inbound, mail, ticket, _author(inbound, mail, own))
    for _name, tell in registry.joiners:
        tell(message)
    return Fate(Inbound.Outcome.REPLY, "signed by us", message)


def _opened(inbound: Inbound, mail: ParsedMail, own: set[str], reason: str) -> Fate:
    author = _author(inbound, mail, own)
    if inbound.released_at is None:
        rates.check(author, at=clock.now())
    messages.put_on_disk(_files(mail))
    ticket = tickets.create(
        subject=mail.subject,
        requester=author,
        channel=Channel.EMAIL,
        language=_language(mail),
        team=inbound.mailbox.team,
    )
    return Fate(Inbound.Outcome.TICKET, reason, _received(inbound, mail, ticket, author))


def _received(inbound: Inbound, mail: ParsedMail, ticket: Ticket, author: Contact) -> Message:
    said = _said(mail)
    return messages.receive(
        ticket=ticket,
        contact=author,
        body=said.visible,
        hidden=said.hidden,
        markup=mail.html or "",
        files=_files(mail),
        at=inbound.received_at,
    )


def _said(mail: ParsedMail) -> Trimmed:
    """What is new in a mail, and the rest. Where the text does not tell them apart, the HTML may."""
    said = trim(mail.text)
    if said.hidden or not mail.html:
        return said
    kept, is_cut = trim_html(mail.html)
    return Trimmed(html.to_text(kept), mail.text) if is_cut else said


def _language(mail: ParsedMail) -> str:
    return text.language(mail.text, "en") if mail.text else ""


def _author(inbound: Inbound, mail: ParsedMail, own: set[str]) -> Contact:
    """Who wrote, by the address that he wants to be answered at. Always a contact, whatever address he claims."""
    language = _language(mail)
    for email in (mail.reply_to, mail.from_email, inbound.envelope_from):
        if "@" in email and len(email) <= selectors.LONGEST_ADDRESS and email.lower() not in own:
            return contacts.by_email(email=email, name=mail.from_name, language=language)
    with translation.override(tenancy.company().language):
        return Contact.objects.create(name=mail.from_name[:200] or _("Unknown sender"), language=language)


def _files(mail: ParsedMail) -> list[NewFile]:
    return [NewFile(one.name, one.content, one.content_id) for one in mail.attachments]
