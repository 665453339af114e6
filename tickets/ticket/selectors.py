from collections.abc import Collection, Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, prefetch_related_objects
from django.http import Http404

from tenants.membership.models import Member
from tickets.ticket.models import Category, CustomStatus, Tag, Ticket, TicketTag
from tickets.timeline import selectors as timeline

_PEOPLE = ("requester", "assignee", "team")
_NAMED = [field.attname for field in Ticket._meta.concrete_fields] + [f"{person}__name" for person in _PEOPLE]


def visible_to(viewer: Member) -> QuerySet[Ticket]:
    """The tickets that a member may see, with `tag_names` and the names of their people; of those nothing else.

    `with_labels` adds their categories and own statuses, which few tickets have.
    """
    if not viewer.may("ticket.see"):
        return Ticket.objects.none()
    links = TicketTag.objects.filter(ticket=OuterRef("pk")).order_by("id").values("tag__name")
    return Ticket.objects.select_related(*_PEOPLE).only(*_NAMED).annotate(tag_names=ArraySubquery(links))


def with_labels(tickets: Sequence[Ticket]) -> Sequence[Ticket]:
    """Read the categories and own statuses of those tickets that have one, at once."""
    labelled = [ticket for ticket in tickets if ticket.category_id or ticket.custom_status_id]
    if labelled:
        prefetch_related_objects(labelled, "category", "custom_status")
    return tickets


def get_for(viewer: Member, *, pk: UUID) -> Ticket:
    """Raises Http404."""
    ticket = next(iter(visible_to(viewer).filter(pk=pk)), None)
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


def wakers(pks: Collection[UUID]) -> dict[UUID, list[str]]:
    """Whom it concerns that these tickets are back: who laid each aside, or its assignee where he has left.

    Two queries, however many tickets.
    """
    laid = timeline.last_by(pks, "ticket.snoozed")
    people = Ticket.objects.filter(pk__in=pks).values_list("pk", "assignee", "assignee__removed_at")
    owners = {pk: assignee for pk, assignee, removed_at in people if assignee and removed_at is None}
    found = {pk: laid.get(pk) or owners.get(pk) for pk in pks}
    return {pk: [str(member)] if member else [] for pk, member in found.items()}
