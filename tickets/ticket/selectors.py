from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from tenants.membership.models import Member
from tickets.ticket.models import Category, CustomStatus, Tag, Ticket, TicketTag

_PEOPLE = ("requester", "assignee", "team", "category", "custom_status")


def visible_to(viewer: Member) -> QuerySet[Ticket]:
    """The tickets that a member may see, with their people and tags."""
    if not viewer.may("ticket.see"):
        return Ticket.objects.none()
    tags = Prefetch("tag_links", TicketTag.objects.select_related("tag").order_by("id"))
    return Ticket.objects.select_related(*_PEOPLE).prefetch_related(tags)


def get_for(viewer: Member, *, pk: UUID) -> Ticket:
    """Raises Http404."""
    ticket = visible_to(viewer).filter(pk=pk).first()
    if ticket is None:
        raise Http404("ticket")
    return ticket


def bare_for(viewer: Member, *, pk: UUID) -> Ticket:
    """With its requester only, for who does something with it. Raises Http404."""
    rows = Ticket.objects.filter(pk=pk).select_related("requester")
    ticket = rows.first() if viewer.may("ticket.see") else None
    if ticket is None:
        raise Http404("ticket")
    return ticket


def tags() -> QuerySet[Tag]:
    return Tag.objects.order_by("name")


def categories() -> QuerySet[Category]:
    """Those that can be chosen."""
    return Category.objects.filter(archived_at__isnull=True).order_by("position", "id")


def custom_statuses() -> QuerySet[CustomStatus]:
    """Those that can be chosen."""
    return CustomStatus.objects.filter(archived_at__isnull=True).order_by("position", "id")
