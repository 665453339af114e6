"""Which contact may an author be? A hint for a person who decides; nothing is linked by it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from helpdesk.lib.text import normalise
from social.mentions.models import Author
from tenants.membership.models import Member
from tickets.contacts import domains
from tickets.contacts.models import Contact, Identity, Organization

MOST = 5
_MOST_NAMES = 1000  # of the contacts that were changed last
_SITES = re.compile(r"(?:https?://)?((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})", re.IGNORECASE)
_SHORTEST_HANDLE = 4  # a shorter one is the beginning of anybody's address


class Why(StrEnum):
    NAME = "name"
    ADDRESS = "address"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Suggestion:
    contact: Contact
    why: Why


def suggestions(viewer: Member, author: Author) -> list[Suggestion]:
    """At most five contacts, the likeliest first. None for an author whom somebody has recognised."""
    if author.matched_by_id is not None or not (viewer.may("contacts.see") and viewer.may("mentions.see")):
        return []
    found: dict[UUID, Why] = {}
    for why, pks in (
        (Why.ADDRESS, _by_address(author)),
        (Why.NAME, _by_name(author)),
        (Why.ORGANIZATION, _by_site(author)),
    ):
        for pk in pks:
            found.setdefault(pk, why)
    found.pop(author.contact_id, None) if author.contact_id else None
    contacts = Contact.objects.filter(pk__in=list(found)[:MOST]).select_related("organization").in_bulk()
    return [Suggestion(contacts[pk], why) for pk, why in list(found.items())[:MOST] if pk in contacts]


def _by_address(author: Author) -> list[UUID]:
    """Whose e-mail address begins with the handle."""
    local = author.handle.lstrip("@").partition("@")[0].lower()
    if len(local) < _SHORTEST_HANDLE:
        return []
    rows = Identity.objects.filter(kind=Identity.Kind.EMAIL, value__startswith=f"{local}@")
    return list(rows.order_by("created_at").values_list("contact", flat=True)[:MOST])


def _by_name(author: Author) -> list[UUID]:
    """Who is called the same, in whatever spelling, of those we had to do with lately."""
    name = normalise(author.name).strip()
    if " " not in name:
        return []
    lately = Contact.objects.order_by("-updated_at", "-id").values_list("pk", "name")
    return [pk for pk, other in lately[:_MOST_NAMES] if normalise(other).strip() == name][:MOST]


def _by_site(author: Author) -> list[UUID]:
    """Who belongs to an organization whose site stands in the profile, with the same first name."""
    named = {site.lower().removeprefix("www.") for site in _SITES.findall(f"{author.bio} {author.url}")[:10]}
    sites = {domain for site in named if (domain := domains.clean(site))}
    first = normalise(author.name).split()[:1]
    if not sites or not first:
        return []
    houses: QuerySet[Organization] = Organization.objects.filter(domains__overlap=sorted(sites))
    people = Contact.objects.filter(organization__in=houses.values("pk")).order_by("-updated_at", "-id")
    rows = people.values_list("pk", "name")[:_MOST_NAMES]
    return [pk for pk, name in rows if normalise(name).split()[:1] == first][:MOST]
