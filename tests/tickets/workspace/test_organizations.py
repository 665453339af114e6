from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.contacts import organizations
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact, Organization
from tickets.ticket import services as tickets

Browse = Callable[[Desk, Member], Client]
LIST = "/contacts/organizations/"
PREAMBLE = 8  # what the square counts for the rail is one of them


def make(desk: Desk, by: Member, name: str = "Nova", *domains: str) -> Organization:
    with tenant_context(desk.tenant):
        return organizations.create(name=name, domains=domains, by=by)


def names(desk: Desk) -> list[str]:
    with tenant_context(desk.tenant):
        return list(Organization.objects.values_list("name", flat=True))


def meet(desk: Desk, email: str = "noura@nova.example", name: str = "Noura") -> Contact:
    with tenant_context(desk.tenant):
        return contacts.by_email(email=email, name=name)


def home_of(desk: Desk, contact: Contact) -> Organization | None:
    with tenant_context(desk.tenant):
        return Contact.objects.select_related("organization").get(pk=contact.pk).organization


def test_an_empty_list_says_how_one_fills(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    assert "No organization yet" in browse(zaytuna, bob).get(LIST).content.decode()


def test_they_are_found_by_name_or_domain(
    zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member, browse: Browse
) -> None:
    nova, other = make(zaytuna, bob, "نوفا", "nova.example"), make(zaytuna, bob, "Other")
    make(tapuz, charlie, "Nova of Tapuz", "nova.example")
    client = browse(zaytuna, bob)
    for words, found in (("نوف", [nova]), ("NOVA", [nova]), ("oth", [other]), ("nobody", []), ("", [other, nova])):
        rows = client.get(LIST, {"find": words}).context["rows"]
        assert [row.organization for row in rows] == found, words


def test_every_organization_is_seen_once_from_page_to_page(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        Organization.objects.bulk_create(Organization(name=f"Firm {index}") for index in range(120))
    client, url, seen = browse(zaytuna, bob), LIST, []
    while url:
        page = client.get(url).context
        seen += [row.organization.name for row in page["rows"]]
        url = LIST + page["pager"].older if page["pager"].older else ""
    assert len(seen) == 120
    assert seen == sorted(set(seen))


def test_one_is_made_with_its_domains_and_gathers_its_people(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    noura = meet(zaytuna)
    form = {"name": "Nova", "domains": "nova.example, @nova.test\nnova.org", "note": "VAT 3"}
    answer = browse(zaytuna, bob).post(f"{LIST}new/", form)
    nova = home_of(zaytuna, noura)
    assert nova is not None
    assert answer.headers["Location"] == f"{LIST}{nova.pk}/"
    assert (nova.name, nova.domains, nova.note) == ("Nova", ["nova.example", "nova.test", "nova.org"], "VAT 3")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Nova"}, "name"),
        ({"name": "New", "domains": "nova.example"}, "domains"),
        ({"name": "New", "domains": "gmail.com"}, "domains"),
        ({"name": "New", "domains": "not_a_domain"}, "domains"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    zaytuna: Desk, bob: Member, browse: Browse, form: dict[str, str], field: str
) -> None:
    make(zaytuna, bob, "Nova", "nova.example")
    second, client = make(zaytuna, bob, "Second", "second.example"), browse(zaytuna, bob)
    for path in (f"{LIST}new/", f"{LIST}{second.pk}/change/"):
        answer = client.post(path, form)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    with tenant_context(zaytuna.tenant):
        assert set(Organization.objects.values_list("name", flat=True)) == {"Nova", "Second"}
        assert Organization.objects.get(pk=second.pk).domains == ["second.example"]


def test_its_page_shows_people_and_what_they_wait_for(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    nova = make(zaytuna, bob, "Nova", "nova.example")
    with tenant_context(zaytuna.tenant):
        make_ticket(subject="torn sofa", email="noura@nova.example")
        solved = make_ticket(subject="old chair", email="noura@nova.example")
        tickets.set_status(ticket=solved, status="solved", by=bob)
        make_ticket(subject="strangers lamp", email="tom@example.com", name="Tom")
    page = browse(zaytuna, bob).get(f"{LIST}{nova.pk}/")
    assert [person.contact.name for person in page.context["people"]] == ["Noura"]
    assert [row.subject for row in page.context["rows"]] == ["torn sofa"]


def test_it_changes_and_an_admin_removes_it(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    nova, noura = make(zaytuna, bob, "Nova", "nova.example"), meet(zaytuna)
    form = {"name": "Nova Group", "domains": "", "note": "x"}
    assert browse(zaytuna, bob).post(f"{LIST}{nova.pk}/change/", form).status_code == 302
    changed = home_of(zaytuna, noura)
    assert changed is not None
    assert (changed.name, changed.domains) == ("Nova Group", [])
    assert browse(zaytuna, bob).post(f"{LIST}{nova.pk}/removal/").status_code == 403
    assert browse(zaytuna, alice).post(f"{LIST}{nova.pk}/removal/").status_code == 302
    assert home_of(zaytuna, noura) is None


def test_a_contact_is_put_in_taken_out_and_put_into_a_new_one(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    nova, noura = make(zaytuna, bob), meet(zaytuna)
    client, where = browse(zaytuna, bob), f"/contacts/{noura.pk}/organization/"
    client.post(where, {"organization": nova.pk})
    assert home_of(zaytuna, noura) == nova
    client.post(where)
    assert home_of(zaytuna, noura) is None
    client.post(where, {"name": "Nova Group", "domain": "nova.example"})
    made = home_of(zaytuna, noura)
    assert made is not None
    assert (made.name, made.domains) == ("Nova Group", ["nova.example"])
    again = client.post(where, {"name": "Nova Group"}, follow=True)
    assert "There is an organization of this name." in again.content.decode()


def test_a_field_offers_what_is_known_and_a_new_one_with_the_domain(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    noura, free = meet(zaytuna), meet(zaytuna, "tom@gmail.com", "Tom")
    nova = make(zaytuna, bob, "Nova")
    client = browse(zaytuna, bob)

    def offered(contact: Contact, words: str):  # type: ignore[no-untyped-def]
        page = client.get(f"/contacts/{contact.pk}/", {"organization": words}, headers={"HX-Request": "true"})
        assert b"<html" not in page.content
        return page.context["choice"]

    assert list(offered(noura, "nov").found) == [nova]
    assert (offered(noura, "Gulf").new, offered(noura, "Gulf").domain) == ("Gulf", "nova.example")
    assert offered(free, "Gulf").domain == ""
    assert offered(noura, "nova").new == ""
    whole = client.get(f"/contacts/{noura.pk}/", {"organization": "nov"}).content.decode()
    assert "<html" in whole
    assert str(nova.pk) in whole


def test_another_companys_organization_is_not_here(
    zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member, browse: Browse
) -> None:
    strange, noura, client = make(tapuz, charlie), meet(zaytuna), browse(zaytuna, bob)
    assert client.get(f"{LIST}{strange.pk}/").status_code == 404
    assert client.post(f"{LIST}{strange.pk}/change/", {"name": "x"}).status_code == 404
    assert names(tapuz) == ["Nova"]
    client.post(f"/contacts/{noura.pk}/organization/", {"organization": strange.pk})
    assert home_of(zaytuna, noura) is None


def test_a_light_user_sees_and_changes_nothing(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    nova = make(zaytuna, bob)
    client = browse(zaytuna, add_member(zaytuna, "lou@zaytuna.example", "light"))
    page = client.get(f"{LIST}{nova.pk}/")
    assert page.status_code == 200
    assert b"/change/" not in page.content
    assert client.post(f"{LIST}{nova.pk}/change/", {"name": "x"}).status_code == 403
    assert names(zaytuna) == ["Nova"]


def test_the_ticket_shows_where_its_customer_belongs(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    nova = make(zaytuna, bob, "Nova", "nova.example")
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(email="noura@nova.example")
    assert f"{LIST}{nova.pk}/" in browse(zaytuna, bob).get(f"/tickets/{ticket.number}/").content.decode()


def test_the_pages_have_a_fixed_price(
    zaytuna: Desk, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    nova = make(zaytuna, bob, "Nova", "nova.example")
    for index in range(20):
        make(zaytuna, bob, f"Firm {index}")
        with tenant_context(zaytuna.tenant):
            make_ticket(email=f"c{index}@nova.example")
    client = browse(zaytuna, bob)
    with django_assert_max_num_queries(PREAMBLE + 3):
        assert client.get(LIST).status_code == 200
    with django_assert_max_num_queries(PREAMBLE + 7):
        assert client.get(f"{LIST}{nova.pk}/").status_code == 200
