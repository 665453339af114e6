from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from tenants.membership.models import Member
from tickets.contacts.models import Contact, Identity


def get_for(viewer: Member, *, pk: UUID) -> Contact:
    """A contact that the viewer may see, with its identities. Raises Http404."""
    contact = visible_to(viewer).filter(pk=pk).first()
    if contact is None:
        raise Http404("contact")
    return contact


def contacts() -> QuerySet[Contact]:
    return Contact.objects.order_by("name", "id")


def visible_to(viewer: Member) -> QuerySet[Contact]:
    rows = Contact.objects.all() if viewer.may("contacts.see") else Contact.objects.none()
    return rows.prefetch_related(Prefetch("identities", queryset=Identity.objects.order_by("created_at")))


def email_of(contact: Contact) -> str:
    """Where to write to: the first e-mail address, or ""."""
    found = contact.identities.filter(kind=Identity.Kind.EMAIL).order_by("created_at").first()
    return found.value if found else ""
