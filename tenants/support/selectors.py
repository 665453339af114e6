from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.membership.models import Member
from tenants.support.models import SupportGrant

OPENINGS = ("support.list", "support.open")


def open_grants() -> QuerySet[SupportGrant]:
    """By which operators may look at tickets now: of the current tenant, or of every one to the operators' role."""
    return SupportGrant.objects.filter(revoked_at=None, expires_at__gt=clock.now())


def current() -> SupportGrant | None:
    """The grant by which operators may look at the current tenant now."""
    return open_grants().first()


def current_for(viewer: Member, *, pk: UUID) -> SupportGrant:
    """A grant that the viewer may end. Raises Http404."""
    found = SupportGrant.objects.filter(pk=pk).first() if viewer.may("tenancy.support") else None
    if found is None:
        raise Http404("support")
    return found


def earlier(*, limit: int = 20) -> list[SupportGrant]:
    """Grants that have ended, the newest first."""
    now = clock.now()
    rows = SupportGrant.objects.select_related("revoked_by").order_by("-created_at", "-id")[: limit + 1]
    return [row for row in rows if row.revoked_at or row.expires_at <= now][:limit]


def openings(*, limit: int = 50) -> QuerySet[Entry]:
    """What operators looked at here, the newest first: from the company's own audit."""
    return Entry.objects.filter(verb__in=OPENINGS).order_by("-created_at", "-id")[:limit]
