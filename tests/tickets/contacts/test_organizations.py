from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.db.models import QuerySet

from helpdesk.lib import clock
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.contacts import organizations, selectors, services
from tickets.contacts.errors import (
    DomainTaken,
    FreeMailDomain,
    NoDomain,
    OrganizationGone,
    OrganizationNameTaken,
    Refused,
    TooManyDomains,
)
from tickets.contacts.models import Contact, Organization
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30)


def grow_old(*contacts: Contact) -> None:
    rows = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
    rows.update(updated_at=clock.now() - LONG_AGO)


def has_changed(contact: Contact) -> bool:
    contact.refresh_from_db()
    return clock.now() - contact.updated_at < timedelta(minutes=1)


def test_an_organization_is_made_with_clean_domains_and_written_down(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(
            name=" Nova ", domains=["@Nova.Example", "nova.example", ""], note="VAT 3", by=alice
        )
        entry = Entry.objects.get(verb="contacts.create_organization")
    assert (nova.name, nova.domains, nova.note) == ("Nova", ["nova.example"], "VAT 3")
    assert (entry.actor_id, entry.object_id, entry.after["domains"]) == (alice.pk, nova.pk, ["nova.example"])


@pytest.mark.parametrize(
    ("name", "domains", "error"),
    [
        ("Nova", [], OrganizationNameTaken),
        ("Other", ["nova.example"], DomainTaken),
        ("Other", ["other.example", "NOVA.example"], DomainTaken),
        ("Other", ["gmail.com"], FreeMailDomain),
        ("Other", ["not a domain"], NoDomain),
        ("Other", [f"d{index}.example" for index in range(51)], TooManyDomains),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    zaytuna: Desk, alice: Member, name: str, domains: list[str], error: type[Refused]
) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="Nova", domains=["nova.example"], by=alice)
        second = organizations.create(name="Second", by=alice)
        with pytest.raises(error) as refused:
            organizations.create(name=name, domains=domains, by=alice)
        with pytest.raises(error):
            organizations.change(organization=second, name=name, domains=domains, by=alice)
        rows = list(Organization.objects.order_by("name").values_list("name", "domains"))
    assert str(refused.value.message)
    assert refused.value.field == ("name" if error is OrganizationNameTaken else "domains")
    assert rows == [(nova.name, ["nova.example"]), ("Second", [])]


def test_the_owner_of_a_taken_domain_is_named(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        organizations.create(name="Nova", domains=["nova.example"], by=alice)
        with pytest.raises(DomainTaken) as refused:
            organizations.create(name="Other", domains=["nova.example"], by=alice)
    assert str(refused.value.message) == "nova.example belongs to Nova already."


def test_two_companies_may_know_the_same_customer(zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member) -> None:
    for desk, by in ((zaytuna, alice), (tapuz, charlie)):
        with tenant_context(desk.tenant):
            organizations.create(name="Nova", domains=["nova.example"], by=by)
            assert Organization.objects.count() == 1


def test_who_writes_from_its_domain_joins(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="Nova", domains=["nova.example"], by=alice)
        noura = services.by_email(email="Noura@Nova.example")
        stranger = services.by_email(email="noura@sub.nova.example")
        assert noura.organization == nova
        assert Contact.objects.get(pk=noura.pk).organization_id == nova.pk
        assert stranger.organization_id is None


def test_a_second_address_brings_somebody_in_but_moves_nobody(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="Nova", domains=["nova.example"], by=alice)
        organizations.create(name="Other", domains=["other.example"], by=alice)
        noura = services.by_email(email="noura@gmail.com")
        services.add_identity(contact=noura, kind="email", value="noura@nova.example")
        services.add_identity(contact=Contact.objects.get(pk=noura.pk), kind="email", value="noura@other.example")
        assert Contact.objects.get(pk=noura.pk).organization == nova


def test_who_was_taken_out_by_hand_stays_out_when_he_writes_again(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        organizations.create(name="Nova", domains=["nova.example"], by=alice)
        noura = services.by_email(email="noura@nova.example")
        organizations.join(contact=noura, organization=None, by=alice)
        assert services.by_email(email="noura@nova.example").organization_id is None


def test_a_new_domain_gathers_those_who_belong_nowhere(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        other = organizations.create(name="Other", by=alice)
        free, taken = services.by_email(email="a@nova.example"), services.by_email(email="b@nova.example")
        lookalike = services.by_email(email="c@supernova.example")
        organizations.join(contact=taken, organization=other, by=alice)
        grow_old(free, taken, lookalike)
        nova = organizations.create(name="Nova", domains=["nova.example"], by=alice)
        assert (has_changed(free), free.organization) == (True, nova)
        assert (has_changed(taken), taken.organization) == (False, other)
        assert (has_changed(lookalike), lookalike.organization) == (False, None)


def test_by_hand_it_is_written_down_who_put_somebody_where(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="Nova", by=alice)
        noura = services.by_email(email="noura@gmail.com", name="Noura")
        grow_old(noura)
        organizations.join(contact=noura, organization=nova, by=alice)
        organizations.join(contact=noura, organization=nova, by=alice)
        assert has_changed(noura)
        [entry] = Entry.objects.filter(verb="contacts.join")
    assert (entry.object_label, entry.before, entry.after) == ("Noura", {}, {"organization": "Nova"})


def test_a_change_keeps_what_was_not_named_and_its_people(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="Nova", domains=["nova.example"], note="VAT 3", by=alice)
        noura = services.by_email(email="noura@nova.example")
        changed = organizations.change(organization=nova, domains=[], by=alice)
        organizations.change(organization=nova, domains=[], by=alice)
        noura.refresh_from_db()
        assert (changed.name, changed.domains, changed.note, noura.organization) == ("Nova", [], "VAT 3", nova)
        [entry] = Entry.objects.filter(verb="contacts.change_organization")
    assert (entry.before["domains"], entry.after["domains"]) == (["nova.example"], [])


def test_a_removed_organization_leaves_its_people_and_their_tickets(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="Nova", domains=["nova.example"], by=alice)
        ticket = make_ticket(email="noura@nova.example")
        grow_old(ticket.requester)
        organizations.remove(organization=nova, by=alice)
        assert not Organization.objects.exists()
        assert Ticket.objects.get().pk == ticket.pk
        assert has_changed(ticket.requester)
        assert ticket.requester.organization_id is None
        assert Entry.objects.get(verb="contacts.remove_organization").before["people"] == 1


def test_what_is_gone_cannot_be_joined_changed_or_removed(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova, noura = organizations.create(name="Nova", by=alice), services.by_email(email="noura@gmail.com")
        organizations.remove(organization=Organization.objects.get(), by=alice)
        with pytest.raises(OrganizationGone):
            organizations.join(contact=noura, organization=nova, by=alice)
        with pytest.raises(OrganizationGone):
            organizations.change(organization=nova, name="X", by=alice)
        with pytest.raises(OrganizationGone):
            organizations.remove(organization=nova, by=alice)
        noura.refresh_from_db()
        assert noura.organization_id is None


def test_a_new_address_counts_as_a_change_of_the_contact(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        noura = services.by_email(email="noura@gmail.com")
        for kind, value, is_change in (
            ("phone", "+966 50 555 0142", True),
            ("phone", "+966505550142", False),
            ("email", "n@gmail.com", True),
        ):
            grow_old(noura)
            services.add_identity(contact=noura, kind=kind, value=value)
            assert has_changed(noura) is is_change


def test_they_are_found_by_a_part_of_name_or_domain(zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member) -> None:
    with tenant_context(zaytuna.tenant):
        nova = organizations.create(name="نوفا للأثاث", domains=["nova.example", "nova.test"], by=alice)
        organizations.create(name="Other", by=alice)
        for words in ("نوفا", "NOVA.ex", "noura@nova.test"):
            assert list(selectors.organizations_like(alice, words)) == [nova], words
        assert not selectors.organizations_like(alice, "%").exists()
    with tenant_context(tapuz.tenant):
        assert not selectors.organizations_like(charlie, "nova").exists()


def _both_take(desk: Desk, by: Member, monkeypatch: pytest.MonkeyPatch, patience: float) -> list[str]:
    """Two take one domain. Each waits after its check for the other to have checked, at most `patience` seconds."""
    both_checked, check = Barrier(2), organizations._ours

    def checked(*args: object, **named: object) -> list[str]:
        found = check(*args, **named)  # type: ignore[arg-type]
        with suppress(BrokenBarrierError):
            both_checked.wait(patience)
        return found

    monkeypatch.setattr(organizations, "_ours", checked)

    def take(name: str) -> str:
        try:
            with tenant_context(desk.tenant):
                organizations.create(name=name, domains=["nova.example"], by=by)
        except DomainTaken:
            return "taken"
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(take, ("Nova", "Other")))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_at_once_never_take_one_domain(zaytuna: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _both_take(zaytuna, alice, monkeypatch, patience=1) == ["made", "taken"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_without_the_lock_both_would_take_it(zaytuna: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is there, and the lock is what ends it."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    assert _both_take(zaytuna, alice, monkeypatch, patience=10) == ["made", "made"]
