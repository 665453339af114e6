"""The prepared texts as the composer offers them: in the customer's language, filled in for one ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from helpdesk.lib.placeholders import Filled
from helpdesk.web import translated
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tenants.tenancy.models import Company
from tickets.canned import selectors
from tickets.canned.models import CannedReply
from tickets.canned.selectors import Offer
from tickets.messages.rules import PLACEHOLDERS
from tickets.ticket.models import Ticket

BODIES = frozenset(f"body_{code}" for code in translated.codes())
FIRST_WORDS = 140
MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of the list. `only` names the language of a text that is not written in the wanted one."""

    pk: UUID
    url: str
    shortcut: str
    title: str
    words: str
    language: str
    direction: str
    only: str


def offers(viewer: Member, ticket: Ticket, *, words: str, wanted: str) -> dict[str, Any]:
    """The list for the words typed so far, and the languages to choose from."""
    company = tenancy.company()
    language = _language(ticket, company, wanted)
    found = selectors.find(viewer, words.replace("\x00", "")[:MOST_TYPED], language=language, company=company)
    values = selectors.values_for(ticket, agent=viewer) if found else {}
    return {
        "choices": [_choice(offer, ticket, selectors.filled(offer, values, company=company)) for offer in found],
        "language": language,
        "languages": [(code, translated.label_of(code)) for code in _languages(company, language)],
    }


def filled(viewer: Member, ticket: Ticket, reply: CannedReply, *, wanted: str) -> Filled:
    """The text as it will stand in the answer."""
    company = tenancy.company()
    offer = selectors.offer(reply, language=_language(ticket, company, wanted), company=company)
    return selectors.filled(offer, selectors.values_for(ticket, agent=viewer), company=company)


def context(viewer: Member, ticket: Ticket) -> dict[str, Any]:
    """What the composer must know of the picker; nothing for whoever is not offered it."""
    if not viewer.may("canned.see"):
        return {}
    return {"canned": {"url": reverse("workspace:canned-offers", args=[ticket.number]), "names": PLACEHOLDERS}}


def _language(ticket: Ticket, company: Company, wanted: str) -> str:
    return wanted if wanted in translated.codes() else selectors.language_of(ticket, company)


def _languages(company: Company, language: str) -> Sequence[str]:
    return list(dict.fromkeys([*translated.known(company.languages), language]))


def _choice(offer: Offer, ticket: Ticket, filled: Filled) -> Choice:
    return Choice(
        pk=offer.reply.pk,
        url=reverse("workspace:canned-use", args=[ticket.number, offer.reply.pk]),
        shortcut=offer.reply.shortcut,
        title=offer.title,
        words=" ".join(filled.text.split())[:FIRST_WORDS],
        language=offer.language,
        direction=translated.direction_of(offer.language),
        only=translated.label_of(offer.language) if offer.is_other else "",
    )
