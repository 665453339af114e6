from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from helpdesk.lib import clock, html, text
from tenants.audit import services as audit
from tenants.files import services as files
from tenants.files.services import Kept, Stream
from tenants.membership.models import Member
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.messages import naming, registry, rules, selectors, uploads
from tickets.messages.errors import EmptyMessage, GuardStopped, NotFailed, ThreadMoved, UnresolvedPlaceholder
from tickets.messages.models import Attachment, Audience, Delivery, Kind, Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket
from tickets.timeline import services as timeline


@dataclass(frozen=True)
class NewFile:
    """An attachment to keep. What its sender calls its type is not asked: that is read from the bytes."""

    name: str
    content: bytes | Stream
    content_id: str = ""  # what the HTML of its mail calls it


Piece = tuple[Kept, str]
"""A file that is on disk, and its content id."""


def new_files(sent: Iterable["UploadedFile[Any]"]) -> list[NewFile]:
    """What came with a request, as the verbs below take it: read when it is stored, piece by piece."""
    return [NewFile(one.name or "", one) for one in sent]


def put_on_disk(files: Iterable[NewFile]) -> None:
    """Before a ticket takes its number, after which nothing slow may come. Kept once more, they are there."""
    for one in files:
        _kept(one)


@transaction.atomic
def reply(
    *,
    ticket: Ticket,
    by: Member,
    body: str,
    then: str = Status.WAITING,
    files: Sequence[NewFile] = (),
    uploads: Sequence[UUID] = (),
    seen: UUID | None = None,
    audience: str = Audience.PERSON,
    despite: str = "",
    promise: datetime | None = None,
    language: str = "",
    at: datetime | None = None,
) -> Message:
    """Answer the customer. Queued for delivery with this commit.

    `seen` is the newest message that the writer saw: of two who answer at once, one is stopped. What everybody will
    read is read by the guards first; `despite` is why it leaves all the same. `promise`: by when he hears more.
    Raises EmptyMessage, NoChannel, TooLong, UnresolvedPlaceholder, GuardStopped, FilesRefused, UploadGone, ThreadMoved,
    NoPromise.
    """
    if left := rules.unresolved(body):
        raise UnresolvedPlaceholder(left)
    stopped = registry.findings(body) if audience == Audience.PUBLIC else []
    if stopped and not (despite.strip() and by.may("guard.override")):
        raise GuardStopped(stopped)
    pieces = _ours(ticket, by, files, uploads)
    locked = tickets.lock(ticket)
    if seen is not None and (newer := selectors.newer(ticket, than=seen, besides=by)):
        raise ThreadMoved(newer)
    message = _write(
        ticket,
        Kind.REPLY,
        body,
        member=by,
        audience=audience,
        delivery=Delivery.QUEUED,
        pieces=pieces,
        language=language,
        at=at,
    )
    registry.deliverers.get(ticket.channel)(message)
    tickets.we_replied(ticket=locked, by=by, text=message.text, at=message.created_at, then=then)
    timeline.record(ticket_id=ticket.pk, verb="messages.replied", by=by, message=str(message.pk))
    if promise is not None:
        _vow(message, by, promise)
    if stopped:
        _told_why(message, by, stopped, despite.strip()[:300])
    return message


def _vow(message: Message, by: Member, due_at: datetime) -> None:
    for _, keep in registry.vows:
        keep(message, by, due_at)


def _told_why(message: Message, by: Member, stopped: Sequence[registry.Finding], reason: str) -> None:
    """Somebody answers for words that a guard had stopped: kept with the ticket and in the company's audit."""
    kinds = sorted({finding.kind for finding in stopped})
    timeline.record(
        ticket_id=message.ticket_id, verb="guard.overridden", by=by, message=str(message.pk), kinds=kinds, reason=reason
    )
    label = f"#{message.ticket.number}"
    audit.record(
        verb="guard.override",
        actor=by,
        object_label=label,
        object_id=message.pk,
        after={"kinds": kinds, "reason": reason},
    )


@transaction.atomic
def note(
    *,
    ticket: Ticket,
    by: Member,
    body: str,
    files: Sequence[NewFile] = (),
    uploads: Sequence[UUID] = (),
    language: str = "",
    at: datetime | None = None,
) -> Message:
    """Tell only colleagues. Raises EmptyMessage, FilesRefused, UploadGone."""
    pieces = _ours(ticket, by, files, uploads)
    locked = tickets.lock(ticket)
    message = _write(ticket, Kind.NOTE, body, member=by, pieces=pieces, language=language, at=at)
    tickets.touch(locked)
    timeline.record(ticket_id=ticket.pk, verb="messages.noted", by=by, message=str(message.pk))
    naming.record(note=message, by=by)
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
    audience: str = Audience.PERSON,
    language: str = "",
    at: datetime | None = None,
) -> Message:
    """The customer said something: keep it, and make it our turn. An empty body is kept as it is."""
    pieces = [_kept(new) for new in files]
    locked = tickets.lock(ticket)
    if locked.requester_id == contact.pk:
        locked.requester = contact  # known already: nobody who listens reads it again
    message = _write(
        locked,
        Kind.CUSTOMER,
        body,
        contact=contact,
        hidden=hidden,
        markup=markup,
        audience=audience,
        pieces=pieces,
        language=language,
        at=at,
    )
    contacts.speaks(contact=contact, language=message.language)
    tickets.customer_wrote(ticket=locked, text=body, at=message.created_at, language=message.language)
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
    _found(message)
    timeline.record(ticket_id=message.ticket_id, verb="messages.resent", by=by, message=str(message.pk))
    return message


@transaction.atomic
def delivered(*, message_id: str, at: datetime, after_all: bool = False) -> None:
    """The channel took it. Safe to repeat; a refusal that came faster than our own note of it stands.

    `after_all`: it was given up, and is found where it should be.
    """
    replies = Message.objects.filter(pk=message_id, kind=Kind.REPLY)
    if after_all and replies.filter(delivery=Delivery.FAILED).update(delivery=Delivery.QUEUED):
        _found(Message.objects.select_related("ticket").get(pk=message_id))
    queued = replies.filter(delivery=Delivery.QUEUED)
    if queued.update(delivery=Delivery.SENT, delivery_error="", sent_at=at):
        message = Message.objects.get(pk=message_id)
        for _, listen in registry.arrivals:
            listen(message)
        timeline.mention(ticket_id=message.ticket_id, verb="messages.sent")


def _found(message: Message) -> None:
    """A reply that was given up is on its way or there: who did not speak since we lost it waits no more."""
    ticket = tickets.lock(message.ticket)
    waits_since = selectors.asked_since(ticket, ticket.waiting_since) if ticket.waiting_since else None
    tickets.answer_found(ticket=ticket, waits_since=waits_since)


@transaction.atomic
def undeliverable(*, message_id: str, reason: str) -> None:
    """The channel refused it for good. Safe to repeat."""
    replies = Message.objects.select_for_update().filter(pk=message_id, kind=Kind.REPLY)
    message = replies.exclude(delivery=Delivery.FAILED).first()
    if message is None:
        return
    message.delivery, message.delivery_error = Delivery.FAILED, reason[:500]
    message.save(update_fields=["delivery", "delivery_error"])
    tickets.answer_lost(ticket_id=message.ticket_id, at=clock.now())
    timeline.record(ticket_id=message.ticket_id, verb="messages.failed", message=message_id, reason=reason[:200])


def _write(
    ticket: Ticket,
    kind: Kind,
    body: str,
    *,
    member: Member | None = None,
    contact: Contact | None = None,
    hidden: str = "",
    markup: str = "",
    audience: str = Audience.PERSON,
    delivery: str = Delivery.NONE,
    pieces: Sequence[Piece] = (),
    language: str = "",
    at: datetime | None = None,
) -> Message:
    """The caller holds the ticket's lock: the ids of its messages rise in the order of their commits."""
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
        language=rules.language_of(body, language),
        direction=text.direction(body),
        audience=audience,
        delivery=delivery,
        created_at=at or clock.now(),
    )
    _attach(message, pieces)
    for _, listen in registry.listeners:
        listen(message)
    return message


def _ours(ticket: Ticket, by: Member, new: Sequence[NewFile], waiting: Sequence[UUID]) -> list[Piece]:
    """What goes with our own message, on disk before the ticket is locked; within the limits of one message."""
    pieces = [_kept(one) for one in new] + [(kept, "") for kept in uploads.claim(ticket=ticket, by=by, pks=waiting)]
    files.check(sizes=[(kept.name, kept.size) for kept, _ in pieces])
    return pieces


def _kept(new: NewFile) -> Piece:
    return files.keep(name=new.name, content=new.content), new.content_id


def _attach(message: Message, pieces: Sequence[Piece]) -> None:
    for kept, content_id in pieces:
        Attachment.objects.create(
            message=message,
            file=kept.file,
            name=kept.name,
            media_type=kept.media_type[:127],
            size=kept.size,
            content_id=content_id or None,
        )
