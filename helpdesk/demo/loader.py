"""Makes the demo companies through the same services as everybody, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation

from helpdesk.demo import care, credentials, keys, square, vocabulary, web_forms
from helpdesk.demo.companies import COMPANIES, DemoCompany, Line, Person, Story
from helpdesk.demo.phrasebook import NAMES
from helpdesk.demo.vocabulary import Vocabulary
from helpdesk.lib import clock
from helpdesk.web import translated
from tenants.identity import services as identity
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership import services as membership
from tenants.membership.models import Member
from tenants.signup import services as signup
from tenants.tenancy import addresses
from tenants.tenancy.services import Beginning
from tickets.contacts import services as contacts
from tickets.messages import services as messages
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


def load() -> list[str]:
    """Make what is missing and write the credentials. Returns the slugs that were made; none when all is there."""
    known = credentials.read()
    missing = [company for company in COMPANIES if not Tenant.objects.filter(slug=company.slug).exists()]
    if known and not missing:
        _hand_out_keys()
        return []
    with transaction.atomic():
        passwords = {_email(company, person): credentials.new_password() for company, person in _everybody()}
        for company in missing:
            _make(company, passwords)
        for user in User.objects.filter(email__in=passwords):
            user.set_password(passwords[user.email])
            user.save(update_fields=["password"])
    for company in missing:
        square.fill(company.slug)
    _hand_out_keys()
    credentials.write([_entry(company, passwords) for company in COMPANIES])
    return [company.slug for company in missing]


def _hand_out_keys() -> None:
    for company in COMPANIES:
        keys.hand_out(company.slug)


def _everybody() -> Iterator[tuple[DemoCompany, Person]]:
    return ((company, person) for company in COMPANIES for person in company.people)


def _email(company: DemoCompany, person: Person) -> str:
    return f"{person.local}@{company.slug}.example"


def _entry(company: DemoCompany, passwords: dict[str, str]) -> dict[str, Any]:
    users = [
        {"email": _email(company, person), "password": passwords[_email(company, person)], "role": person.role}
        for person in company.people
    ]
    url = addresses.url_of(Tenant(slug=company.slug))
    return {"slug": company.slug, "url": url, "users": users}


def _make(company: DemoCompany, passwords: dict[str, str]) -> None:
    owner = company.people[0]
    languages = [company.language, *(code for code in translated.codes() if code != company.language)]
    beginning = Beginning(company.name, company.country, company.language, languages)
    founder = signup.Founder(owner.name, _email(company, owner), passwords[_email(company, owner)], owner.language)
    with translation.override(company.language):
        opening = signup.open_company(slug=company.slug, beginning=beginning, founder=founder, proved=True)
    with tenant_context(opening.tenant), translation.override(company.language):
        members = {person.local: _enrol(company, person, passwords) for person in company.people}
        words = vocabulary.teach(NAMES[company.slug], by=next(iter(members.values())))
        now = clock.now()
        for story in company.stories:
            _tell(story, members, words, now)
        web_forms.fill_in(company.slug, by=next(iter(members.values())))
        care.empower(by=next(iter(members.values())))


def _enrol(company: DemoCompany, person: Person, passwords: dict[str, str]) -> Member:
    email = _email(company, person)
    user, _ = identity.open_account(email=email, name=person.name, password=passwords[email], language=person.language)
    identity.prove_address(user=user)
    return membership.enrol(user=user, role=person.role)


def _tell(story: Story, members: dict[str, Member], words: Vocabulary, now: datetime) -> None:
    contact = contacts.by_email(email=story.email, name=story.customer)
    assignee = members.get(story.assignee)
    ticket = tickets.create(
        subject=story.subject, requester=contact, channel="email", assignee=assignee, priority=story.priority
    )
    for line in story.lines:
        _say(line, ticket, members, now - timedelta(minutes=line.minutes_ago))
    by = assignee or next(iter(members.values()))
    if story.tags:
        tickets.set_tags(ticket=ticket, names=story.tags, by=by)
    if story.category:
        tickets.set_category(ticket=ticket, category=words.categories[story.category], by=by)
    if story.status:
        tickets.set_custom_status(ticket=ticket, custom_status=words.statuses[story.status], by=by)
    opened = now - timedelta(minutes=story.lines[0].minutes_ago)
    last = now - timedelta(minutes=story.lines[-1].minutes_ago)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=opened, last_message_at=last)


def _say(line: Line, ticket: Ticket, members: dict[str, Member], at: datetime) -> None:
    if line.who == "customer":
        messages.receive(ticket=ticket, contact=ticket.requester, body=line.words, at=at)
        return
    kind, _, who = line.who.rpartition(":")
    if kind == "note":
        messages.note(ticket=ticket, by=members[who], body=line.words, at=at)
    else:
        messages.reply(ticket=ticket, by=members[who], body=line.words, then=line.then, at=at)
