from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tenants.membership.models import Member
from tickets.timeline import registry
from tickets.timeline.models import Event


def latest(viewer: Member, ticket_id: UUID, *, limit: int = 30) -> list[Event]:
    """The newest events that the viewer may read, with their members."""
    return list(of(viewer, ticket_id).order_by("-created_at", "-id")[:limit])


def of(viewer: Member, ticket_id: UUID) -> QuerySet[Event]:
    """Every event of a ticket that the viewer may read, with its member. In no order yet."""
    rows = Event.objects.filter(ticket_id=ticket_id).select_related("member")
    for room, permission in registry.permissions:
        if not viewer.may(permission):
            rows = rows.exclude(verb__startswith=f"{room}.")
    return rows


def was_done_by_hand(ticket_id: UUID, verb: str) -> bool:
    """Whether a member ever did this on a ticket."""
    return Event.objects.filter(ticket_id=ticket_id, verb=verb, member__isnull=False).exists()


def last_of(ticket_id: UUID, verbs: Collection[str]) -> str:
    """Which of these changes was the last on a ticket; "" for none."""
    rows = Event.objects.filter(ticket_id=ticket_id, verb__in=verbs).order_by("-created_at", "-id")
    return rows.values_list("verb", flat=True).first() or ""


def opened_by_hand(ticket_id: UUID) -> datetime | None:
    """When a member opened again what was solved, if nobody has written or moved it since."""
    verbs = ("ticket.status", "ticket.reopened", "messages.replied", "messages.received")
    last = Event.objects.filter(ticket_id=ticket_id, verb__in=verbs).order_by("-created_at", "-id").first()
    if last is None or last.member_id is None or last.data.get("before") != "solved":
        return None
    return last.created_at


def last_by(ticket_ids: Collection[UUID], verb: str) -> dict[UUID, UUID]:
    """Which member did this last on each ticket. Those of whom nobody did, or who has left since, are not there."""
    rows = Event.objects.filter(ticket_id__in=ticket_ids, verb=verb).order_by("ticket_id", "-created_at", "-id")
    last = rows.distinct("ticket_id").values_list("ticket_id", "member", "member__removed_at")
    return {ticket_id: member for ticket_id, member, removed_at in last if member and removed_at is None}


def was_done_since(ticket_id: UUID, verb: str, at: datetime) -> bool:
    """Whether this was done on a ticket after a moment."""
    return Event.objects.filter(ticket_id=ticket_id, verb=verb, created_at__gt=at).exists()
