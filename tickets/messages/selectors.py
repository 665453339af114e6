from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404

from tenants.membership.models import Member
from tickets.messages.models import Attachment, Audience, Draft, Kind, Message, Upload
from tickets.ticket.models import Ticket


def thread(ticket: Ticket, *, limit: int = 100) -> list[Message]:
    """The newest messages of a ticket, oldest first, with their people and attachments."""
    rows = Message.objects.filter(ticket=ticket).select_related("member", "contact").prefetch_related("attachments")
    return list(rows.order_by("-created_at", "-id")[:limit])[::-1]


def said_on(ticket: Ticket) -> QuerySet[Message]:
    """Everything said on a ticket, notes too, with its people and attachments. In no order yet."""
    return Message.objects.filter(ticket=ticket).select_related("member", "contact").prefetch_related(_files())


def with_files(message: Message) -> Message:
    """A message that was just written, with its attachments as `said_on` reads them."""
    prefetch_related_objects([message], _files())
    return message


def _files() -> "Prefetch[str]":
    return Prefetch("attachments", queryset=Attachment.objects.order_by("id"))


def newer(ticket: Ticket, *, than: UUID, besides: Member) -> list[Message]:
    """What anybody else has said since a message, oldest first: ids of one ticket rise in the order of its commits."""
    rows = Message.objects.filter(ticket=ticket, pk__gt=than).exclude(member=besides)
    return list(rows.select_related("member", "contact").prefetch_related("attachments").order_by("pk")[:50])


def may_resend(viewer: Member, message: Message) -> bool:
    """Whether it is for this member to try it again: what everybody reads asks for the right to speak in public."""
    speaks = message.audience != Audience.PUBLIC or viewer.may("publishing.public")
    return speaks and viewer.may("messages.resend")


def asked_since(ticket: Ticket, at: datetime) -> datetime | None:
    """When the customer first spoke then or afterwards, of what he did not take back."""
    said = Message.objects.filter(ticket=ticket, kind=Kind.CUSTOMER, withdrawn_at__isnull=True, created_at__gte=at)
    return said.order_by("created_at").values_list("created_at", flat=True).first()


def get_for(viewer: Member, *, pk: UUID) -> Message:
    """A message that the viewer may see, with its ticket. Raises Http404."""
    message = Message.objects.filter(pk=pk).select_related("ticket").first() if viewer.may("ticket.see") else None
    if message is None:
        raise Http404("message")
    return message


def attachments_for(viewer: Member) -> QuerySet[Attachment]:
    rows = Attachment.objects.select_related("file", "message")
    return rows if viewer.may("ticket.see") else rows.none()


def attachment_for(viewer: Member, *, pk: UUID) -> Attachment:
    """Raises Http404."""
    attachment = attachments_for(viewer).filter(pk=pk).first()
    if attachment is None:
        raise Http404("attachment")
    return attachment


def draft_of(member: Member, ticket: Ticket) -> Draft | None:
    """What the member has begun to write here. Nobody else's."""
    return Draft.objects.filter(ticket=ticket, member=member).first()


def uploads_of(member: Member, ticket: Ticket) -> list[Upload]:
    """Files that the member has put into the composer here and not sent. Nobody else's."""
    return list(Upload.objects.filter(ticket=ticket, member=member).order_by("pk"))
