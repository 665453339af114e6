from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import translation
from django.utils.translation import pgettext

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tenants.isolation.models import Tenant
from tenants.membership.models import Team
from tenants.tenancy.models import Company
from tickets.calendars import holidays, registry, selectors, timetable
from tickets.calendars.errors import (
    BadDates,
    BadHours,
    CalendarArchived,
    DefaultStays,
    TooManyCalendars,
    TooManyDays,
    UnknownCountry,
    UnknownZone,
)
from tickets.calendars.models import Calendar, SpecialDay
from tickets.calendars.timetable import Week, Written

MOST, MOST_DAYS, LONGEST_SPECIAL = 100, 200, 366
_REST_OF_THE_DAY = "23:59"  # what a company is told to write for midnight


@transaction.atomic
def create(*, name: str, timezone: str, week: Mapping[str, Any], country: str = "", by: Actor) -> Calendar:
    """Hours of a company beside its default ones.

    Raises BadHours, NeverOpen, UnknownZone, UnknownCountry, TooManyCalendars.

    `week` holds intervals by ISO weekday, as `Calendar.week`; `country` gives the public holidays, "" none.
    """
    default()  # there is always one
    _check_number()
    calendar = Calendar(name=name.strip())
    _set(calendar, timezone, week, country)
    calendar.save()
    _check_open(calendar)
    _record("create", calendar, by, after=_facts(calendar))
    return calendar


@transaction.atomic
def change(
    *,
    calendar: Calendar,
    name: str | None = None,
    timezone: str | None = None,
    week: Mapping[str, Any] | None = None,
    country: str | None = None,
    by: Actor,
) -> Calendar:
    """What is None stays. Raises BadHours, NeverOpen, UnknownZone, UnknownCountry."""
    calendar = lock(calendar)
    before = _facts(calendar)
    calendar.name = calendar.name if name is None else name.strip()
    _set(
        calendar,
        calendar.timezone if timezone is None else timezone,
        calendar.week if week is None else week,
        calendar.country if country is None else country,
    )
    after = _facts(calendar)
    changed = [key for key in after if before[key] != after[key]]
    if changed:
        calendar.save(update_fields=["name", "timezone", "week", "country"])
        old, new = ({key: facts[key] for key in changed} for facts in (before, after))
        _record("change", calendar, by, before=old, after=new)
    if set(changed) - {"name"}:
        _rise(calendar)
    return calendar


@transaction.atomic
def add_day(
    *,
    calendar: Calendar,
    name: str,
    first: date,
    last: date | None = None,
    hours: Any = (),
    keeps_days_off: bool = False,
    by: Actor,
) -> SpecialDay:
    """Other hours from `first` to `last`; none is closed. Raises BadHours, BadDates, TooManyDays, NeverOpen."""
    calendar = lock(calendar)
    if SpecialDay.objects.filter(calendar=calendar).count() >= MOST_DAYS:
        raise TooManyDays
    day = SpecialDay(calendar=calendar)
    _set_day(day, name, first, first if last is None else last, hours, keeps_days_off)
    day.save()
    _record("add_day", calendar, by, after=_day_facts(day))
    _rise(calendar)
    return day


@transaction.atomic
def change_day(
    *,
    day: SpecialDay,
    name: str | None = None,
    first: date | None = None,
    last: date | None = None,
    hours: Any = None,
    keeps_days_off: bool | None = None,
    by: Actor,
) -> SpecialDay:
    """What is None stays. Raises BadHours, BadDates, NeverOpen."""
    calendar = lock(day.calendar)
    day = SpecialDay.objects.get(pk=day.pk)
    before = _day_facts(day)
    _set_day(
        day,
        day.name if name is None else name,
        day.first if first is None else first,
        day.last if last is None else last,
        day.hours if hours is None else hours,
        day.keeps_days_off if keeps_days_off is None else keeps_days_off,
    )
    after = _day_facts(day)
    if after != before:
        day.save()
        _record("change_day", calendar, by, before=before, after=after)
        _rise(calendar)
    return day


@transaction.atomic
def remove_day(*, day: SpecialDay, by: Actor) -> Calendar:
    """The week holds again on these days. Raises NeverOpen."""
    calendar = lock(day.calendar)
    found = SpecialDay.objects.filter(pk=day.pk).first()
    if found is not None:
        _record("remove_day", calendar, by, before=_day_facts(found))
        found.delete()
        _rise(calendar)
    return calendar


@transaction.atomic
def prefer(*, calendar: Calendar, by: Actor) -> Calendar:
    """Make it the company's default. Raises CalendarArchived."""
    everyone = {row.pk: row for row in Calendar.objects.select_for_update().order_by("id")}  # in one order
    calendar, before = everyone[calendar.pk], next((row for row in everyone.values() if row.is_default), None)
    if calendar.archived_at is not None:
        raise CalendarArchived
    if not calendar.is_default:
        Calendar.objects.filter(is_default=True).update(is_default=False)
        calendar.is_default = True
        calendar.save(update_fields=["is_default"])
        _record("prefer", calendar, by, before={"default": str(before or "")}, after={"default": calendar.name})
    return calendar


@transaction.atomic
def archive(*, calendar: Calendar, by: Actor) -> Calendar:
    """Offer it no more; what reckons by it goes on. Raises DefaultStays."""
    calendar = lock(calendar)
    if calendar.is_default:
        raise DefaultStays
    if calendar.archived_at is None:
        calendar.archived_at = clock.now()
        calendar.save(update_fields=["archived_at"])
        _record("archive", calendar, by)
    return calendar


@transaction.atomic
def restore(*, calendar: Calendar, by: Actor) -> Calendar:
    """Offer it again. Raises TooManyCalendars."""
    calendar = lock(calendar)
    if calendar.archived_at is not None:
        _check_number()
        calendar.archived_at = None
        calendar.save(update_fields=["archived_at"])
        _record("restore", calendar, by)
    return calendar


@transaction.atomic(savepoint=False)
def default() -> Calendar:
    """The company's default hours; made of what it said at sign-up when there are none yet."""
    found = Calendar.objects.filter(is_default=True).first()
    return found or _made_of(Company.objects.get())


@transaction.atomic
def set_up(tenant: Tenant, company: Company, team: Team) -> None:
    """The hours of a new desk."""
    _made_of(company)


def lock(calendar: Calendar) -> Calendar:
    """The calendar as it is now, held to the end of the transaction; `hours_before` are its hours until it changes."""
    locked = Calendar.objects.select_for_update().get(pk=calendar.pk)
    locked.hours_before = selectors.hours(locked)
    return locked


def _made_of(company: Company) -> Calendar:
    with translation.override(company.language):
        name = pgettext("name of the first calendar", "Our hours")
    calendar, is_new = Calendar.objects.get_or_create(  # another process may be first
        is_default=True,
        defaults={
            "name": name,
            "timezone": company.timezone,
            "week": _week_of(company),
            "country": company.country if company.country in holidays.known() and company.opens_at else "",
        },
    )
    if is_new:
        _record("create", calendar, None, after=_facts(calendar))
    return calendar


def _week_of(company: Company) -> Week:
    """Around the clock unless the company has said when somebody is there."""
    if company.opens_at is None or company.closes_at is None:
        return {str(day): [["00:00", "24:00"]] for day in timetable.DAYS}
    opens, closes = f"{company.opens_at:%H:%M}", f"{company.closes_at:%H:%M}"
    closes = "24:00" if closes == _REST_OF_THE_DAY else closes
    days = [day for day in timetable.DAYS if day not in company.weekend_days]
    return timetable.tidy({str(day): [[opens, closes]] for day in days or timetable.DAYS})


def _set(calendar: Calendar, timezone: str, week: Mapping[str, Any], country: str) -> None:
    if timezone not in _zones():
        raise UnknownZone
    if country and country not in holidays.known():
        raise UnknownCountry
    calendar.timezone, calendar.week, calendar.country = timezone, timetable.tidy(week), country


@cache
def _zones() -> set[str]:
    return available_timezones()


def _set_day(day: SpecialDay, name: str, first: date, last: date, hours: Any, keeps_days_off: bool) -> None:
    if not 0 <= (last - first).days <= LONGEST_SPECIAL:
        raise BadDates
    try:
        day.hours = timetable.shown(timetable.spans(hours))
    except BadHours as wrong:
        wrong.field = "hours"
        raise
    day.name, day.first, day.last, day.keeps_days_off = name.strip(), first, last, keeps_days_off


def _rise(calendar: Calendar) -> None:
    """A new version of the hours: whoever reckons with them is told."""
    _check_open(calendar)
    calendar.version += 1
    calendar.save(update_fields=["version"])
    selectors.unsettle(calendar)
    transaction.on_commit(lambda: selectors.settle(calendar))
    registry.tell(calendar)


def _check_number() -> None:
    """Whether there may be one more. Two who would each add the last one wait for one another."""
    Company.objects.select_for_update(no_key=True).get()
    if Calendar.objects.filter(archived_at__isnull=True).count() >= MOST:
        raise TooManyCalendars


def _check_open(calendar: Calendar) -> None:
    now = clock.now()
    selectors.read(calendar, now.year).check(now)


def _facts(calendar: Calendar) -> dict[str, Any]:
    week = {day: timetable.line(hours) for day, hours in calendar.week.items()}
    return {"name": calendar.name, "timezone": calendar.timezone, "week": week, "country": calendar.country}


def _day_facts(day: SpecialDay) -> dict[str, Any]:
    hours: Written = day.hours
    return {
        "name": day.name,
        "first": day.first.isoformat(),
        "last": day.last.isoformat(),
        "hours": timetable.line(hours),
        "keeps_days_off": day.keeps_days_off,
    }


def _record(
    verb: str,
    calendar: Calendar,
    by: Actor | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        verb=f"calendars.{verb}",
        actor=by,
        object_label=calendar.name,
        object_id=calendar.pk,
        before=before,
        after=after,
    )
