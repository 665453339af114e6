"""Working hours as a company's admins see them: the week as one line a day, special days below it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from helpdesk.lib.refusal import Refusal
from helpdesk.web.admin.pages import PlainInline
from tenants.audit.admin import ArchivingAdmin, OfferedFilter
from tickets.calendars import services
from tickets.calendars.forms import ORDER, HoursField, WeekForm, initial
from tickets.calendars.models import Calendar, SpecialDay

DAY_FIELDS = ("name", "first", "last", "hours", "keeps_days_off")


class CalendarAdminForm(WeekForm, forms.ModelForm):
    class Meta:
        model = Calendar
        fields = ("name", "timezone", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        known = kwargs.get("instance")
        kwargs["initial"] = {**(initial(known) if known else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class SpecialDayForm(forms.ModelForm):
    hours = HoursField(label=gettext_lazy("hours"))

    class Meta:
        model = SpecialDay
        fields = DAY_FIELDS


class SpecialDayInline(PlainInline):
    permissions: ClassVar[dict[str, str]] = {
        "view": "calendars.see",
        **dict.fromkeys(("add", "change", "delete"), "calendars.change"),
    }
    model = SpecialDay
    form = SpecialDayForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[SpecialDay]:
        return super().get_queryset(request).order_by("first", "last", "id")


class CalendarAdmin(ArchivingAdmin):
    permissions: ClassVar[dict[str, str]] = {
        "view": "calendars.see",
        "add": "calendars.change",
        "change": "calendars.change",
    }
    refusals = (Refusal,)
    form = CalendarAdminForm
    fields = ("name", "timezone", "country", *(f"day_{day}" for day in ORDER))
    inlines = (SpecialDayInline,)
    list_display = ("name", "timezone", "country", "is_default", "version", "archived_at")
    list_filter = (OfferedFilter,)
    search_fields = ("name",)
    ordering = ("name", "id")
    actions = ("prefer", "archive", "restore")

    def serve_addition(self, request: HttpRequest, obj: Calendar, form: Any) -> Calendar:
        return services.create(**form.cleaned_data, by=self.by(request))

    def serve_change(self, request: HttpRequest, obj: Calendar, form: Any) -> Calendar:
        return services.change(calendar=obj, **form.cleaned_data, by=self.by(request))

    def serve_archive(self, request: HttpRequest, obj: Calendar) -> object:
        return services.archive(calendar=obj, by=self.by(request))

    def serve_restore(self, request: HttpRequest, obj: Calendar) -> object:
        return services.restore(calendar=obj, by=self.by(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by = self.by(request)
        formset.save(commit=False)
        for day in formset.deleted_objects:
            services.remove_day(day=day, by=by)
        for day, _names in formset.changed_objects:
            services.change_day(day=day, **_facts(day), by=by)
        for day in formset.new_objects:
            services.add_day(calendar=form.instance, **_facts(day), by=by)

    @admin.action(description=gettext_lazy("Make it the default"), permissions=["change"])
    def prefer(self, request: HttpRequest, queryset: QuerySet[Calendar]) -> None:
        self.each(request, queryset, lambda calendar: services.prefer(calendar=calendar, by=self.by(request)))


def _facts(day: SpecialDay) -> dict[str, Any]:
    return {name: getattr(day, name) for name in DAY_FIELDS}
