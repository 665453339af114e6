from django.db import IntegrityError, transaction

from tickets.contacts import rules
from tickets.contacts.errors import IdentityTaken
from tickets.contacts.models import Contact, Identity


@transaction.atomic
def by_email(*, email: str, name: str = "", language: str = "") -> Contact:
    """The contact behind an address, made when it is new. A known contact without a name takes this one."""
    value = rules.normalise_email(email)
    identity = _identity(value)
    if identity is None:
        identity = _create(value, name or rules.name_from_email(value), language)
    return speaks(contact=identity.contact, language=language)


@transaction.atomic
def speaks(*, contact: Contact, language: str) -> Contact:
    """Remember the language of a contact's last words; "" says nothing."""
    if language and contact.language != language:
        contact.language = language
        contact.save(update_fields=["language", "updated_at"])
    return contact


def _identity(value: str) -> Identity | None:
    return Identity.objects.filter(kind=Identity.Kind.EMAIL, value=value).select_related("contact").first()


def _create(value: str, name: str, language: str) -> Identity:
    try:
        with transaction.atomic():
            contact = Contact.objects.create(name=name[:200], language=language)
            return Identity.objects.create(contact=contact, kind=Identity.Kind.EMAIL, value=value)
    except IntegrityError:  # somebody else was faster: the savepoint took our contact back
        found = _identity(value)
        if found is None:
            raise
        return found


@transaction.atomic
def change(*, contact: Contact, name: str, note: str) -> Contact:
    contact.name, contact.note = name, note
    contact.save(update_fields=["name", "note", "updated_at"])
    return contact


@transaction.atomic
def add_identity(*, contact: Contact, kind: str, value: str) -> Identity:
    """Raises IdentityTaken when the address belongs to another contact."""
    value = rules.normalise_email(value) if kind == Identity.Kind.EMAIL else rules.normalise_phone(value)
    try:
        with transaction.atomic():
            identity, _ = Identity.objects.get_or_create(kind=kind, value=value, defaults={"contact": contact})
    except IntegrityError:
        identity = Identity.objects.get(kind=kind, value=value)
    if identity.contact_id != contact.pk:
        raise IdentityTaken(value)
    return identity
