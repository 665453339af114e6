"""The settings pages: a week is written as a line a day, special days and holidays stand below it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tickets.calendars import services
from tickets.calendars.models import Calendar, SpecialDay

pytestmark = pytest.mark.django_db
LIST = "/settings/hours/"
WEEK = {"name": "Night", "timezone": "Asia/Dubai", "country": "AE", "day_7": "٢٢-٦", "day_3": "9-13, 14-18"}
PREAMBLE = 7
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def client(zaytuna: Desk, alice: Member, browse: Browse) -> Client:
    return browse(zaytuna, alice)


@pytest.fixture(autouse=True)
def _sunday() -> Any:
    """Noon in Riyadh, on a working day."""
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False):
        yield


def _day(zaytuna: Desk, office: Calendar, alice: Member, **values: Any) -> SpecialDay:
    with tenant_context(zaytuna.tenant):
        return services.add_day(
            **{"calendar": office, "name": "Eid", "first": date(2027, 3, 9), "last": date(2027, 3, 11), **values},
            by=alice,
        )


def test_the_list_says_who_is_there_now_and_when_others_will_be(
    zaytuna: Desk, alice: Member, office: Calendar, client: Client
) -> None:
    with tenant_context(zaytuna.tenant):
        services.create(name="Night", timezone="Asia/Riyadh", week={"7": [["22:00", "02:00"]]}, by=alice)
    _day(zaytuna, office, alice)
    dials = BeautifulSoup(client.get(LIST).content, "lxml").select(".dial")
    texts = {dial.h2.span.text: dial.get_text(" ", strip=True) for dial in dials if dial.h2 and dial.h2.span}
    assert "open now" in texts["Office"]
    assert "closed on the public holidays of Saudi Arabia" in texts["Office"]
    assert "Sunday 09:00–13:00, 14:00–18:00" in texts["Office"]
    assert "Eid Tue 9 Mar 2027 – Thu 11 Mar 2027 · closed" in texts["Office"]
    assert "opens 22:00" in texts["Night"]
    assert "default" in texts["Working hours"]


def test_a_lead_reads_and_changes_nothing(zaytuna: Desk, office: Calendar, browse: Browse) -> None:
    lead = browse(zaytuna, add_member(zaytuna, "lead@zaytuna.example", "lead"))
    page = lead.get(LIST).content.decode()
    assert "Office" in page
    assert "/archival/" not in page
    assert str(office.pk) not in page.replace(f"calendar-{office.pk}", "")


def test_a_desk_that_has_none_finds_its_default(zaytuna: Desk, client: Client, settings: Any) -> None:
    assert "Working hours" in client.get(LIST).content.decode()
    with tenant_context(zaytuna.tenant):
        assert Calendar.objects.get().is_default


def test_a_new_calendar_begins_with_the_defaults_hours_and_is_written_in_any_digits(
    zaytuna: Desk, client: Client
) -> None:
    assert "00:00–24:00" in client.get(f"{LIST}new/").content.decode()
    answer = client.post(f"{LIST}new/", WEEK)
    with tenant_context(zaytuna.tenant):
        made = Calendar.objects.get(name="Night")
    assert answer["Location"] == f"{LIST}{made.pk}/"
    assert made.week == {"7": [["22:00", "06:00"]], "3": [["09:00", "13:00"], ["14:00", "18:00"]]}
    assert (made.timezone, made.country) == ("Asia/Dubai", "AE")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"day_3": "nine to five"}, "id_day_3_error", "Write hours as"),
        ({"day_3": "9-13, 12-18"}, "id_day_3_error", "overlap"),
        ({"day_1": "5-9"}, "id_day_1_error", "overlap"),
        ({"day_3": "9-25"}, "id_day_3_error", "between 00:00 and 24:00"),
        ({"timezone": "Mars"}, "id_timezone_error", "valid choice"),
        ({"name": ""}, "id_name_error", "required"),
        ({"day_7": "", "day_3": ""}, "", "nobody is there"),
    ],
)
def test_what_is_wrong_stands_beside_its_day_and_nothing_is_kept(
    zaytuna: Desk, office: Calendar, client: Client, wrong: dict[str, str], field: str, said: str
) -> None:
    before = snapshot(zaytuna)
    for url in (f"{LIST}new/", f"{LIST}{office.pk}/"):
        answer = client.post(url, {**WEEK, **wrong})
        page = BeautifulSoup(answer.content, "lxml")
        told = page.find(id=field) if field else page.select_one(".notices")
        assert answer.status_code == 422
        assert told is not None
        assert said in told.text
        for name, text in wrong.items():
            if name.startswith("day_"):
                assert page.find(id=f"id_{name}")["value"] == text if text else True
    assert snapshot(zaytuna) == before


def test_the_week_is_changed(zaytuna: Desk, office: Calendar, client: Client) -> None:
    assert client.post(f"{LIST}{office.pk}/", WEEK)["Location"] == f"{LIST}{office.pk}/"
    with tenant_context(zaytuna.tenant):
        office.refresh_from_db()
    assert (office.name, office.version, office.country) == ("Night", 2, "AE")


def test_what_moves_through_the_year_is_offered_filled_in_until_it_is_kept(
    zaytuna: Desk, office: Calendar, client: Client
) -> None:
    page = BeautifulSoup(client.get(f"{LIST}{office.pk}/").content, "lxml")
    [link] = [a for a in page.find_all("a") if "Ramadan" in a.text]
    form = BeautifulSoup(client.get(link["href"]).content, "lxml")
    filled = {name: form.find(id=f"id_{name}").get("value") for name in ("name", "first", "last", "hours")}
    assert filled == {"name": "Ramadan", "first": "2027-02-08", "last": "2027-03-08", "hours": "10:00–16:00"}
    assert form.find(id="id_keeps_days_off").has_attr("checked")
    assert client.post(link["href"], {**filled, "keeps_days_off": "on"})["Location"] == f"{LIST}{office.pk}/"
    with tenant_context(zaytuna.tenant):
        kept = SpecialDay.objects.get()
    assert (kept.last, kept.hours, kept.keeps_days_off) == (date(2027, 3, 8), [["10:00", "16:00"]], True)
    page = BeautifulSoup(client.get(f"{LIST}{office.pk}/").content, "lxml")
    assert not [a for a in page.find_all("a") if "Set hours" in a.text and "Ramadan" in a.text]


def test_hol_hamoed_is_offered_in_israel_only(zaytuna: Desk, office: Calendar, client: Client) -> None:
    assert "Sukkot" not in client.get(f"{LIST}{office.pk}/").content.decode()
    with tenant_context(zaytuna.tenant):
        Calendar.objects.filter(pk=office.pk).update(country="", timezone="Asia/Jerusalem")
    page = client.get(f"{LIST}{office.pk}/").content.decode()
    assert "Hol HaMoed Sukkot" in page
    assert "Ramadan" in page


def test_holidays_are_named_in_the_readers_language_and_may_be_worked_on(
    zaytuna: Desk, alice: Member, office: Calendar, client: Client
) -> None:
    with tenant_context(zaytuna.tenant):
        User.objects.filter(pk=alice.user_id).update(language="ar")
    page = BeautifulSoup(client.get(f"{LIST}{office.pk}/").content, "lxml")
    [row] = [row for row in page.select("tbody tr") if "اليوم الوطني" in row.text]
    assert client.post(row.a["href"], {"name": "عمل", "first": "2027-09-23", "hours": "9-12"}).status_code == 302
    page = BeautifulSoup(client.get(f"{LIST}{office.pk}/").content, "lxml")
    [row] = [row for row in page.select("tbody tr") if "اليوم الوطني" in row.text]
    assert "09:00–12:00" in row.text
    assert row.a is None


def test_a_special_day_is_changed_and_removed(zaytuna: Desk, alice: Member, office: Calendar, client: Client) -> None:
    day = _day(zaytuna, office, alice)
    url = f"{LIST}{office.pk}/days/{day.pk}/"
    assert 'value="2027-03-11"' in client.get(url).content.decode()
    client.post(url, {"name": "Eid", "first": "2027-03-10", "last": "", "hours": "10-14"})
    with tenant_context(zaytuna.tenant):
        day.refresh_from_db()
    assert (day.first, day.last, day.hours) == (date(2027, 3, 10), date(2027, 3, 10), [["10:00", "14:00"]])
    wrong = client.post(url, {"name": "Eid", "first": "2027-03-10", "last": "2027-03-09"})
    assert (wrong.status_code, "comes before the first" in wrong.content.decode()) == (422, True)
    assert client.post(f"{url}removal/")["Location"] == f"{LIST}{office.pk}/"
    with tenant_context(zaytuna.tenant):
        assert not SpecialDay.objects.exists()


def test_another_default_is_chosen_and_what_is_not_the_default_is_archived(
    zaytuna: Desk, office: Calendar, client: Client
) -> None:
    with tenant_context(zaytuna.tenant):
        old = services.default()
    client.post(f"{LIST}{office.pk}/default/")
    refused = client.post(f"{LIST}{office.pk}/archival/", follow=True).content.decode()
    assert "Make another one the default first" in refused
    client.post(f"{LIST}{old.pk}/archival/")
    page = client.get(LIST).content.decode()
    assert f"{old.pk}/restoration/" in page
    client.post(f"{LIST}{old.pk}/restoration/")
    with tenant_context(zaytuna.tenant):
        assert services.default() == office
        assert not Calendar.objects.filter(archived_at__isnull=False).exists()


def test_nobody_else_reaches_them(
    zaytuna: Desk, tapuz: Desk, charlie: Member, office: Calendar, alice: Member, browse: Browse
) -> None:
    day = _day(zaytuna, office, alice)
    before = snapshot(zaytuna)
    stranger = browse(tapuz, charlie)
    for path in ("", "default/", "archival/", "days/new/", f"days/{day.pk}/", f"days/{day.pk}/removal/"):
        assert stranger.post(f"{LIST}{office.pk}/{path}", WEEK).status_code == 404
    assert snapshot(zaytuna) == before


def test_pages_cost_the_same_for_one_and_for_many(
    zaytuna: Desk,
    alice: Member,
    office: Calendar,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for month in range(1, 9):
        _day(zaytuna, office, alice, first=date(2027, month, 1), last=None)
    with tenant_context(zaytuna.tenant):
        for name in "abc":
            services.create(name=name, timezone="Asia/Riyadh", week=office.week, country="SA", by=alice)
    client.get(LIST)
    with django_assert_max_num_queries(PREAMBLE + 7):
        client.get(LIST)
    with django_assert_max_num_queries(PREAMBLE + 6):
        client.get(f"{LIST}{office.pk}/")
