"""Programs read and change working hours as the settings do."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.tickets.calendars.conftest import OFFICE
from tickets.calendars import services
from tickets.calendars.models import Calendar

pytestmark = pytest.mark.django_db
NEW = {"name": "Night", "timezone": "Asia/Riyadh", "week": {"1": [["22:00", "06:00"]]}, "country": "SA"}


@pytest.fixture
def asking(zaytuna: Desk, alice: Member, program: Callable[..., Program]) -> Program:
    return program(zaytuna, alice)


@time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
def test_a_calendar_is_made_read_and_changed(asking: Program) -> None:
    made = asking.post("/calendars/", NEW, Accept_Language="ar")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["version"], body["is_default"], body["days"], body["week"]) == (1, False, [], NEW["week"])
    assert {"date": "2027-09-23", "name": "اليوم الوطني", "hours": []} in body["holidays"]
    where = f"/calendars/{body['id']}/"
    assert made["Location"].endswith(where)
    changed = asking.patch(where, {"week": OFFICE, "timezone": "Asia/Dubai"})
    assert (changed.json()["version"], changed.json()["week"]) == (2, dict(sorted(OFFICE.items())))
    assert asking.patch(where, {"name": "Else"}, If_Match=made["ETag"]).status_code == 412
    preferred = asking.patch(where, {"is_default": True}).json()
    assert (preferred["is_default"], preferred["version"]) == (True, 2)
    assert [row["is_default"] for row in asking.get("/calendars/").json()["results"]].count(True) == 1
    for refused in ({"is_default": False}, {"archived": True}):
        answer = asking.patch(where, refused)
        assert (answer.status_code, answer.json()["code"]) == (409, "calendar_in_use")


def test_a_calendar_that_is_archived_is_found_among_the_archived(asking: Program, office: Calendar) -> None:
    where = f"/calendars/{office.pk}/"
    assert asking.patch(where, {"archived": True}).json()["archived_at"]
    assert [row["id"] for row in asking.get("/calendars/?archived=true").json()["results"]] == [str(office.pk)]
    refused = asking.patch(where, {"is_default": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "calendar_archived")
    assert asking.patch(where, {"archived": False, "is_default": True}).json()["is_default"]


@time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
def test_special_days_are_answered_with_their_calendar(asking: Program, office: Calendar) -> None:
    where = f"/calendars/{office.pk}/days/"
    ramadan = {"name": "رمضان", "first": "2027-02-08", "last": "2027-03-08", "hours": [["10:00", "16:00"]]}
    made = asking.post(where, {**ramadan, "keeps_days_off": True})
    assert made.status_code == 201, made.content
    assert made["Location"].endswith(f"/calendars/{office.pk}/")
    assert asking.get(f"/calendars/{office.pk}/")["ETag"] == made["ETag"]
    [day] = made.json()["days"]
    assert day == {"id": day["id"], **ramadan, "keeps_days_off": True}
    works = {"name": "National Day", "first": "2027-09-23", "hours": [["10:00", "12:00"]]}
    both = asking.post(where, works).json()
    assert {"date": "2027-09-23", "name": "National Day Holiday", "hours": [["10:00", "12:00"]]} in both["holidays"]
    changed = asking.patch(f"{where}{day['id']}/", {"hours": []}).json()
    assert (changed["days"][0]["hours"], changed["version"]) == ([], 4)
    assert asking.patch(f"{where}{day['id']}/", {"name": "x"}, If_Match=made["ETag"]).status_code == 412
    assert asking.delete(f"{where}{day['id']}/").status_code == 204
    assert [day["name"] for day in asking.get(f"/calendars/{office.pk}/").json()["days"]] == ["National Day"]


@pytest.mark.parametrize(
    ("method", "path", "body", "field", "code"),
    [
        ("POST", "/calendars/", {**NEW, "timezone": "Mars"}, "timezone", "unknown_timezone"),
        ("POST", "/calendars/", {**NEW, "country": "XX"}, "country", "unknown_country"),
        ("POST", "/calendars/", {**NEW, "week": {}}, "week", "never_open"),
        ("POST", "/calendars/", {**NEW, "week": {"8": []}}, "week.8", "unknown_field"),
        ("POST", "/calendars/", {**NEW, "week": {"1": [["9", "10"]]}}, "week", "invalid_hours"),
        (
            "PATCH",
            "/calendars/{pk}/",
            {"week": {"1": [["09:00", "13:00"], ["12:00", "14:00"]]}},
            "week",
            "invalid_hours",
        ),
        ("PATCH", "/calendars/{pk}/", {"timezone": ""}, "timezone", "blank"),
        ("POST", "/calendars/{pk}/days/", {"name": "x", "first": "2027-13-01"}, "first", "invalid"),
        (
            "POST",
            "/calendars/{pk}/days/",
            {"name": "x", "first": "2027-03-02", "last": "2027-03-01"},
            "last",
            "invalid_dates",
        ),
        (
            "POST",
            "/calendars/{pk}/days/",
            {"name": "x", "first": "2027-03-02", "hours": [["09:00", "09:00"]]},
            "hours",
            "invalid_hours",
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(
    zaytuna: Desk, asking: Program, office: Calendar, method: str, path: str, body: Any, field: str, code: str
) -> None:
    asking.get("/calendars/")
    before = snapshot(zaytuna)
    answer = asking.ask(method, path.format(pk=office.pk), body)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (400, field, code)
    assert snapshot(zaytuna) == before


def test_a_calendar_of_another_company_is_not_there(
    asking: Program, tapuz: Desk, charlie: Member, office: Calendar
) -> None:
    with tenant_context(tapuz.tenant):
        theirs = services.default()
        day = services.add_day(calendar=theirs, name="x", first=datetime(2027, 1, 1).date(), by=charlie)
    before = snapshot(tapuz)
    paths = (
        f"/calendars/{theirs.pk}/",
        f"/calendars/{theirs.pk}/days/{day.pk}/",
        f"/calendars/{office.pk}/days/{day.pk}/",
    )
    for path in paths:
        assert asking.patch(path, {"name": "mine"}).status_code == 404
    assert snapshot(tapuz) == before


def test_the_list_costs_the_same_for_one_and_for_many(
    zaytuna: Desk, alice: Member, asking: Program, office: Calendar, django_assert_max_num_queries: Any
) -> None:
    with tenant_context(zaytuna.tenant):
        for name in "abc":
            services.create(name=name, timezone="Asia/Riyadh", week=OFFICE, country="SA", by=alice)
    asking.get("/calendars/")
    with django_assert_max_num_queries(13):
        assert len(asking.get("/calendars/").json()["results"]) == 5
