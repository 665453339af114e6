"""Calendars are made, changed, preferred and archived; whoever reckons with them is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import Http404

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.signup.services import Founder, open_company
from tenants.tenancy.models import Company
from tenants.tenancy.services import Beginning, begin
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.tenants.signup.conftest import beginning as beginning
from tests.tenants.signup.conftest import lina as lina
from tests.tickets.calendars.conftest import OFFICE
from tickets.calendars import registry, selectors, services
from tickets.calendars.errors import (
    BadDates,
    BadHours,
    CalendarArchived,
    DefaultStays,
    NeverOpen,
    TooManyCalendars,
    TooManyDays,
    UnknownCountry,
    UnknownZone,
)
from tickets.calendars.models import Calendar, SpecialDay

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {"name": "Night", "timezone": "Asia/Dubai", "week": {"1": [["22:00", "06:00"]]}, "country": "AE"}


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What waits for the commit, done at the end of the block."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    heard: list[tuple[str, int]] = []
    listen = {"test": lambda calendar: heard.append((calendar.name, calendar.version))}
    monkeypatch.setattr(registry.listeners, "_entries", listen)
    return heard


@pytest.fixture
def bare(db: None) -> Iterator[Company]:
    """The settings of a company that has no calendar yet."""
    with tenant_context(Tenant.objects.create(slug="bare")):
        yield begin(beginning=Beginning("Bare", "SA", "en", ["en"]))


def test_a_desk_that_said_nothing_is_there_around_the_clock(bare: Company) -> None:
    made = services.default()
    assert (made.is_default, made.timezone, made.country, len(made.week)) == (True, "Asia/Riyadh", "", 7)
    assert made.name == "Our hours"  # never the name of the field that it stands in
    assert services.default().pk == made.pk
    at = datetime(2026, 11, 27, 1, tzinfo=UTC)
    assert selectors.hours(made).add(at, 3600).hour == 2
    assert Entry.objects.get(verb="calendars.create").actor_label == "system"


@pytest.mark.parametrize(("closes", "kept"), [(time(18), "18:00"), (time(23, 59), "24:00")])
def test_a_desk_has_the_hours_weekend_and_holidays_of_its_sign_up(bare: Company, closes: time, kept: str) -> None:
    Company.objects.update(opens_at=time(9), closes_at=closes)
    made = services.default()
    assert made.week == {str(day): [["09:00", kept]] for day in (1, 2, 3, 4, 7)}
    assert (made.country, made.timezone) == ("SA", "Asia/Riyadh")


def test_a_new_desk_has_its_hours_when_it_opens(beginning: Beginning, lina: Founder) -> None:
    hours = {"opens_at": time(8), "closes_at": time(16)}
    opening = open_company(slug="noor", beginning=replace(beginning, **hours), founder=lina)
    with tenant_context(opening.tenant):
        made = Calendar.objects.get()
    assert (made.is_default, made.timezone, made.week["7"]) == (True, "Africa/Cairo", [["08:00", "16:00"]])


def test_a_calendar_is_made_with_its_hours_tidied_and_remembered(inside: Desk, alice: Member) -> None:
    made = services.create(**{**GOOD, "week": {"1": [["22:00", "06:00"], ["9:00", "12:00"]], "2": []}}, by=alice)
    made.refresh_from_db()
    assert made.week == {"1": [["09:00", "12:00"], ["22:00", "06:00"]]}
    assert (made.version, made.is_default, services.default().pk != made.pk) == (1, False, True)
    entry = Entry.objects.get(verb="calendars.create", object_id=made.pk)
    assert (entry.actor_id, entry.after["week"]) == (alice.pk, {"1": "09:00–12:00, 22:00–06:00"})


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"timezone": "Mars/Olympus"}, UnknownZone),
        ({"country": "XX"}, UnknownCountry),
        ({"week": {"1": [["09:00", "13:00"], ["12:00", "18:00"]]}}, BadHours),
        ({"week": {}}, NeverOpen),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(
    inside: Desk, alice: Member, office: Calendar, told: list[Any], wrong: dict[str, Any], error: type[Exception]
) -> None:
    before = snapshot(inside)
    with pytest.raises(error):
        services.create(**{**GOOD, **wrong}, by=alice)
    with pytest.raises(error):
        services.change(calendar=office, **wrong, by=alice)
    assert (snapshot(inside), told) == (before, [])


def test_other_hours_are_a_new_version_and_a_new_name_is_none(
    inside: Desk, alice: Member, office: Calendar, told: list[Any]
) -> None:
    services.change(calendar=office, name="Head office", by=alice)
    services.change(calendar=office, name="Head office", week=OFFICE, by=alice)
    assert told == []
    changed = services.change(calendar=office, week={"1": [["10:00", "16:00"]]}, by=alice)
    assert (changed.version, told) == (2, [("Head office", 2)])
    renamed, other = Entry.objects.filter(verb="calendars.change").order_by("created_at", "id")
    assert (renamed.before, renamed.after) == ({"name": "Office"}, {"name": "Head office"})
    assert other.after == {"week": {"1": "10:00–16:00"}}


def test_special_days_are_added_changed_and_removed_each_a_new_version(
    inside: Desk, alice: Member, office: Calendar, told: list[Any]
) -> None:
    day = services.add_day(
        calendar=office, name="Ramadan", first=date(2027, 2, 8), last=date(2027, 3, 8), hours=[["10:00", "16:00"]],
        keeps_days_off=True, by=alice,
    )  # fmt: skip
    noon = datetime(2027, 2, 9, 14, tzinfo=UTC)  # 17:00 in Riyadh
    assert not selectors.hours(services.lock(office)).is_open(noon)
    services.change_day(day=day, hours=[["10:00", "18:00"]], by=alice)
    assert selectors.hours(services.lock(office)).is_open(noon)
    services.change_day(day=day, hours=[["10:00", "18:00"]], by=alice)  # nothing new
    services.remove_day(day=day, by=alice)
    services.remove_day(day=day, by=alice)  # gone already
    assert not SpecialDay.objects.exists()
    assert [version for _name, version in told] == [2, 3, 4]
    verbs = Entry.objects.filter(object_id=office.pk).order_by("created_at", "id").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in verbs] == ["create", "add_day", "change_day", "remove_day"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"last": date(2026, 11, 30)}, BadDates),
        ({"last": date(2028, 1, 1)}, BadDates),
        ({"hours": [["09:00", "09:00"]]}, BadHours),
    ],
)
def test_a_wrong_special_day_is_refused_and_nothing_is_kept(
    inside: Desk, alice: Member, office: Calendar, told: list[Any], wrong: dict[str, Any], error: type[Exception]
) -> None:
    day = services.add_day(calendar=office, name="x", first=date(2026, 12, 1), by=alice)
    before, heard = snapshot(inside), list(told)
    with pytest.raises(error):
        services.add_day(**{"calendar": office, "name": "x", "first": date(2026, 12, 1), "by": alice, **wrong})
    with pytest.raises(error):
        services.change_day(**{"day": day, "by": alice, **wrong})
    assert (snapshot(inside), told) == (before, heard)


def test_a_company_cannot_close_for_more_than_a_year(inside: Desk, alice: Member, office: Calendar) -> None:
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False):
        services.add_day(calendar=office, name="x", first=date(2026, 11, 1), last=date(2027, 11, 1), by=alice)
        before = snapshot(inside)
        with pytest.raises(NeverOpen):
            services.add_day(calendar=office, name="y", first=date(2027, 11, 2), last=date(2028, 11, 1), by=alice)
    assert snapshot(inside) == before


def test_nor_can_it_do_so_from_tomorrow_on(inside: Desk, alice: Member, office: Calendar) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False):
        services.add_day(calendar=office, name="x", first=date(2026, 11, 23), last=date(2027, 9, 18), by=alice)
        before = snapshot(inside)
        with pytest.raises(NeverOpen):
            services.add_day(calendar=office, name="y", first=date(2027, 9, 19), last=date(2028, 7, 14), by=alice)
    assert snapshot(inside) == before


def test_special_days_are_bounded(
    inside: Desk, alice: Member, office: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_DAYS", 1)
    services.add_day(calendar=office, name="x", first=date(2026, 12, 1), by=alice)
    with pytest.raises(TooManyDays):
        services.add_day(calendar=office, name="y", first=date(2026, 12, 2), by=alice)
    assert SpecialDay.objects.count() == 1


def test_calendars_that_are_offered_are_bounded(
    inside: Desk, alice: Member, office: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST", 3)
    third = services.create(**GOOD, by=alice)
    before = snapshot(inside)
    with pytest.raises(TooManyCalendars):
        services.create(**GOOD, by=alice)
    assert snapshot(inside) == before
    services.archive(calendar=third, by=alice)
    services.create(**GOOD, by=alice)
    with pytest.raises(TooManyCalendars):
        services.restore(calendar=third, by=alice)
    assert Calendar.objects.filter(archived_at__isnull=True).count() == 3


def test_of_two_special_days_the_later_one_counts_and_of_two_that_begin_together_the_shorter(
    inside: Desk, alice: Member, office: Calendar
) -> None:
    for first, last, opens in ((6, 12, "11:00"), (7, 9, "12:00"), (6, 6, "13:00")):
        services.add_day(
            calendar=office, name="x", first=date(2026, 12, first), last=date(2026, 12, last),
            hours=[[opens, "20:00"]], by=alice,
        )  # fmt: skip
    hours = selectors.hours(services.lock(office))
    opens = [hours.on(date(2026, 12, day))[0][0] // 60 for day in range(5, 14) if hours.on(date(2026, 12, day))]
    assert opens == [13, 12, 12, 12, 11, 11, 11, 9]  # Saturday the 5th is closed


def test_a_public_holiday_is_closed_unless_a_special_day_says_otherwise(
    inside: Desk, alice: Member, office: Calendar
) -> None:
    noon = datetime(2027, 9, 23, 7, tzinfo=UTC)  # National Day, a Thursday
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False):
        assert not selectors.hours(office).is_open(noon)
        services.add_day(calendar=office, name="x", first=noon.date(), hours=[["10:00", "12:00"]], by=alice)
        assert selectors.hours(services.lock(office)).is_open(noon)


def test_another_default_is_chosen_and_stays_offered(inside: Desk, alice: Member, office: Calendar) -> None:
    old = services.default()
    services.prefer(calendar=office, by=alice)
    services.prefer(calendar=office, by=alice)
    assert services.default().pk == office.pk
    assert Entry.objects.filter(verb="calendars.prefer").count() == 1
    with pytest.raises(DefaultStays):
        services.archive(calendar=office, by=alice)
    services.archive(calendar=old, by=alice)
    with pytest.raises(CalendarArchived):
        services.prefer(calendar=old, by=alice)
    assert services.default().pk == office.pk
    services.restore(calendar=old, by=alice)
    assert services.prefer(calendar=old, by=alice).is_default
    assert Calendar.objects.filter(is_default=True).count() == 1


def test_hours_are_read_once_for_a_version(
    inside: Desk,
    alice: Member,
    office: Calendar,
    django_assert_num_queries: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = selectors.hours(office)
    with django_assert_num_queries(0):
        assert selectors.hours(office) is first
    with django_capture_on_commit_callbacks(execute=True):
        services.add_day(calendar=office, name="x", first=date(2026, 12, 1), by=alice)
    second = selectors.hours(services.lock(office))
    assert (second is first, second == first) == (False, False)
    assert selectors.hours(services.lock(office)) is second
    with time_machine.travel(datetime(2028, 1, 1, tzinfo=UTC), tick=False):
        assert selectors.hours(services.lock(office)) is not second  # other years of holidays


def test_hours_of_a_change_that_was_rolled_back_are_not_taken_for_the_next_one(
    inside: Desk, alice: Member, office: Calendar, committed: Any
) -> None:
    with transaction.atomic():
        changed = services.change(calendar=office, week={"1": [["01:00", "02:00"]]}, by=alice)
        assert selectors.hours(changed).week[0] == ((60, 120),)
        transaction.set_rollback(True)
    with committed(execute=True):
        again = services.change(calendar=office, week={"1": [["03:00", "04:00"]]}, by=alice)
    assert again.version == changed.version
    assert selectors.hours(again).week[0] == ((180, 240),)


def test_a_stranger_finds_no_calendar(
    zaytuna: Desk, bob: Member, charlie: Member, tapuz: Desk, office: Calendar
) -> None:
    lead = add_member(zaytuna, "lead@zaytuna.example", "lead")
    with tenant_context(zaytuna.tenant):
        assert selectors.get_for(lead, pk=office.pk) == office
        with pytest.raises(Http404):
            selectors.get_for(bob, pk=office.pk)
    with tenant_context(tapuz.tenant), pytest.raises(Http404):
        selectors.get_for(charlie, pk=office.pk)
