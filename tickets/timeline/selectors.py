from uuid import UUID

from django.db.models import QuerySet

from tickets.timeline.models import Event


def latest(ticket_id: UUID, *, limit: int = 30) -> list[Event]:
    """The newest events first, with their members."""
    rows = Event.objects.filter(ticket_id=ticket_id).select_related("member")
    return list(rows.order_by("-created_at", "-id")[:limit])


def of(ticket_id: UUID) -> QuerySet[Event]:
    """Every event of a ticket, with its member. In no order yet."""
    return Event.objects.filter(ticket_id=ticket_id).select_related("member")


def was_done_by_hand(ticket_id: UUID, verb: str) -> bool:
    """Whether a member ever did this on a ticket."""
    return Event.objects.filter(ticket_id=ticket_id, verb=verb, member__isnull=False).exists()
