from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Member
from tickets.calendars import holidays, timetable
from tickets.calendars.models import Calendar, SpecialDay
from tickets.calendars.rules import Hours, Span, Special

MOST_KEPT = 2_000
_kept: dict[UUID, tuple[UUID, int, int, Hours]] = {}
_unsettled: dict[UUID, int] = {}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday and when somebody is there in spite of it. `is_day_off`: the week is closed on it anyway."""

    day: date
    name: str
    spans: tuple[Span, ...]
    is_day_off: bool


def visible_to(viewer: Member) -> QuerySet[Calendar]:
    """With the special days, the default first, archived ones last."""
    rows = Calendar.objects.all() if viewer.may("calendars.see") else Calendar.objects.none()
    days = Prefetch("days", queryset=SpecialDay.objects.order_by("first", "last", "id"))
    return rows.prefetch_related(days).order_by(F("archived_at").asc(nulls_first=True), "-is_default", "name", "id")


def get_for(viewer: Member, *, pk: UUID) -> Calendar:
    """Raises Http404."""
    found = visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("calendar")
    return found


def day_for(viewer: Member, *, calendar: UUID, pk: UUID) -> SpecialDay:
    """A special day of a calendar. Raises Http404."""
    found = SpecialDay.objects.select_related("calendar").filter(calendar=calendar, pk=pk).first()
    if found is None or not viewer.may("calendars.see"):
        raise Http404("special day")
    return found


def hours(calendar: Calendar) -> Hours:
    """The hours of a calendar, read once for each version in each process. Public holidays of two years each way."""
    tenant, year = require_tenant_id(), clock.now().year
    state = (tenant, calendar.version, year)
    kept = _kept.get(calendar.pk)
    if kept is not None and kept[:3] == state and calendar.pk not in _unsettled:
        return kept[3]
    found = read(calendar, year)
    if calendar.pk not in _unsettled:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[calendar.pk] = (*state, found)
    return found


def read(calendar: Calendar, year: int) -> Hours:
    """The hours of a calendar as its rows say now."""
    days = sorted(calendar.days.all(), key=lambda day: (day.first, -day.last.toordinal(), day.pk), reverse=True)
    return Hours(
        zone=calendar.timezone,
        week=timetable.week(calendar.week),
        special=tuple(Special(day.first, day.last, timetable.spans(day.hours), day.keeps_days_off) for day in days),
        holidays=frozenset(holidays.days(calendar.country, range(year - 2, year + 3))),
    )


def unsettle(calendar: Calendar) -> None:
    """Its new version is not committed yet, and may never be: another change may come to have the same number."""
    _unsettled[calendar.pk] = calendar.version


def settle(calendar: Calendar) -> None:
    """This version is committed."""
    if _unsettled.get(calendar.pk) == calendar.version:
        del _unsettled[calendar.pk]


def today_of(calendar: Calendar) -> date:
    """The day it is in the calendar's time zone."""
    return clock.now().astimezone(ZoneInfo(calendar.timezone)).date()


def holidays_to_come(calendar: Calendar) -> list[Holiday]:
    """The public holidays of the year to come, named in the active language."""
    since = today_of(calendar)
    until, found = since + timedelta(days=366), hours(calendar)
    named = holidays.days(calendar.country, range(since.year, until.year + 1), get_language() or "")
    return [
        Holiday(day, name, found.on(day), not found.week[day.weekday()])
        for day, name in sorted(named.items())
        if since <= day < until
    ]
