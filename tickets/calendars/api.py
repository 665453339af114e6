"""Working hours over the API: calendars with their special days, and the public holidays to come."""

from datetime import date
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import conditions
from helpdesk.api.fields import Sent
from helpdesk.api.filters import YesNoFilter
from helpdesk.api.views import Listed, Room, Shown
from tickets.calendars import selectors, services, timetable
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
from tickets.calendars.rules import Span

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    DefaultStays: ("calendar_in_use", ""),
    CalendarArchived: ("calendar_archived", ""),
    TooManyCalendars: ("too_many_calendars", ""),
    TooManyDays: ("too_many_days", ""),
}
FAULTS: dict[type[Exception], str] = {
    BadHours: "invalid_hours",
    NeverOpen: "never_open",
    BadDates: "invalid_dates",
    UnknownZone: "unknown_timezone",
    UnknownCountry: "unknown_country",
}


class IntervalField(serializers.ListField):
    """["09:00", "13:00"]. What ends before it begins ends on the next day; "24:00" is midnight."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=5), min_length=2, max_length=2, **options)


class HoursField(serializers.ListField):
    """The intervals of a day; none is closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=IntervalField(), max_length=timetable.MOST, **options)


class WeekSerializer(Sent):
    """Hours by ISO weekday, "1" is Monday. A day that is left out is closed."""

    def get_fields(self) -> dict[str, Any]:
        return {str(day): HoursField(required=False) for day in timetable.DAYS}


class SpecialDaySerializer(serializers.Serializer[Any]):
    """Other hours from `first` to `last`, both included."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    hours = HoursField(help_text="None: closed.")
    keeps_days_off = serializers.BooleanField(help_text="Not on days that are closed without it.")


class HolidaySerializer(serializers.Serializer[Any]):
    """A public holiday. `hours` are those of a special day that is kept on it; none is closed."""

    date = serializers.DateField()
    name = serializers.CharField()
    hours = HoursField()


class CalendarSerializer(serializers.Serializer[Any]):
    """`version` rises with each change of the hours or days. `holidays` are those of the year to come."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    timezone = serializers.CharField()
    week = WeekSerializer()
    country = serializers.CharField(help_text="Whose public holidays are closed; empty: none.")
    is_default = serializers.BooleanField()
    version = serializers.IntegerField()
    days = SpecialDaySerializer(many=True)
    holidays = HolidaySerializer(many=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, row: Calendar) -> dict[str, Any]:
        facts = ("name", "timezone", "week", "country", "is_default", "version", "archived_at", "created_at")
        return {
            "id": row.pk,
            "days": [SpecialDaySerializer(day).data for day in row.days.all()],
            "holidays": [_holiday(one.day, one.name, one.spans) for one in selectors.holidays_to_come(row)],
            **{name: getattr(row, name) for name in facts},
        }


class CalendarChangeSerializer(Sent):
    """What is left out stays as it is. `week` is replaced as a whole. The default is changed by naming another one."""

    name = serializers.CharField(max_length=80)
    timezone = serializers.CharField(max_length=50, help_text="A name of the IANA database.")
    week = WeekSerializer()
    country = serializers.CharField(max_length=2, allow_blank=True, help_text="Whose public holidays are closed.")
    is_default = serializers.BooleanField()
    archived = serializers.BooleanField()


class NewCalendarSerializer(Sent):
    name = serializers.CharField(max_length=80)
    timezone = serializers.CharField(max_length=50, help_text="A name of the IANA database.")
    week = WeekSerializer()
    country = serializers.CharField(max_length=2, allow_blank=True, default="")


class SpecialDayChangeSerializer(Sent):
    """What is left out stays as it is."""

    name = serializers.CharField(max_length=80)
    first = serializers.DateField()
    last = serializers.DateField()
    hours = HoursField()
    keeps_days_off = serializers.BooleanField()


class NewSpecialDaySerializer(Sent):
    """Without `last` it is one day, without `hours` it is closed."""

    name = serializers.CharField(max_length=80)
    first = serializers.DateField()
    last = serializers.DateField(required=False)
    hours = HoursField(default=list)
    keeps_days_off = serializers.BooleanField(default=False)


class CalendarFilter(filters.FilterSet):
    archived = YesNoFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)


class OfCalendars(Room):
    tag, scope, model = "calendars", "calendars", Calendar
    refusals, faults = REFUSALS, FAULTS
    serializer_class = CalendarSerializer

    def rows(self) -> QuerySet[Calendar]:
        return selectors.visible_to(self.member).order_by()

    def etag(self, row: Calendar) -> str:
        today = selectors.today_of(row)
        return conditions.etag_of(row, row.name, row.version, row.is_default, row.archived_at, today, get_language())

    def locked(self, pk: UUID) -> Calendar:
        """The calendar as it is now, held to the end, if it is what the program has read. Raises Http404."""
        found = services.lock(selectors.get_for(self.member, pk=pk))
        self.check(found)
        return found


@extend_schema_view(
    list=extend_schema(operation_id="calendars_list", summary="Calendars, archived ones too"),
    retrieve=extend_schema(operation_id="calendars_get", summary="One calendar"),
)
class CalendarsRoom(Listed, Shown, OfCalendars):
    permissions = {
        "list": "calendars.see",
        "retrieve": "calendars.see",
        "create": "calendars.change",
        "partial_update": "calendars.change",
    }
    filterset_class = CalendarFilter
    ordering, ordering_fields = "name", ("name", "created_at")

    @extend_schema(
        operation_id="calendars_create",
        summary="Add a calendar",
        request=NewCalendarSerializer,
        responses={201: CalendarSerializer},
    )
    def create(self, request: Request) -> Response:
        made = services.create(by=self.member, **self.valid(NewCalendarSerializer))
        return self.one(selectors.get_for(self.member, pk=made.pk), status=201)

    @extend_schema(
        operation_id="calendars_change",
        summary="Change a calendar, make it the default, archive it or bring it back",
        request=CalendarChangeSerializer(partial=True),
        responses={200: CalendarSerializer},
    )
    @transaction.atomic
    def partial_update(self, request: Request, pk: UUID) -> Response:
        calendar, data = self.locked(pk), self.valid(CalendarChangeSerializer, partial=True)
        archived, preferred = data.pop("archived", None), data.pop("is_default", None)
        if data:
            services.change(calendar=calendar, by=self.member, **data)
        if archived is not None:
            (services.archive if archived else services.restore)(calendar=calendar, by=self.member)
        if preferred is not None and preferred != calendar.is_default:
            (services.prefer if preferred else _refuse)(calendar=calendar, by=self.member)
        return self.one(selectors.get_for(self.member, pk=pk))


class SpecialDaysRoom(OfCalendars):
    """A special day belongs to its calendar: it is answered with the calendar, whose ETag If-Match names."""

    home = "calendars"
    permissions = {
        "create": "calendars.change",
        "partial_update": "calendars.change",
        "destroy": "calendars.change",
    }

    @extend_schema(
        operation_id="calendar_days_create",
        summary="Add a special day",
        request=NewSpecialDaySerializer,
        responses={201: CalendarSerializer},
    )
    def create(self, request: Request, calendar: UUID) -> Response:
        services.add_day(calendar=self.locked(calendar), by=self.member, **self.valid(NewSpecialDaySerializer))
        return self.one(selectors.get_for(self.member, pk=calendar), status=201)

    @extend_schema(
        operation_id="calendar_days_change",
        summary="Change a special day",
        request=SpecialDayChangeSerializer(partial=True),
        responses={200: CalendarSerializer},
    )
    def partial_update(self, request: Request, calendar: UUID, pk: UUID) -> Response:
        self.locked(calendar)
        data = self.valid(SpecialDayChangeSerializer, partial=True)
        services.change_day(day=self._day(calendar, pk), by=self.member, **data)
        return self.one(selectors.get_for(self.member, pk=calendar))

    @extend_schema(operation_id="calendar_days_remove", summary="Remove a special day", responses={204: None})
    def destroy(self, request: Request, calendar: UUID, pk: UUID) -> Response:
        self.locked(calendar)
        services.remove_day(day=self._day(calendar, pk), by=self.member)
        return Response(status=204)

    def _day(self, calendar: UUID, pk: UUID) -> SpecialDay:
        return selectors.day_for(self.member, calendar=calendar, pk=pk)

    def address_of(self, row: Calendar) -> str:
        """The calendar's own: its path names the calendar otherwise than this route does."""
        self.kwargs.pop("calendar", None)
        return super().address_of(row)


def _refuse(**_what: Any) -> None:
    """A company always has a default."""
    raise DefaultStays


def _holiday(day: date, name: str, spans: tuple[Span, ...]) -> dict[str, Any]:
    return {"date": day, "name": name, "hours": timetable.shown(spans)}


routes = [
    ("calendars", CalendarsRoom, "calendars"),
    ("calendars/<uuid:calendar>/days", SpecialDaysRoom, "calendar-days"),
]
