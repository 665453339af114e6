from uuid import UUID

from django.http import Http404

from tenants.membership.models import Member
from tickets.messages.models import Attachment, Message
from tickets.ticket.models import Ticket


def thread(ticket: Ticket, *, limit: int = 100) -> list[Message]:
    """The newest messages of a ticket, oldest first, with their people and attachments."""
    rows = Message.objects.filter(ticket=ticket).select_related("member", "contact").prefetch_related("attachments")
    return list(rows.order_by("-created_at", "-id")[:limit])[::-1]


def get_for(viewer: Member, *, pk: UUID) -> Message:
    """A message that the viewer may see, with its ticket. Raises Http404."""
    message = Message.objects.filter(pk=pk).select_related("ticket").first() if viewer.may("ticket.see") else None
    if message is None:
        raise Http404("message")
    return message


def attachment_for(viewer: Member, *, pk: UUID) -> Attachment:
    """Raises Http404."""
    rows = Attachment.objects.filter(pk=pk).select_related("file", "message")
    attachment = rows.first() if viewer.may("ticket.see") else None
    if attachment is None:
        raise Http404("attachment")
    return attachment
