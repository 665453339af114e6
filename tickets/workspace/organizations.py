"""The pages of organizations, and how one is chosen for a contact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tenants.membership.models import Member
from tickets.contacts import domains
from tickets.contacts import selectors as contacts
from tickets.contacts.models import Contact, Identity, Organization
from tickets.workspace import people, rows, selectors
from tickets.workspace.pages import Pager

PAGE, OFFERED, OPEN_TICKETS = 50, 8, 30


@dataclass(frozen=True, slots=True)
class Row:
    organization: Organization
    people: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is offered for a contact: those that are known, or a new one, with the domain its people write from."""

    words: str
    found: Sequence[Organization]
    new: str
    domain: str


class OrganizationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    domains = forms.CharField(
        label=_("E-mail domains"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "placeholder": "company.com"}),
        help_text=_("Whoever writes from one of them belongs here. One in each line."),
    )
    note = forms.CharField(
        label=_("Our note"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for us, never shown to the customer."),
    )

    def clean_domains(self) -> list[str]:
        return [word for word in re.split(r"[\s,;]+", self.cleaned_data["domains"]) if word]

    @classmethod
    def of(cls, organization: Organization) -> OrganizationForm:
        written = "\n".join(organization.domains)
        return cls(initial={"name": organization.name, "domains": written, "note": organization.note})


class ChoiceForm(forms.Form):
    """One that is known, or the name of a new one; neither takes the contact out."""

    organization: Any = forms.ModelChoiceField(queryset=None, required=False)
    name = forms.CharField(max_length=200, required=False)
    domain = forms.CharField(max_length=253, required=False)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        field.queryset = contacts.organizations_for(by)


def listed(viewer: Member, query: QueryDict, *, form: OrganizationForm | None = None) -> dict[str, Any]:
    """One page of organizations by name, or those that have the words."""
    words, after = people.words_of(query), query.get("after", "").replace("\x00", "")[:200]
    found = contacts.organizations_like(viewer, words) if words else contacts.organizations_for(viewer)
    page = list(found.filter(name__gt=after)[: PAGE + 1] if after else found[: PAGE + 1])
    shown = page[:PAGE]
    counted = contacts.people_of(shown)
    older = "?" + urlencode({"find": words, "after": shown[-1].name}) if len(page) > PAGE else ""
    return {
        "here": "contacts",
        "rows": [Row(one, counted[one.pk]) for one in shown],
        "find": words,
        "pager": Pager("", older),
        "may_change": viewer.may("contacts.change"),
        "form": form or OrganizationForm(),
    }


def organization(
    viewer: Member, found: Organization, query: QueryDict, *, now: datetime, form: OrganizationForm | None = None
) -> dict[str, Any]:
    """Its people, and what they wait for."""
    tickets = selectors.of_organization(viewer, found, limit=OPEN_TICKETS)
    return {
        **people.contacts(viewer, query, organization=found),
        "here": "contacts",
        "organization": found,
        "rows": rows.rows(tickets, viewer=viewer, now=now),
        "may_change": viewer.may("contacts.change"),
        "may_remove": viewer.may("contacts.remove"),
        "form": form or OrganizationForm.of(found),
    }


def choice(viewer: Member, contact: Contact, query: QueryDict) -> Choice:
    """What the words in the field stand for."""
    words = query.get("organization", "").replace("\x00", "").strip()[:200]
    if not words or not viewer.may("contacts.change"):
        return Choice(words, (), "", "")
    found = list(contacts.organizations_like(viewer, words)[:OFFERED])
    is_known = any(one.name.casefold() == words.casefold() for one in found)
    return Choice(words, found, "" if is_known else words, "" if is_known else _domain_of(contact))


def _domain_of(contact: Contact) -> str:
    """Where the contact works, as far as an address tells it."""
    emails = [one.value for one in contact.identities.all() if one.kind == Identity.Kind.EMAIL]
    return next(filter(None, map(domains.of, emails)), "")
