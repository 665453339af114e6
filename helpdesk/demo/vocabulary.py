"""Teaches a demo company its own words, through the same services as everybody."""

from dataclasses import dataclass

from helpdesk.demo.phrasebook import PHRASES, Names
from helpdesk.web import translated
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.canned import services as canned
from tickets.ticket import labels
from tickets.ticket.models import Category, CustomStatus


@dataclass(frozen=True)
class Vocabulary:
    """A company's statuses and categories by their English names."""

    statuses: dict[str, CustomStatus]
    categories: dict[str, Category]


def teach(names: Names, *, by: Member) -> Vocabulary:
    """Name the company in each language, and make its replies, statuses and categories."""
    company = tenancy.company()
    translated.write(company, "name", names.company)
    company.save()
    for phrase in PHRASES:
        canned.create(shortcut=phrase.shortcut, titles=phrase.titles, bodies=phrase.bodies, by=by)
    return Vocabulary(
        {words["en"]: labels.create_status(kind=kind, names=words, by=by) for kind, words in names.statuses},
        {words["en"]: labels.create_category(names=words, by=by) for words in names.categories},
    )
