"""The admin pages for working hours: a line a day, special days below, by the rules of the console."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tickets.calendars.models import Calendar, SpecialDay

pytestmark = pytest.mark.django_db
CALENDARS = "/admin/tickets/calendar/"
WEEK = {"name": "Night", "timezone": "Asia/Dubai", "country": "AE", "day_1": "٢٢-٦", "day_3": "9-13, 14-18"}
NO_DAYS = {"days-TOTAL_FORMS": "0", "days-INITIAL_FORMS": "0"}


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


def _day(at: int, **values: str) -> dict[str, str]:
    return {f"days-{at}-{name}": value for name, value in values.items()}


def test_a_calendar_is_made_with_a_special_day_and_both_are_remembered(zaytuna: Desk, desk: Client) -> None:
    eid = _day(0, name="عيد الفطر", first="2027-03-09", last="2027-03-11", hours="")
    sent = {**WEEK, "days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0", **eid}
    assert desk.post(f"{CALENDARS}add/", sent)["Location"] == CALENDARS
    with tenant_context(zaytuna.tenant):
        made = Calendar.objects.get(name="Night")
        assert made.week == {"1": [["22:00", "06:00"]], "3": [["09:00", "13:00"], ["14:00", "18:00"]]}
        assert (made.country, made.version, made.days.get().hours) == ("AE", 2, [])
        assert set(Entry.objects.filter(object_id=made.pk).values_list("verb", flat=True)) == {
            "calendars.create",
            "calendars.add_day",
        }


def test_special_days_are_changed_and_taken_away(zaytuna: Desk, desk: Client, office: Calendar, alice: Member) -> None:
    page = f"{CALENDARS}{office.pk}/change/"
    week = {"name": "Office", "timezone": "Asia/Riyadh", "country": "SA"}
    week |= {f"day_{day}": "09:00–13:00, 14:00–18:00" for day in (7, 1, 2, 3, 4)}
    eid = _day(0, name="Eid", first="2027-03-09", last="2027-03-11", hours="10-14")
    desk.post(page, {**week, "days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0", **eid})
    with tenant_context(zaytuna.tenant):
        day = SpecialDay.objects.get()
    known = {
        "days-TOTAL_FORMS": "1",
        "days-INITIAL_FORMS": "1",
        "days-0-id": str(day.pk),
        "days-0-calendar": str(office.pk),
    }
    assert "10:00–14:00" in desk.get(page).content.decode()
    desk.post(page, {**week, **known, **eid, "days-0-hours": "10-16"})
    with tenant_context(zaytuna.tenant):
        assert SpecialDay.objects.get().hours == [["10:00", "16:00"]]
    assert desk.post(page, {**week, **known, **eid, "days-0-DELETE": "on"}).status_code == 302
    with tenant_context(zaytuna.tenant):
        office.refresh_from_db()
        assert (SpecialDay.objects.exists(), office.version) == (False, 4)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day_1": "nine to five"}, "Write hours as"),
        ({"day_1": "22-6", "day_2": "5-9"}, "overlap"),
        ({"timezone": "Mars"}, "Select a valid choice"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"day_1": "", "day_3": ""}, "nobody is there"),
        (_day(0, name="x", first="2027-03-11", last="2027-03-09"), "ends_after_it_begins"),
        (_day(0, name="x", first="2027-03-09", last="2028-06-09"), "more than a year"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    zaytuna: Desk, desk: Client, wrong: dict[str, Any], said: str
) -> None:
    before = snapshot(zaytuna)
    sent = {**WEEK, "days-TOTAL_FORMS": str(int("days-0-name" in wrong)), "days-INITIAL_FORMS": "0", **wrong}
    page = desk.post(f"{CALENDARS}add/", sent, follow=True).content.decode()
    assert said in page
    assert snapshot(zaytuna) == before


def test_the_default_is_chosen_by_an_action_and_is_not_archived(zaytuna: Desk, desk: Client, office: Calendar) -> None:
    ticked = {"_selected_action": str(office.pk), "index": "0"}
    desk.post(CALENDARS, {"action": "prefer", **ticked})
    page = desk.post(CALENDARS, {"action": "archive", **ticked}, follow=True).content.decode()
    assert "Make another one the default first" in page
    with tenant_context(zaytuna.tenant):
        office.refresh_from_db()
    assert (office.is_default, office.archived_at) == (True, None)
