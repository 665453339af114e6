from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them


def meet(desk: Desk, email: str = "noura.q@example.com", name: str = "نورة القحطاني") -> Contact:
    with tenant_context(desk.tenant):
        return contacts.by_email(email=email, name=name)


def test_an_empty_list_says_who_will_appear(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    assert b"Nobody has written yet" in browse(zaytuna, bob).get("/contacts/").content


def test_people_are_found_by_a_part_of_name_or_address(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    noura, other = meet(zaytuna), meet(zaytuna, "tom@example.com", "Tom")
    client = browse(zaytuna, bob)
    for words, found in (("نورة", [noura]), ("noura.q", [noura]), ("TOM@", [other]), ("nobody", [])):
        people = client.get("/contacts/", {"find": words}).context["people"]
        assert [person.contact for person in people] == found, words


def test_every_contact_is_seen_once_from_page_to_page(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        Contact.objects.bulk_create(Contact(name=f"Person {index}") for index in range(120))
    client, url, seen = browse(zaytuna, bob), "/contacts/", []
    while url:
        page = client.get(url).context
        seen += [person.contact.pk for person in page["people"]]
        url = f"/contacts/{page['pager'].older}" if page["pager"].older else ""
    assert len(seen) == len(set(seen)) == 120


def test_a_contact_shows_addresses_and_tickets(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(subject="torn sofa")
    page = browse(zaytuna, bob).get(f"/contacts/{ticket.requester_id}/").content.decode()
    assert "noura.q@example.com" in page
    assert "torn sofa" in page


def test_name_and_note_can_be_changed(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    noura = meet(zaytuna)
    browse(zaytuna, bob).post(f"/contacts/{noura.pk}/change/", {"name": "Noura Q", "note": "calls at night"})
    with tenant_context(zaytuna.tenant):
        noura.refresh_from_db()
    assert (noura.name, noura.note) == ("Noura Q", "calls at night")


def test_an_address_of_somebody_else_is_refused_at_its_field(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    noura = meet(zaytuna)
    meet(zaytuna, "tom@example.com", "Tom")
    where = f"/contacts/{noura.pk}/identities/"
    answer = browse(zaytuna, bob).post(where, {"kind": "email", "value": "Tom@example.com"})
    assert answer.status_code == 422
    assert "value" in answer.context["identity_form"].errors


def test_a_phone_number_and_a_broken_address(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    noura = meet(zaytuna)
    client, where = browse(zaytuna, bob), f"/contacts/{noura.pk}/identities/"
    assert client.post(where, {"kind": "phone", "value": "+966 50 555 0142"}).status_code == 302
    assert client.post(where, {"kind": "phone", "value": "12"}).status_code == 422
    assert client.post(where, {"kind": "email", "value": "not an address"}).status_code == 422
    with tenant_context(zaytuna.tenant):
        assert set(noura.identities.values_list("value", flat=True)) == {"noura.q@example.com", "+966505550142"}


def test_a_light_user_sees_and_changes_nothing(zaytuna: Desk, browse: Browse) -> None:
    noura = meet(zaytuna)
    client = browse(zaytuna, add_member(zaytuna, "lou@zaytuna.example", "light"))
    assert client.get(f"/contacts/{noura.pk}/").status_code == 200
    assert client.post(f"/contacts/{noura.pk}/change/", {"name": "x"}).status_code == 403


def test_another_companys_contact_is_not_here(zaytuna: Desk, tapuz: Desk, charlie: Member, browse: Browse) -> None:
    noura = meet(zaytuna)
    assert browse(tapuz, charlie).get(f"/contacts/{noura.pk}/").status_code == 404


def test_the_list_of_contacts_has_a_fixed_price(
    zaytuna: Desk, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for index in range(20):
        meet(zaytuna, f"c{index}@example.com", f"Person {index}")
    client = browse(zaytuna, bob)
    with django_assert_max_num_queries(PREAMBLE + 3):
        assert client.get("/contacts/").status_code == 200
