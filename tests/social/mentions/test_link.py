"""Who an author is, a person says; his tickets follow, and everything is written down."""

import pytest

from social.accounts.models import SocialAccount
from social.mentions import likeness, selectors, services
from social.mentions.errors import OwnAuthor
from social.mentions.models import Author
from tenants.audit.models import Entry as AuditEntry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.contacts import organizations
from tickets.contacts import services as contacts
from tickets.messages.models import Message
from tickets.search import selectors as search
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


def test_his_tickets_are_the_contacts(account: SocialAccount, alice: Member, bob: Member) -> None:
    mention = said.opened(account, said.post("p1"))
    known = contacts.by_email(email="zubaydah.unique@example.com", name="Zubaydah Unique")
    author = services.link(author=Author.objects.get(), contact=known, by=bob)
    assert (author.contact, author.matched_by) == (known, bob)
    ticket = Ticket.objects.get()
    assert ticket.requester == Message.objects.get().contact == known
    assert search.find(alice, "zubaydah") == [ticket]
    told = Event.objects.get(verb="ticket.requester")
    assert (told.member, told.data["before"], told.data["after"]) == (bob, "Noura", "Zubaydah Unique")
    entry = AuditEntry.objects.get(verb="mentions.link")
    assert (entry.actor_label, entry.object_label, entry.after) == (
        "Bob",
        "plaza: noura",
        {"contact": "Zubaydah Unique"},
    )
    assert said.opened(account, said.post("p2")).ticket != mention.ticket
    assert set(Ticket.objects.values_list("requester", flat=True)) == {known.pk}


def test_a_ticket_that_somebody_else_asks_in_stays(account: SocialAccount, bob: Member) -> None:
    joined = make_ticket()
    mention = said.noted(account, said.direct("d1"))
    services.open_ticket(mention=mention, ticket=joined)
    services.link(author=Author.objects.get(), contact=contacts.create(name="Other"), by=bob)
    assert Ticket.objects.get().requester == joined.requester
    assert not Event.objects.filter(verb="ticket.requester").exists()


def test_linked_twice_it_is_written_once(account: SocialAccount, bob: Member) -> None:
    said.opened(account, said.post("p1"))
    known = contacts.create(name="Noura Q")
    for _ in range(2):
        services.link(author=Author.objects.get(), contact=known, by=bob)
    assert AuditEntry.objects.filter(verb="mentions.link").count() == 1


def test_it_was_somebody_else_after_all(account: SocialAccount, bob: Member) -> None:
    said.opened(account, said.post("p1"))
    known = contacts.create(name="Noura Q")
    services.link(author=Author.objects.get(), contact=known, by=bob)
    author = services.unlink(author=Author.objects.get(), by=bob)
    assert (author.matched_by, str(author.contact)) == (None, "Noura")
    assert author.contact != known
    assert Ticket.objects.get().requester == Message.objects.get().contact == author.contact
    assert AuditEntry.objects.get(verb="mentions.unlink").before == {"contact": "Noura Q"}
    before = Author.objects.values().get()
    services.unlink(author=author, by=bob)
    assert Author.objects.values().get() == before


def test_our_own_account_is_nobodys(account: SocialAccount, bob: Member) -> None:
    services.hear(account=account, data=said.post("p1", by=said.author("z", native_id=account.native_id)))
    author = Author.objects.get()
    with pytest.raises(OwnAuthor):
        services.link(author=author, contact=contacts.create(name="Noura"), by=bob)
    author.refresh_from_db()
    assert author.contact is None
    assert not AuditEntry.objects.exists()


def _heard(account: SocialAccount, **facts: object) -> Author:
    services.hear(account=account, data=said.post("p1", by=said.author("noura_q", **facts)))
    return Author.objects.get()


def test_a_likeness_is_only_suggested(account: SocialAccount, bob: Member) -> None:
    house = organizations.create(name="Riyadh Sofas", domains=["sofas.example"], by=bob)
    by_address = contacts.by_email(email="noura_q@gmail.com", name="N.")
    by_name = contacts.create(name="نورة القحطاني")
    by_site = contacts.create(name="نوره من السوفا", organization=house)
    contacts.create(name="Somebody else")
    author = _heard(account, name="نوره القحطانى", bio="Care at https://www.sofas.example/team")
    found = [(one.contact, str(one.why)) for one in likeness.suggestions(bob, author)]
    assert found == [(by_address, "address"), (by_name, "name"), (by_site, "organization")]
    author.refresh_from_db()
    assert author.contact is None


def test_a_short_handle_or_one_word_is_nobodys(account: SocialAccount, bob: Member) -> None:
    contacts.by_email(email="ali@example.com", name="Ali")
    author = _heard(account, handle="ali", name="Ali")
    assert likeness.suggestions(bob, author) == []


def test_who_was_recognised_needs_no_suggestion(account: SocialAccount, bob: Member) -> None:
    known = contacts.by_email(email="noura_q@gmail.com", name="Noura Q")
    author = services.link(author=_heard(account), contact=known, by=bob)
    assert likeness.suggestions(bob, author) == []


def test_the_contacts_of_another_company_are_not_suggested(
    account: SocialAccount, bob: Member, tapuz: Desk, charlie: Member
) -> None:
    with tenant_context(tapuz.tenant):
        contacts.by_email(email="noura_q@gmail.com", name="Noura Q")
    assert likeness.suggestions(bob, _heard(account)) == []


def test_suggesting_asks_a_bounded_number_of_times(
    account: SocialAccount, bob: Member, django_assert_max_num_queries: object
) -> None:
    author = _heard(account, name="Noura Q", bio="https://sofas.example")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        likeness.suggestions(bob, author)


def test_what_somebody_said_the_newest_first(account: SocialAccount, bob: Member, zaytuna: Desk) -> None:
    for minute in range(4):
        said.opened(account, said.post(f"p{minute}", minutes=minute))
    said.opened(account, said.post("q", by="sami"))
    author = Author.objects.get(key="noura")
    assert [one.post.key for one in selectors.history(bob, author, limit=3)] == ["p3", "p2", "p1"]
    assert selectors.history(add_member(zaytuna, "l@zaytuna.example", "light"), author, limit=1)
