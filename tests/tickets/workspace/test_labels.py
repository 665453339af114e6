"""A company's own statuses and categories: named in the settings, chosen beside a ticket, told in its history."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket import labels, services
from tickets.ticket.models import Category, CustomStatus, Ticket
from tickets.workspace import sentences

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them


@pytest.fixture
def courier(zaytuna: Desk, alice: Member) -> CustomStatus:
    with tenant_context(zaytuna.tenant):
        return labels.create_status(kind="waiting", names={"en": "For the courier", "ar": "بانتظار المندوب"}, by=alice)


@pytest.fixture
def delivery(zaytuna: Desk, alice: Member) -> Category:
    with tenant_context(zaytuna.tenant):
        return labels.create_category(names={"en": "Delivery", "ar": "التوصيل"}, by=alice)


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


def test_a_company_without_its_own_words_is_told_why_they_help(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    page = browse(zaytuna, alice).get("/settings/labels/").content.decode()
    assert page.count("None yet.") == 2


def test_a_status_and_a_category_are_made_named_ordered_and_archived(
    zaytuna: Desk, alice: Member, browse: Browse
) -> None:
    client = browse(zaytuna, alice)
    client.post("/settings/statuses/new/", {"kind": "waiting", "name_en": "For the courier"})
    for name in ("Delivery", "Damage"):
        client.post("/settings/categories/new/", {"name_en": name, "name_ar": ""})
    with tenant_context(zaytuna.tenant):
        status, damage = CustomStatus.objects.get(), Category.objects.get(name_en="Damage")
    client.post(f"/settings/statuses/{status.pk}/name/", {"name_en": "Courier", "name_he": "ממתינים לשליח"})
    client.post(f"/settings/categories/{damage.pk}/position/", {"up": "1"})
    page = client.get("/settings/labels/")
    assert [str(row.label) for row in page.context["categories"].rows] == ["Damage", "Delivery"]
    client.post(f"/settings/categories/{damage.pk}/position/", {"down": "1"})
    client.post(f"/settings/statuses/{status.pk}/archival/")
    page = client.get("/settings/labels/")
    assert [str(row.label) for row in page.context["categories"].rows] == ["Delivery", "Damage"]
    assert [str(row.label) for row in page.context["archived"]] == ["Courier"]
    client.post(f"/settings/statuses/{status.pk}/restoration/")
    assert not client.get("/settings/labels/").context["archived"]


@pytest.mark.parametrize("where", ["/settings/statuses/new/", "/settings/categories/new/"])
def test_a_nameless_label_is_refused(zaytuna: Desk, alice: Member, browse: Browse, where: str) -> None:
    answer = browse(zaytuna, alice).post(where, {"kind": "waiting", "name_en": " ", "name_ar": ""})
    assert answer.status_code == 422
    assert "Give it in one language at least." in answer.content.decode()
    form = answer.context["status_form" if "statuses" in where else "category_form"]
    assert all(name.startswith("name_") for name in form.errors), "it is said beside a name"
    with tenant_context(zaytuna.tenant):
        assert not CustomStatus.objects.exists()
        assert not Category.objects.exists()


def test_a_refused_name_stands_in_its_own_form(
    zaytuna: Desk, alice: Member, delivery: Category, browse: Browse
) -> None:
    answer = browse(zaytuna, alice).post(f"/settings/categories/{delivery.pk}/name/", {"name_en": "", "name_ar": ""})
    assert answer.status_code == 422
    (row,) = answer.context["categories"].rows
    assert row.form.errors
    with tenant_context(zaytuna.tenant):
        assert str(Category.objects.get()) == "Delivery"


def test_own_names_stand_under_their_kind_beside_a_ticket(
    zaytuna: Desk, bob: Member, ticket: Ticket, courier: CustomStatus, browse: Browse
) -> None:
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/").content.decode()
    group = page.split('<optgroup label="Waiting for the customer">')[1].split("</optgroup>")[0]
    assert f'value="waiting:{courier.pk}"' in group
    assert "For the courier" in group
    assert page.count("<optgroup") == 1


def test_an_own_status_is_chosen_shown_and_told(
    zaytuna: Desk, bob: Member, ticket: Ticket, courier: CustomStatus, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    client.post(f"/tickets/{ticket.number}/status/", {"status": f"waiting:{courier.pk}"})
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
        assert (ticket.status, ticket.custom_status) == ("waiting", courier)
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert f'value="waiting:{courier.pk}" selected' in page
    assert "Status: <bdi>For the courier</bdi>" in page
    (row,) = client.get("/inbox/?show=waiting").context["groups"][0].rows
    assert row.chips[0].text == "For the courier"
    client.post(f"/tickets/{ticket.number}/status/", {"status": "waiting"})
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
    assert (ticket.status, ticket.custom_status_id) == ("waiting", None)


@pytest.mark.parametrize("value", ["solved:{}", "waiting:x", "nonsense", "", "waiting:{}x"])
def test_a_status_that_is_not_offered_changes_nothing(
    zaytuna: Desk, bob: Member, ticket: Ticket, courier: CustomStatus, browse: Browse, value: str
) -> None:
    answer = browse(zaytuna, bob).post(f"/tickets/{ticket.number}/status/", {"status": value.format(courier.pk)})
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
    assert (answer.status_code, ticket.status, ticket.custom_status_id) == (302, "new", None)


def test_a_category_is_chosen_shown_and_taken_away(
    zaytuna: Desk, bob: Member, ticket: Ticket, delivery: Category, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    client.post(f"/tickets/{ticket.number}/category/", {"category": delivery.pk})
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert f'value="{delivery.pk}" selected' in page
    assert "Category: <bdi>Delivery</bdi>" in page
    (row,) = client.get("/inbox/").context["groups"][0].rows
    assert "Delivery" in [chip.text for chip in row.chips]
    client.post(f"/tickets/{ticket.number}/category/", {"category": ""})
    assert "No category" in client.get(f"/tickets/{ticket.number}/").content.decode()


def test_an_archived_category_stays_visible_on_its_ticket(
    zaytuna: Desk, bob: Member, ticket: Ticket, delivery: Category, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        services.set_category(ticket=ticket, category=delivery, by=bob)
        labels.archive(label=delivery, by=bob)
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/").content.decode()
    assert f'<option value="{delivery.pk}" selected disabled>Delivery</option>' in page


def test_another_companys_words_are_not_here(
    zaytuna: Desk, tapuz: Desk, charlie: Member, delivery: Category, courier: CustomStatus, browse: Browse
) -> None:
    with tenant_context(tapuz.tenant):
        theirs = make_ticket()
    client = browse(tapuz, charlie)
    client.post(f"/tickets/{theirs.number}/category/", {"category": delivery.pk})
    client.post(f"/tickets/{theirs.number}/status/", {"status": f"waiting:{courier.pk}"})
    assert client.post(f"/settings/categories/{delivery.pk}/name/", {"name_en": "Mine"}).status_code == 404
    assert client.post(f"/settings/statuses/{courier.pk}/archival/").status_code == 404
    with tenant_context(tapuz.tenant):
        theirs.refresh_from_db()
    assert (theirs.category_id, theirs.custom_status_id, theirs.status) == (None, None, "new")
    with tenant_context(zaytuna.tenant):
        assert [str(one) for one in Category.objects.all()] == ["Delivery"]
        assert CustomStatus.objects.get().archived_at is None


def test_the_history_speaks_the_readers_language_with_the_names_of_that_day() -> None:
    data = {"after": {"en": "Delivery", "ar": "التوصيل"}}
    with translation.override("ar"):
        assert "<bdi>التوصيل</bdi>" in sentences.sentence("ticket.category", data)
    with translation.override("he"):
        assert "<bdi>Delivery</bdi>" in sentences.sentence("ticket.category", data)
    assert sentences.sentence("ticket.category", {"after": {}}) == "No category"
    assert sentences.sentence("ticket.status", {"before": "new", "after": "solved"}) == "Status: Solved"


def test_the_page_costs_the_same_for_one_label_and_for_twenty(
    zaytuna: Desk, alice: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        for index in range(20):
            labels.create_category(names={"en": f"C{index}"}, by=alice)
    client = browse(zaytuna, alice)
    with django_assert_max_num_queries(PREAMBLE + 5):  # one of them: what waits for her yes
        assert client.get("/settings/labels/").status_code == 200
