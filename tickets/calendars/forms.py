"""What people write about working hours: one line a day, in any digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.tenancy import labels
from tickets.calendars import timetable
from tickets.calendars.errors import BadHours, Problem
from tickets.calendars.models import Calendar, SpecialDay
from tickets.calendars.timetable import Week, Written

ORDER = (7, *range(1, 7))  # the week begins on Sunday here
LONGEST = 200


class HoursField(forms.Field):
    """Hours as "09:00–13:00, 14:00–18:00"; nothing is closed."""

    def __init__(self, **options: Any) -> None:
        attrs = {"dir": "ltr", "placeholder": _("closed"), "autocomplete": "off", "maxlength": LONGEST}
        options = {"required": False, "widget": forms.TextInput(attrs=attrs), **options}
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return timetable.line(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        try:
            if len(text) > LONGEST:
                raise BadHours(Problem.MANY)
            return timetable.typed(text)
        except BadHours as wrong:
            raise forms.ValidationError(wrong.said, code=wrong.problem) from wrong


class WeekForm(forms.Form):
    """A calendar's zone, holidays and days; cleaned, the days are `week`."""

    timezone = forms.ChoiceField(label=_("Time zone"))
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    day_7 = HoursField(label=WEEKDAYS[6])
    day_1 = HoursField(label=WEEKDAYS[0])
    day_2 = HoursField(label=WEEKDAYS[1])
    day_3 = HoursField(label=WEEKDAYS[2])
    day_4 = HoursField(label=WEEKDAYS[3])
    day_5 = HoursField(label=WEEKDAYS[4])
    day_6 = HoursField(label=WEEKDAYS[5])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("timezone", labels.timezones())
        self._offer("country", [("", _("no country")), *labels.countries()])

    @property
    def days(self) -> Iterator[BoundField]:
        return (self[f"day_{day}"] for day in ORDER)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        week: dict[str, Written] = {str(day): data.pop(f"day_{day}", None) or [] for day in timetable.DAYS}
        if not any(name.startswith("day_") for name in self.errors):
            self._check(week)
        return {**data, "week": week}

    def _check(self, week: Week) -> None:
        try:
            timetable.week(week)
        except BadHours as wrong:
            self.add_error(f"day_{wrong.day}" if wrong.day else None, wrong.said)

    def _offer(self, name: str, choices: list[Any]) -> None:
        """What the calendar has is offered even when it is not in the list."""
        field: Any = self.fields[name]
        has = self.initial.get(name, "")
        field.choices = choices if not has or has in dict(choices) else [(has, has), *choices]


class CalendarForm(WeekForm):
    """A calendar. `CalendarForm.of(calendar)` is the form as the calendar is now."""

    name = forms.CharField(label=_("Name"), max_length=80)

    @classmethod
    def of(cls, calendar: Calendar, data: Any = None) -> CalendarForm:
        return cls(data, initial=initial(calendar))


class DayForm(forms.Form):
    """A special day or several."""

    name = forms.CharField(label=pgettext_lazy("a special day", "What for"), max_length=80)
    first = forms.DateField(label=_("From this day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("to this day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    hours = HoursField(label=_("Hours"), help_text=_("As 10:00–14:00, 20:00–23:00. Empty: closed."))
    keeps_days_off = forms.BooleanField(label=_("Weekends and public holidays stay closed"), required=False)

    @classmethod
    def of(cls, day: SpecialDay, data: Any = None) -> DayForm:
        names = ("name", "first", "last", "hours", "keeps_days_off")
        return cls(data, initial={name: getattr(day, name) for name in names})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {**data, "last": data.get("last") or data.get("first")}


def blank(default: Calendar) -> dict[str, Any]:
    """What a new calendar begins with: the default's zone, holidays and days."""
    return {**initial(default), "name": ""}


def initial(calendar: Calendar) -> dict[str, Any]:
    """A calendar as forms show it."""
    days = {f"day_{day}": calendar.week.get(str(day), []) for day in timetable.DAYS}
    return {"name": calendar.name, "timezone": calendar.timezone, "country": calendar.country, **days}
