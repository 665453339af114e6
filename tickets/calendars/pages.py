"""The settings pages of working hours: all calendars, one with its special days and holidays, one special day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import clock
from helpdesk.web.clock import dated
from tenants.membership.models import Member
from tenants.tenancy import labels
from tenants.tenancy.countries import COUNTRIES
from tickets.calendars import holidays, selectors, timetable
from tickets.calendars.errors import NeverOpen
from tickets.calendars.forms import ORDER, CalendarForm, DayForm
from tickets.calendars.holidays import Coming, Occasion
from tickets.calendars.models import Calendar, SpecialDay
from tickets.calendars.selectors import Holiday
from tickets.calendars.timetable import Written

NAMES: dict[Occasion, str | Promise] = {
    Occasion.RAMADAN: _("Ramadan"),
    Occasion.EID_AL_FITR: _("Eid al-Fitr"),
    Occasion.EID_AL_ADHA: _("Eid al-Adha"),
    Occasion.PESACH: _("Hol HaMoed Pesach"),
    Occasion.SUKKOT: _("Hol HaMoed Sukkot"),
}
AT_HOME = {Occasion.PESACH: "IL", Occasion.SUKKOT: "IL"}  # offered to nobody else
HOURS: dict[Occasion, Written] = {  # what is proposed; the others are closed
    Occasion.RAMADAN: [["10:00", "16:00"]],
    Occasion.PESACH: [["09:00", "13:00"]],
    Occasion.SUKKOT: [["09:00", "13:00"]],
}


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar in the list. `opens` is when somebody is there next, None when somebody is there now."""

    calendar: Calendar
    place: str
    country: str
    week: Sequence[tuple[str, str]]
    days: Sequence[DayRow]
    is_open: bool
    opens: datetime | None


@dataclass(frozen=True, slots=True)
class DayRow:
    """A special day or several; `last` is empty for one. `hours` is empty when it is closed."""

    day: SpecialDay
    first: str
    last: str
    hours: str


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A public holiday. `hours` is empty when it is closed; `query` opens a form filled in for it."""

    holiday: Holiday
    day: str
    hours: str
    query: str


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """Days that move through the year, with the query that opens a form filled in for them."""

    name: str
    first: str
    last: str
    is_estimated: bool
    query: str


def listed(viewer: Member) -> dict[str, Any]:
    rows = [_row(calendar) for calendar in selectors.visible_to(viewer)]
    return {
        **_frame(),
        "rows": [row for row in rows if row.calendar.archived_at is None],
        "archived": [row.calendar for row in rows if row.calendar.archived_at is not None],
        "may_change": viewer.may("calendars.change"),
    }


def edited(form: CalendarForm, calendar: Calendar | None = None) -> dict[str, Any]:
    """A new calendar has no special days yet."""
    if calendar is None:
        return {**_frame(), "form": form}
    today = selectors.today_of(calendar)
    days = list(calendar.days.all())
    return {
        **_frame(),
        "form": form,
        "calendar": calendar,
        "days": [_day_row(day) for day in days if day.last >= today],
        "past": [_day_row(day) for day in days if day.last < today],
        "occasions": [
            _occasion(one)
            for one in holidays.coming(today)
            if _is_kept_in(calendar, one.occasion) and not _is_settled(one, days)
        ],
        "holidays": [_holiday(calendar, one) for one in selectors.holidays_to_come(calendar)],
    }


def edited_day(form: DayForm, calendar: Calendar, day: SpecialDay | None = None) -> dict[str, Any]:
    return {**_frame(), "form": form, "calendar": calendar, "day": day}


def _frame() -> dict[str, Any]:
    return {"here": "settings", "door": "hours"}


def _row(calendar: Calendar) -> CalendarRow:
    hours, now, today = selectors.hours(calendar), clock.now(), selectors.today_of(calendar)
    try:
        opens = hours.next_open(now)
    except NeverOpen:
        opens = None
    return CalendarRow(
        calendar=calendar,
        place=dict(labels.timezones()).get(calendar.timezone, calendar.timezone),
        country=dict(labels.countries()).get(calendar.country, calendar.country),
        week=[(str(WEEKDAYS[day - 1]), timetable.line(calendar.week.get(str(day), []))) for day in ORDER],
        days=[_day_row(day) for day in calendar.days.all() if day.last >= today],
        is_open=opens == now,
        opens=None if opens == now else opens,
    )


def _day_row(day: SpecialDay) -> DayRow:
    last = "" if day.last == day.first else dated(day.last)
    return DayRow(day, dated(day.first), last, timetable.line(day.hours))


def _holiday(calendar: Calendar, holiday: Holiday) -> HolidayRow:
    usual = timetable.line(calendar.week.get(str(holiday.day.isoweekday()), []))
    query = _query(holiday.name, holiday.day, holiday.day, usual)
    return HolidayRow(holiday, dated(holiday.day), timetable.line(timetable.shown(holiday.spans)), query)


def _occasion(one: Coming) -> OccasionRow:
    name, hours = str(NAMES[one.occasion]), timetable.line(HOURS.get(one.occasion, []))
    query = _query(name, one.first, one.last, hours, keeps_days_off=bool(hours))
    return OccasionRow(name, dated(one.first), dated(one.last), one.is_estimated, query)


def _is_kept_in(calendar: Calendar, occasion: Occasion) -> bool:
    home = AT_HOME.get(occasion)
    return home is None or home == calendar.country or COUNTRIES[home].timezone == calendar.timezone


def _is_settled(one: Coming, days: Sequence[SpecialDay]) -> bool:
    """Whether a special day says already what holds then."""
    return any(day.first <= one.last and day.last >= one.first and _is_alike(day, one) for day in days)


def _is_alike(day: SpecialDay, one: Coming) -> bool:
    """As long, give or take what the moon decides."""
    return abs((day.last - day.first) - (one.last - one.first)).days <= 3


def _query(name: str, first: date, last: date, hours: str, *, keeps_days_off: bool = False) -> str:
    values = {"name": name, "first": first.isoformat(), "last": last.isoformat(), "hours": hours}
    return urlencode({**values, **({"keeps_days_off": "on"} if keeps_days_off else {})})
