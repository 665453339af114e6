"""Customers that are companies: who belongs to which, by hand or by the domain of an address."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.membership.models import Member
from tenants.tenancy.models import Company
from tickets.contacts import domains as rules
from tickets.contacts.errors import (
    DomainTaken,
    FreeMailDomain,
    NoDomain,
    OrganizationGone,
    OrganizationNameTaken,
    TooManyDomains,
)
from tickets.contacts.models import Contact, Identity, Organization


@transaction.atomic
def create(*, name: str, domains: Sequence[str] = (), note: str = "", by: Member) -> Organization:
    """A new one; whoever has an address at its domains and belongs nowhere joins.

    Raises OrganizationNameTaken, NoDomain, FreeMailDomain, DomainTaken, TooManyDomains.
    """
    organization = Organization(name=name.strip(), note=note)
    organization.domains = _ours(domains, organization)
    _save(organization)
    _gather(organization, organization.domains)
    _record("contacts.create_organization", organization, by, after=_facts(organization))
    return organization


@transaction.atomic
def change(
    *,
    organization: Organization,
    name: str | None = None,
    domains: Sequence[str] | None = None,
    note: str | None = None,
    by: Member,
) -> Organization:
    """What is None stays. Who belongs to it stays too; a new domain gathers those who belong nowhere.

    Raises OrganizationNameTaken, NoDomain, FreeMailDomain, DomainTaken, TooManyDomains, OrganizationGone.
    """
    organization = lock(organization)
    before = _facts(organization)
    organization.name = organization.name if name is None else name.strip()
    organization.note = organization.note if note is None else note
    organization.domains = organization.domains if domains is None else _ours(domains, organization)
    after = _facts(organization)
    if after != before:
        _save(organization)
        _gather(organization, sorted(set(after["domains"]) - set(before["domains"])))
        _record("contacts.change_organization", organization, by, before=before, after=after)
    return organization


@transaction.atomic
def remove(*, organization: Organization, by: Member) -> None:
    """It goes; its people and their tickets stay, belonging nowhere. Raises OrganizationGone."""
    organization = lock(organization)
    people = Contact.objects.filter(organization=organization).update(organization=None, updated_at=clock.now())
    organization.delete()
    _record("contacts.remove_organization", organization, by, before={**_facts(organization), "people": people})


@transaction.atomic
def join(*, contact: Contact, organization: Organization | None, by: Member | None) -> Contact:
    """Put somebody where he belongs; None takes him out. `by` is nobody when his address says it.

    Raises OrganizationGone.
    """
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if contact.organization_id == (organization.pk if organization else None):
        return contact
    left = contact.organization
    contact.organization = organization
    try:
        with transaction.atomic():
            contact.save(update_fields=["organization", "updated_at"])
    except IntegrityError as error:
        raise OrganizationGone(str(organization)) from error
    if by is not None:
        before, after = ({"organization": one.name} if one else {} for one in (left, organization))
        audit.record(
            verb="contacts.join", actor=by, object_label=str(contact), object_id=contact.pk, before=before, after=after
        )
    return contact


def join_by_address(*, contact: Contact, email: str) -> Contact:
    """Whoever belongs nowhere joins the organization of his address, if there is one."""
    domain = rules.of(email)
    if contact.organization_id is not None or not domain:
        return contact
    found = Organization.objects.filter(domains__contains=[domain]).order_by("created_at", "id").first()
    try:
        return join(contact=contact, organization=found, by=None) if found else contact
    except OrganizationGone:
        return contact


def _ours(written: Sequence[str], organization: Organization) -> list[str]:
    """The domains, clean and nobody else's. Held to the end: two organizations never take one domain at once."""
    wanted = list(dict.fromkeys(_read(one) for one in written if one.strip()))
    if len(wanted) > rules.MOST:
        raise TooManyDomains
    if wanted:
        Company.objects.select_for_update(no_key=True).get()
        others = Organization.objects.exclude(pk=organization.pk).filter(domains__overlap=wanted)
        taken = others.order_by("created_at", "id").first()
        if taken is not None:
            raise DomainTaken(next(domain for domain in wanted if domain in taken.domains), taken.name)
    return wanted


def _read(written: str) -> str:
    domain = rules.clean(written)
    if not domain:
        raise NoDomain(written.strip())
    if rules.is_free_mail(domain):
        raise FreeMailDomain(domain)
    return domain


def _gather(organization: Organization, domains: Sequence[str]) -> None:
    for domain in domains:
        at = Identity.objects.filter(contact=OuterRef("pk"), kind=Identity.Kind.EMAIL, value__endswith=f"@{domain}")
        free = Contact.objects.filter(Exists(at), organization__isnull=True)
        free.update(organization=organization, updated_at=clock.now())


def _save(organization: Organization) -> None:
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as error:
        raise OrganizationNameTaken(organization.name) from error


def lock(organization: Organization) -> Organization:
    """The row as it is now, held to the end of the transaction. Raises OrganizationGone."""
    found = Organization.objects.select_for_update().filter(pk=organization.pk).first()
    if found is None:
        raise OrganizationGone(organization.name)
    return found


def _facts(organization: Organization) -> dict[str, Any]:
    return {"name": organization.name, "domains": list(organization.domains), "note": organization.note}


def _record(verb: str, organization: Organization, by: Member, **facts: Any) -> None:
    audit.record(verb=verb, actor=by, object_label=organization.name, object_id=organization.pk, **facts)
