from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, F, Func, Prefetch, Q, QuerySet, TextField, Value
from django.http import Http404

from tenants.membership.models import Member
from tickets.contacts import domains
from tickets.contacts.models import Contact, Identity, Organization


def get_for(viewer: Member, *, pk: UUID) -> Contact:
    """A contact that the viewer may see, with its identities. Raises Http404."""
    contact = visible_to(viewer).filter(pk=pk).first()
    if contact is None:
        raise Http404("contact")
    return contact


def contacts() -> QuerySet[Contact]:
    return Contact.objects.order_by("name", "id")


def visible_to(viewer: Member) -> QuerySet[Contact]:
    """With addresses and organization."""
    rows = Contact.objects.all() if viewer.may("contacts.see") else Contact.objects.none()
    addresses = Prefetch("identities", queryset=Identity.objects.order_by("created_at"))
    return rows.select_related("organization").prefetch_related(addresses)


def written_to(contact_id: UUID) -> Identity | None:
    """Where a contact is written to: the first e-mail address."""
    return Identity.objects.filter(contact=contact_id, kind=Identity.Kind.EMAIL).order_by("created_at").first()


def email_of(contact: Contact) -> str:
    """Where to write to, or ""."""
    found = written_to(contact.pk)
    return found.value if found else ""


def organizations_for(viewer: Member) -> QuerySet[Organization]:
    """By name."""
    rows = Organization.objects.order_by("name")
    return rows if viewer.may("contacts.see") else rows.none()


def organization_for(viewer: Member, *, pk: UUID) -> Organization:
    """Raises Http404."""
    found = organizations_for(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("organization")
    return found


def organizations_like(viewer: Member, words: str) -> QuerySet[Organization]:
    """Those whose name or one of whose domains has the words; of an address, its domain is looked for."""
    domain = domains.clean(words) if "@" in words else words
    written = Func(F("domains"), Value(" "), function="array_to_string", output_field=TextField())
    rows = organizations_for(viewer).annotate(written=written)
    return rows.filter(Q(name__icontains=words) | Q(written__icontains=domain or words))


def people_of(organizations: Iterable[Organization]) -> Counter[UUID]:
    """How many people belong to each, by its id."""
    rows = Contact.objects.filter(organization__in=list(organizations)).order_by()
    return Counter(dict(rows.values_list("organization_id").annotate(Count("id"))))
