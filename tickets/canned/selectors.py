from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from helpdesk.lib import placeholders
from helpdesk.lib.placeholders import Filled
from helpdesk.web import translated
from tenants.membership.models import Member
from tenants.tenancy.models import Company
from tickets.canned import rules
from tickets.canned.models import CannedReply
from tickets.contacts import selectors as contacts
from tickets.contacts.models import Contact
from tickets.contacts.rules import first_name, name_from_email
from tickets.ticket.models import Ticket

MOST_OFFERED = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """A reply in the language in which it would be inserted; `is_other` when it is not the wanted one."""

    reply: CannedReply
    language: str
    is_other: bool
    title: str
    body: str


def visible_to(viewer: Member) -> QuerySet[CannedReply]:
    rows = CannedReply.objects.all() if viewer.may("canned.see") else CannedReply.objects.none()
    return rows.order_by("shortcut")


def get_for(viewer: Member, *, pk: UUID) -> CannedReply:
    """Raises Http404."""
    reply = visible_to(viewer).filter(pk=pk).first()
    if reply is None:
        raise Http404("canned reply")
    return reply


def find(viewer: Member, words: str, *, language: str, company: Company) -> list[Offer]:
    """What is offered for the words in a shortcut or a title of any language; the best first, then the most used."""
    columns = [f"title_{code}" for code in translated.codes()]
    known = visible_to(viewer).filter(archived_at__isnull=True).values_list("pk", "used", "shortcut", *columns)
    fits = [
        (rank, -used, shortcut, pk)
        for pk, used, shortcut, *titles in known
        if (rank := rules.rank(words, shortcut, titles)) is not None
    ]
    chosen = [pk for _, _, _, pk in sorted(fits)[:MOST_OFFERED]]
    rows = CannedReply.objects.in_bulk(chosen)
    return [offer(rows[pk], language=language, company=company) for pk in chosen]


def offer(reply: CannedReply, *, language: str, company: Company) -> Offer:
    """In the wanted language, else in the company's own, else in any in which it is written."""
    bodies = translated.words_of(reply, "body")
    order = (company.language, *company.languages, *translated.codes())
    code = rules.offered(bodies, language, order)
    title = translated.words_of(reply, "title").get(code, "")
    return Offer(reply, code, code != language, title, bodies.get(code, ""))


def language_of(ticket: Ticket, company: Company) -> str:
    """The language to answer in: of the ticket's last words, else of the customer's, else the company's."""
    return rules.language((ticket.language, ticket.requester.language, company.language), translated.codes())


def filled(offer: Offer, values: Mapping[str, str], *, company: Company) -> Filled:
    """The text with its places filled in; what nothing is known of stays open."""
    name = translated.words_of(company, "name").get(offer.language) or company.name
    return placeholders.fill(offer.body, {**values, "company.name": name})


def values_for(ticket: Ticket, *, agent: Member) -> dict[str, str]:
    """What the names of `messages.rules.PLACEHOLDERS` stand for; "" when it is not known."""
    email = contacts.email_of(ticket.requester)
    name = _own_name(ticket.requester, email)
    return {
        "contact.first_name": first_name(name),
        "contact.name": name,
        "contact.email": email,
        "ticket.number": str(ticket.number),
        "ticket.subject": ticket.subject,
        "agent.first_name": first_name(agent.name),
        "agent.name": agent.name,
    }


def _own_name(contact: Contact, email: str) -> str:
    """A name that was given to us; one that we only read off the address is none."""
    read_off: Sequence[str] = (email, name_from_email(email)) if email else ()
    return "" if contact.name in read_off else contact.name
