from uuid import UUID

from django.db import IntegrityError, transaction

from helpdesk.lib import clock
from tickets.contacts import organizations, registry, rules, selectors
from tickets.contacts.errors import IdentityTaken
from tickets.contacts.models import Contact, Identity, Organization


@transaction.atomic(savepoint=False)  # inside a service that has one
def by_email(*, email: str, name: str = "", language: str = "") -> Contact:
    """The contact behind an address, made when it is new. A known contact without a name takes this one."""
    value = rules.normalise_email(email)
    identity = _identity(value)
    if identity is None:
        identity = _create(value, name or rules.name_from_email(value), language)
    return speaks(contact=identity.contact, language=language)


@transaction.atomic
def create(*, name: str, language: str = "", organization: Organization | None = None, note: str = "") -> Contact:
    """Somebody without an address yet."""
    return Contact.objects.create(name=name[:200], language=language, organization=organization, note=note)


def lock(contact: Contact) -> Contact:
    """The row as it is now, held to the end of the transaction."""
    return Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)


@transaction.atomic(savepoint=False)  # inside a service that has one
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
            identity = Identity.objects.create(contact=contact, kind=Identity.Kind.EMAIL, value=value)
    except IntegrityError:  # somebody else was faster: the savepoint took our contact back
        found = _identity(value)
        if found is None:
            raise
        return found
    identity.contact = organizations.join_by_address(contact=contact, email=value)
    return identity


@transaction.atomic
def change(*, contact: Contact, name: str, note: str) -> Contact:
    contact.name, contact.note = name, note
    contact.save(update_fields=["name", "note", "updated_at"])
    registry.tell(contact)
    return contact


@transaction.atomic
def add_identity(*, contact: Contact, kind: str, value: str) -> Identity:
    """One more address; an e-mail address may bring its owner into an organization.

    Raises IdentityTaken when the address belongs to another contact.
    """
    value = rules.normalise_email(value) if kind == Identity.Kind.EMAIL else rules.normalise_phone(value)
    try:
        with transaction.atomic():
            identity, is_new = Identity.objects.get_or_create(kind=kind, value=value, defaults={"contact": contact})
    except IntegrityError:
        identity, is_new = Identity.objects.get(kind=kind, value=value), False
    if identity.contact_id != contact.pk:
        raise IdentityTaken(value)
    if is_new:
        contact.save(update_fields=["updated_at"])
        if kind == Identity.Kind.EMAIL:
            identity.contact = organizations.join_by_address(contact=contact, email=value)
    return identity


@transaction.atomic
def remove_identity(*, contact: Contact, identity: Identity) -> None:
    """An address that is not theirs any more; what was said from it stays. One that is gone is no mistake."""
    Identity.objects.filter(pk=identity.pk, contact=contact).delete()
    contact.save(update_fields=["updated_at"])


@transaction.atomic
def confirm(*, contact_id: UUID) -> None:
    """Whoever writes has shown that he reads what we send to the contact: that address is his, and no other."""
    found = selectors.written_to(contact_id)
    if found is not None:
        Identity.objects.filter(pk=found.pk, confirmed_at__isnull=True).update(confirmed_at=clock.now())
