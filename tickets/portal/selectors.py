from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from tickets.messages.models import Attachment, Audience, Delivery, Kind, Message
from tickets.portal import keys
from tickets.portal.models import Link, WebForm
from tickets.portal.rules import keys as rules
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

SUBMITTED, ANSWERED = "portal.submitted", "portal.answered"
RECENT = 200


@dataclass(frozen=True, slots=True)
class Door:
    """An open private page, and what its key is good for."""

    link: Link
    purpose: Purpose

    @property
    def ticket(self) -> Ticket:
        return self.link.ticket

    @property
    def shows_all(self) -> bool:
        """Whoever only sent the form sees his own words: the address that he typed may be a stranger's."""
        return self.purpose is not Purpose.PAGE

    @property
    def may_write(self) -> bool:
        """Once the owner of the address has shown himself, whoever only sent the form goes on in his mail."""
        return self.shows_all or self.link.confirmed_at is None

    @property
    def proves_address(self) -> bool:
        return self.purpose is Purpose.MAIL


def form() -> WebForm:
    """The company's form; an open one with no words of its own where nobody has changed it."""
    return WebForm.objects.select_related("team").first() or WebForm()


def door(key: str) -> Door:
    """What a key of an address opens. Wrong, old, taken back, another company's: the same Http404."""
    named = rules.read(key, keys.known())
    links = Link.objects.filter(pk=named[0], revoked_at__isnull=True) if named else Link.objects.none()
    link = links.select_related("ticket__requester").first()
    if named is None or link is None:
        raise Http404("link")
    return Door(link, named[1])


def link_of(ticket: Ticket) -> Link | None:
    """The link that opens a ticket's private page now."""
    return Link.objects.filter(ticket=ticket, revoked_at__isnull=True).first()


def last_link_of(ticket: Ticket) -> Link | None:
    """The newest link of a ticket, open or taken back."""
    return Link.objects.filter(ticket=ticket).order_by("-created_at", "-id").first()


def said(door: Door) -> list[Message]:
    """What may be read behind a door, oldest first. Never a note."""
    rows = _readable(door).select_related("member", "contact").prefetch_related("attachments")
    return list(rows.order_by("-created_at", "-id")[:RECENT])[::-1]


def attachment(door: Door, *, pk: UUID) -> Attachment:
    """A file of a message that may be read behind this door. Raises Http404."""
    readable = _readable(door).filter(withdrawn_at__isnull=True)
    rows = Attachment.objects.filter(pk=pk, message__in=readable.values("pk")).select_related("file")
    found = rows.first()
    if found is None:
        raise Http404("attachment")
    return found


def _readable(door: Door) -> QuerySet[Message]:
    rows = Message.outward.filter(ticket=door.link.ticket_id)
    rows = rows.exclude(Q(kind=Kind.REPLY, audience=Audience.PUBLIC) & ~Q(delivery=Delivery.SENT))  # not public yet
    if door.shows_all:
        return rows
    came = Event.objects.filter(ticket_id=door.link.ticket_id).filter(
        Q(verb=SUBMITTED) | Q(verb=ANSWERED, data__purpose=Purpose.PAGE)
    )
    return rows.filter(pk__in=[UUID(data["message"]) for data in came.values_list("data", flat=True)])
