"""Which role may use which page of the company's admin, by every method. A new page joins, or the build is red."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from social.accounts.models import Brand
from tenants.audit import services as audit
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.membership.site import site
from tenants.tokens.models import Token
from tests.contracts.routes import FoundRoute, routes
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.factories.recoveries import fill_recovery
from tests.factories.tickets import make_promise, make_reply, make_ticket
from tickets.calendars import services as calendars
from tickets.canned import services as canned
from tickets.portal.models import WebForm
from tickets.recovery.models import LedgerEntry, Limit
from tickets.sla.models import SlaPolicy
from tickets.ticket import labels

pytestmark = pytest.mark.django_db

ROLES = ("owner", "admin", "lead", "agent", "light")
MAY = ("owner", "admin")  # the others get 403, whatever they ask for and however

# model: the pages it has
PAGES = {
    "tenants_member": "changelist change history delete",
    "tenants_team": "changelist add change history delete",
    "tenants_token": "changelist change history",
    "tenants_entry": "changelist change",
    "tickets_mailbox": "changelist add change history",
    "tickets_customstatus": "changelist add change history",
    "tickets_category": "changelist add change history",
    "tickets_cannedreply": "changelist add change history",
    "tickets_calendar": "changelist add change history",
    "tickets_slapolicy": "changelist add change history",
    "tickets_promise": "changelist change",
    "tickets_webform": "changelist add change history",
    "tickets_limit": "changelist add change",
    "tickets_approval": "changelist change",
    "tickets_grant": "changelist change",
    "tickets_ledgerentry": "changelist change",
    "social_brand": "changelist add change history",
    "social_socialaccount": "changelist change history",
}
FRAME = {"admin:index", "admin:autocomplete", "admin:jsi18n", "admin:app_list"}
ROUTES = sorted(FRAME | {f"admin:{model}_{page}" for model, pages in PAGES.items() for page in pages.split()})

NAMES = {"name_en": "Courier", "name_ar": "مندوب", "name_he": "שליח"}
REPLY = {"title_en": "Late", "body_en": "It comes today.", "title_ar": "تأخر", "body_ar": "يصل اليوم."}
HOURS = {"name": "Night", "timezone": "Asia/Dubai", "country": "", "day_1": "22-6"}
DAYS = {"days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0", "days-0-name": "Eid", "days-0-first": "2027-03-09"}
DAYS |= {"days-0-last": "2027-03-11", "days-0-hours": "10-14"}
DAY = {"1": [["09:00", "18:00"]]}
PLACES = {"places-TOTAL_FORMS": "0", "places-INITIAL_FORMS": "0"}
# what a form is filled in with, and changes something
FORMS: dict[str, dict[str, str]] = {
    "admin:tenants_member_change": {"role": "lead"},
    "admin:tenants_member_delete": {"post": "yes"},
    "admin:tenants_team_add": {"name": "Returns", **PLACES},
    "admin:tenants_team_change": {"name": "Care", **PLACES},
    "admin:tenants_team_delete": {"post": "yes"},
    "admin:tickets_mailbox_add": {"local": "sales", "name": "Sales"},
    "admin:tickets_mailbox_change": {"name": "Zaytuna", "signature": "Bye"},
    "admin:tickets_customstatus_add": {"kind": "waiting", **NAMES},
    "admin:tickets_customstatus_change": NAMES,
    "admin:tickets_category_add": NAMES,
    "admin:tickets_category_change": NAMES,
    "admin:tickets_cannedreply_add": {"shortcut": "late", **REPLY},
    "admin:tickets_cannedreply_change": {"shortcut": "sorry", **REPLY},
    "admin:tickets_calendar_add": {**HOURS, **DAYS},
    "admin:tickets_calendar_change": {**HOURS, **DAYS},
    "admin:tickets_slapolicy_add": {"name": "Quick", "first_minutes": "30", "warn_percent": "75"},
    "admin:tickets_slapolicy_change": {"name": "Slow", "first_minutes": "90", "warn_percent": "50"},
    "admin:social_brand_add": {"name": "Kids", "target_minutes": "20"},
    "admin:social_brand_change": {"name": "Home", "target_minutes": "20"},
    "admin:tickets_limit_add": {
        "role": "agent",
        "purpose": "gesture",
        "kind": "gift",
        "currency": "SAR",
        "per_grant": "50",
        "period": "month",
    },
    "admin:tickets_webform_change": {"intro_ar": "أهلاً", "sites": "shop.example"},
}
# what is done to ticked rows, and changes something
ACTIONS = {
    "tenants_member": "remove",
    "tenants_token": "revoke",
    "tickets_mailbox": "prefer",
    "tickets_customstatus": "archive",
    "tickets_category": "archive",
    "tickets_cannedreply": "archive",
    "tickets_calendar": "archive",
    "tickets_slapolicy": "archive",
    "social_brand": "archive",
    "social_socialaccount": "pause",
}
CHANGES = [*sorted(FORMS), *(f"admin:{model}_changelist" for model in ACTIONS)]

Found = dict[str, FoundRoute]
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def found() -> Found:
    return {route.name: route for route in routes("helpdesk.urls") if route.name.startswith("admin:")}


@pytest.fixture
def everybody(zaytuna: Desk) -> Desk:
    for role in set(ROLES) - set(zaytuna.members):
        add_member(zaytuna, f"{role}@zaytuna.example", role)
    return zaytuna


@pytest.fixture
def rows(everybody: Desk) -> dict[str, Any]:
    """One row of each model, that nothing forbids to change."""
    owner = everybody.members["owner"]
    with tenant_context(everybody.tenant):
        second = type(everybody.mailbox).objects.create(address="second@zaytuna.localhost", name="Second")
        return {
            "tenants_member": everybody.members["agent"],
            "tenants_team": type(everybody.team).objects.create(name="Empty"),
            "tenants_token": Token.objects.create(name="x", member=owner, scopes=["a"], secret_hash="1", ends="1111"),
            "tenants_entry": audit.record(verb="test.sample", actor=owner),
            "tickets_mailbox": second,
            "tickets_customstatus": labels.create_status(kind="waiting", names={"en": "Post"}, by=owner),
            "tickets_cannedreply": canned.create(shortcut="hi", titles={"en": "Hi"}, bodies={"en": "Hello"}, by=owner),
            "tickets_calendar": calendars.create(name="Day", timezone="Asia/Riyadh", week=DAY, by=owner),
            "tickets_slapolicy": SlaPolicy.objects.get(channel=""),
            "social_brand": Brand.objects.create(name="Free"),
            "social_socialaccount": said.make_account(said.make_brand()),
            "tickets_promise": make_promise(make_reply(make_ticket(), owner)),
            "tickets_webform": WebForm.objects.create(intro_en="Write to us"),
            **_given(everybody),
            "tickets_category": labels.create_category(names={"en": "Delivery"}, by=owner),
        }


def _given(desk: Desk) -> dict[str, Any]:
    given = fill_recovery(make_ticket(), desk.members["agent"], desk.members["owner"]).rows
    rows = {"tickets_limit": Limit.objects.first(), "tickets_ledgerentry": LedgerEntry.objects.first()}
    return rows | {"tickets_approval": given["approvals"], "tickets_grant": given["grants"]}


def _url(route: FoundRoute, rows: dict[str, Any]) -> str:
    row = rows.get(route.name.removeprefix("admin:").rpartition("_")[0])
    return route.url({"app_label": "tenants", "object_id": str(row.pk) if row else ""})


def _posted(name: str, rows: dict[str, Any]) -> dict[str, str]:
    model = name.removeprefix("admin:").rpartition("_")[0]
    if name in FORMS:
        return FORMS[name]
    return {"action": ACTIONS.get(model, ""), "_selected_action": str(rows[model].pk), "index": "0"}


def _asked(route: FoundRoute, rows: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    yield "GET", {}
    if route.name not in FRAME:
        yield "POST", _posted(route.name, rows)
    yield "POST", {}


def _send(client: Client, method: str, url: str, fields: dict[str, str]) -> Any:
    return (client.get if method == "GET" else client.post)(url, fields)


def test_every_page_of_the_admin_is_in_the_table(found: Found) -> None:
    assert sorted(found) == ROUTES


def test_each_page_names_a_permission_of_the_role_table(found: Found, everybody: Desk) -> None:
    for name, route in found.items():
        assert everybody.members["owner"].may(route.view.permission), name


def test_no_model_leaves_its_verbs_to_flags_of_a_user() -> None:
    for model, page in site._registry.items():
        assert page.permissions["view"], model
        assert not set(page.permissions) - {"view", "add", "change", "delete"}, model


@pytest.mark.parametrize("name", ROUTES)
def test_who_may_not_gets_403_and_changes_nothing(
    name: str, found: Found, everybody: Desk, rows: dict[str, Any], browse: Browse
) -> None:
    before = snapshot(everybody)
    for role in set(ROLES) - set(MAY):
        client = browse(everybody, everybody.members[role])
        for method, fields in _asked(found[name], rows):
            assert _send(client, method, _url(found[name], rows), fields).status_code == 403, (role, method)
    assert snapshot(everybody) == before


@pytest.mark.parametrize("name", ROUTES)
def test_a_stranger_is_asked_to_sign_in_and_changes_nothing(
    name: str, found: Found, everybody: Desk, charlie: Member, tapuz: Desk, rows: dict[str, Any], browse: Browse
) -> None:
    before = snapshot(everybody)
    elsewhere = browse(tapuz, charlie)  # an owner, of another desk
    elsewhere.defaults["HTTP_HOST"] = everybody.host
    for client in (Client(headers={"host": everybody.host}), elsewhere):
        for method, fields in _asked(found[name], rows):
            response = _send(client, method, _url(found[name], rows), fields)
            assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/"), method
    assert snapshot(everybody) == before


@pytest.mark.parametrize("name", ROUTES)
def test_admins_see_every_page(name: str, found: Found, everybody: Desk, rows: dict[str, Any], browse: Browse) -> None:
    for role in MAY:
        query = {"app_label": "tenants", "model_name": "teammember", "field_name": "member"}
        client = browse(everybody, everybody.members[role])
        response = client.get(_url(found[name], rows), query if name == "admin:autocomplete" else {})
        there_is_one = name == "admin:tickets_webform_add"
        assert response.status_code == (302 if name.endswith("_history") else 403 if there_is_one else 200), role


@pytest.mark.parametrize("name", CHANGES)
def test_admins_change_what_a_form_or_an_action_says(
    name: str, found: Found, everybody: Desk, rows: dict[str, Any], browse: Browse
) -> None:
    """The control: what is refused to the others does change something."""
    for role in MAY:
        before = snapshot(everybody)
        with transaction.atomic():
            response = browse(everybody, everybody.members[role]).post(_url(found[name], rows), _posted(name, rows))
            assert response.status_code == 302, (role, response.content.decode())
            assert snapshot(everybody) != before, role
            transaction.set_rollback(True)
