from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from helpdesk.lib import clock, html, text
from tenants.files import services as files
from tenants.membership.models import Member
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.messages import registry
from tickets.messages.errors import EmptyMessage, NotFailed
from tickets.messages.models import Attachment, Delivery, Kind, Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket
from tickets.timeline import services as timeline


@dataclass(frozen=True)
class NewFile:
    """An attachment to keep."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def reply(
    *,
    ticket: Ticket,
    by: Member,
    body: str,
    then: str = Status.WAITING,
    files: Sequence[NewFile] = (),
    at: datetime | None = None,
) -> Message:
    """Answer the customer. Queued for delivery with this commit. Raises EmptyMessage, NoChannel."""
    message = _write(ticket, Kind.REPLY, body, member=by, delivery=Delivery.QUEUED, new_files=files, at=at)
    registry.deliverers.get(ticket.channel)(message)
    tickets.we_replied(ticket=ticket, by=by, text=message.text, at=message.created_at, then=then)
    timeline.record(ticket_id=ticket.pk, verb="messages.replied", by=by, message=str(message.pk))
    return message


@transaction.atomic
def note(*, ticket: Ticket, by: Member, body: str, at: datetime | None = None) -> Message:
    """Tell only colleagues. Raises EmptyMessage."""
    message = _write(ticket, Kind.NOTE, body, member=by, at=at)
    timeline.record(ticket_id=ticket.pk, verb="messages.noted", by=by, message=str(message.pk))
    return message


@transaction.atomic
def receive(
    *,
    ticket: Ticket,
    contact: Contact,
    body: str,
    hidden: str = "",
    markup: str = "",
    files: Sequence[NewFile] = (),
    at: datetime | None = None,
) -> Message:
    """The customer said something: keep it, and make it our turn. An empty body is kept as it is."""
    message = _write(ticket, Kind.CUSTOMER, body, contact=contact, hidden=hidden, markup=markup, new_files=files, at=at)
    contacts.speaks(contact=contact, language=message.language)
    tickets.customer_wrote(ticket=ticket, text=body, at=message.created_at, language=message.language)
    timeline.record(ticket_id=ticket.pk, verb="messages.received", message=str(message.pk), contact=str(contact.pk))
    return message


@transaction.atomic
def resend(*, message: Message, by: Member) -> Message:
    """Try a failed reply once more. Raises NotFailed."""
    message = Message.objects.select_for_update().select_related("ticket").get(pk=message.pk)
    if message.delivery != Delivery.FAILED:
        raise NotFailed
    message.delivery, message.delivery_error = Delivery.QUEUED, ""
    message.save(update_fields=["delivery", "delivery_error"])
    registry.deliverers.get(message.ticket.channel)(message)
    timeline.record(ticket_id=message.ticket_id, verb="messages.resent", by=by, message=str(message.pk))
    return message


@transaction.atomic
def delivered(*, message_id: str, at: datetime) -> None:
    """The channel took it. Safe to repeat; a refusal that came faster than our own note of it stands."""
    queued = Message.objects.filter(pk=message_id, kind=Kind.REPLY, delivery=Delivery.QUEUED)
    queued.update(delivery=Delivery.SENT, delivery_error="", sent_at=at)


@transaction.atomic
def undeliverable(*, message_id: str, reason: str) -> None:
    """The channel refused it for good. Safe to repeat."""
    replies = Message.objects.select_for_update().filter(pk=message_id, kind=Kind.REPLY)
    message = replies.exclude(delivery=Delivery.FAILED).first()
    if message is None:
        return
    message.delivery, message.delivery_error = Delivery.FAILED, reason[:500]
    message.save(update_fields=["delivery", "delivery_error"])
    timeline.record(ticket_id=message.ticket_id, verb="messages.failed", message=message_id, reason=reason[:200])
    tickets.answer_lost(ticket_id=message.ticket_id, at=clock.now())


def _write(
    ticket: Ticket,
    kind: Kind,
    body: str,
    *,
    member: Member | None = None,
    contact: Contact | None = None,
    hidden: str = "",
    markup: str = "",
    delivery: str = Delivery.NONE,
    new_files: Sequence[NewFile] = (),
    at: datetime | None = None,
) -> Message:
    body = body.replace("\x00", "").strip()
    if not body and kind != Kind.CUSTOMER:
        raise EmptyMessage
    message = Message.objects.create(
        ticket=ticket,
        kind=kind,
        member=member,
        contact=contact,
        text=body,
        hidden=hidden.replace("\x00", ""),
        html=html.clean(markup) if markup else "",
        language=text.language(body, "en") if body else "",
        direction=text.direction(body),
        delivery=delivery,
        created_at=at or clock.now(),
    )
    _attach(message, new_files)
    for _, listen in registry.listeners:
        listen(message)
    return message


def _attach(message: Message, new_files: Sequence[NewFile]) -> None:
    for new in new_files:
        file = files.store(content=new.content, media_type=new.media_type)
        Attachment.objects.create(
            message=message, file=file, name=new.name[:255], media_type=new.media_type[:127], size=len(new.content)
        )
