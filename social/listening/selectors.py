from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from social.listening.models import Listener, Term
from social.listening.rules.query import Conditions
from social.listening.rules.scanning import Wanted
from social.listening.rules.terms import TermSpec
from tenants.membership.models import Member


def listeners_for(viewer: Member) -> QuerySet[Listener]:
    """Those of the viewer's company with brand and terms, by name."""
    rows = Listener.objects.filter(tenant_id=viewer.tenant_id).select_related("brand").prefetch_related("terms")
    return rows.order_by("name", "id")


def get_for(viewer: Member, *, pk: UUID) -> Listener:
    """Raises Http404."""
    row = next(iter(listeners_for(viewer).filter(pk=pk)), None)
    if row is None:
        raise Http404("listener")
    return row


def active(listeners: Iterable[UUID]) -> list[Listener]:
    """Those of them that listen, with brand and terms."""
    rows = Listener.objects.filter(pk__in=listeners, status=Listener.Status.ACTIVE)
    return list(rows.select_related("brand").prefetch_related("terms").order_by("id"))


def wanted(listener: Listener) -> list[Wanted]:
    """A listener's terms as they are looked for."""
    return [
        Wanted(
            listener.tenant_id, listener.pk, row.pk, row.forms, row.kind, row.group, row.prefixes, row.suffixes,
            row.exact, row.text,
        )
        for row in listener.terms.all()
    ]  # fmt: skip


def specs(listener: Listener) -> list[TermSpec]:
    """A listener's terms as they were asked for: what is listened for, beside what, and what keeps a post out."""
    order = [choice.value for choice in Term.Group]
    rows = sorted(listener.terms.all(), key=lambda row: (order.index(row.group), row.id))
    return [TermSpec(row.text, row.kind, row.group, row.prefixes, row.exact, tuple(row.suffixes)) for row in rows]


def conditions(listener: Listener) -> Conditions:
    return Conditions(listener.networks, listener.languages, listener.excluded_authors)
