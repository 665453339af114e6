"""The admin pages for statuses and categories: one tab a language, archived instead of deleted."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.ticket import labels
from tickets.ticket.models import Category, CustomStatus

pytestmark = pytest.mark.django_db
STATUSES, CATEGORIES = "/admin/tickets/customstatus/", "/admin/tickets/category/"
COURIER = {"name_en": "Waiting for the courier", "name_ar": "بانتظار المندوب", "name_he": ""}


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


@pytest.fixture
def delivery(zaytuna: Desk, alice: Member) -> Category:
    with tenant_context(zaytuna.tenant):
        return labels.create_category(names={"en": "Delivery"}, by=alice)


def test_a_status_is_made_in_the_languages_that_were_written(zaytuna: Desk, desk: Client) -> None:
    assert desk.post(f"{STATUSES}add/", {"kind": "waiting", **COURIER})["Location"] == STATUSES
    with tenant_context(zaytuna.tenant):
        status = CustomStatus.objects.get()
        assert (status.kind, status.name_ar, status.name_he) == ("waiting", "بانتظار المندوب", None)
        assert Entry.objects.get().verb == "ticket.create_status"


def test_each_language_has_its_direction_and_its_tab(desk: Client) -> None:
    page = desk.get(f"{STATUSES}add/").content.decode()
    for code, direction in (("en", "ltr"), ("ar", "rtl"), ("he", "rtl")):
        field = page.partition(f'name="name_{code}"')[2].partition(">")[0]
        assert f'lang="{code}"' in field
        assert f'dir="{direction}"' in field
        assert 'data-translated="name"' in field
        assert "required" not in field
    assert "js/admin_tabs.js" in page
    assert "googleapis" not in page


def test_one_language_is_enough_and_none_is_too_few(zaytuna: Desk, desk: Client) -> None:
    page = desk.post(f"{STATUSES}add/", {"kind": "open", "name_en": " ", "name_ar": "", "name_he": ""})
    assert "Write it in one language at least." in page.content.decode()
    assert (
        desk.post(f"{STATUSES}add/", {"kind": "open", "name_en": "", "name_ar": "", "name_he": "אצל השליח"}).status_code
        == 302
    )
    with tenant_context(zaytuna.tenant):
        assert [str(status) for status in CustomStatus.objects.all()] == ["אצל השליח"]


def test_the_kind_of_a_status_stays(zaytuna: Desk, alice: Member, desk: Client) -> None:
    with tenant_context(zaytuna.tenant):
        status = labels.create_status(kind="waiting", names={"en": "With the courier"}, by=alice)
    assert desk.post(f"{STATUSES}{status.pk}/change/", {"kind": "solved", **COURIER}).status_code == 302
    with tenant_context(zaytuna.tenant):
        status.refresh_from_db()
        assert (status.kind, status.name_en) == ("waiting", "Waiting for the courier")


def test_a_category_is_archived_and_offered_again_never_deleted(
    zaytuna: Desk, desk: Client, delivery: Category
) -> None:
    for action, archived in (("archive", True), ("restore", False)):
        desk.post(CATEGORIES, {"action": action, "_selected_action": str(delivery.pk), "index": "0"})
        with tenant_context(zaytuna.tenant):
            delivery.refresh_from_db()
        assert (delivery.archived_at is not None) is archived
    assert desk.get(f"{CATEGORIES}{delivery.pk}/delete/").status_code == 404
    assert "Archived" in desk.get(f"{CATEGORIES}?offered=no").content.decode()


def test_categories_are_put_in_order(zaytuna: Desk, alice: Member, desk: Client, delivery: Category) -> None:
    with tenant_context(zaytuna.tenant):
        second = labels.create_category(names={"en": "Payment"}, by=alice)
    desk.post(CATEGORIES, {"action": "move_up", "_selected_action": str(second.pk), "index": "0"})
    page = desk.get(CATEGORIES).content.decode()
    assert page.index("Payment") < page.index("Delivery")


def test_a_list_finds_a_name_in_any_language(desk: Client) -> None:
    desk.post(f"{STATUSES}add/", {"kind": "waiting", **COURIER})
    assert "Waiting for the courier" in desk.get(STATUSES, {"q": "المندوب"}).content.decode()
    assert "Waiting for the courier" not in desk.get(STATUSES, {"q": "nothing"}).content.decode()
