"""The list of contacts: newest first by keyset, or those whose name or address has the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from tenants.membership.models import Member
from tickets.contacts import selectors
from tickets.contacts.models import Contact, Identity, Organization
from tickets.workspace.pages import Pager
from tickets.workspace.segments import Mark, read_mark

PAGE = 50
STREAM = "p"


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the list."""

    contact: Contact
    identities: Sequence[Identity]


def words_of(query: QueryDict) -> str:
    """What is looked for."""
    return query.get("find", "").replace("\x00", "").strip()[:100]


def contacts(viewer: Member, query: QueryDict, *, organization: Organization | None = None) -> dict[str, Any]:
    """One page of people, of an organization if one is given, most recently changed first."""
    words = words_of(query)
    rows = selectors.visible_to(viewer)
    if organization is not None:
        rows = rows.filter(organization=organization)
    if words:
        address = Identity.objects.filter(contact=OuterRef("pk"), value__icontains=words)
        rows = rows.filter(Q(name__icontains=words) | Exists(address))
    mark = read_mark(query.get("after", ""))
    if mark is not None:
        rows = rows.filter(Q(updated_at__lt=mark.at) | Q(updated_at=mark.at, id__lt=mark.id), updated_at__lte=mark.at)
    found = list(rows.order_by("-updated_at", "-id")[: PAGE + 1])
    people = [Person(contact, list(contact.identities.all())) for contact in found[:PAGE]]
    return {"people": people, "find": words, "pager": Pager("", _older(found, words))}


def _older(found: Sequence[Contact], words: str) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return "?" + urlencode({"find": words, "after": str(Mark(STREAM, last.updated_at, last.pk))})
