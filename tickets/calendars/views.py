"""When somebody is there: kept in the settings."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.refusal import Refusal
from tenants.membership.access import MemberRequest, permission
from tickets.calendars import pages, selectors, services
from tickets.calendars.forms import CalendarForm, DayForm, blank
from tickets.calendars.models import Calendar, SpecialDay

LIST = "tickets/calendars/calendars.html"
PAGE = "tickets/calendars/calendar.html"
DAY = "tickets/calendars/day.html"


@permission("calendars.see")
def calendars(request: MemberRequest) -> HttpResponse:
    services.default()  # a desk from before there were calendars has none yet
    return render(request, LIST, pages.listed(request.member))


@permission("calendars.change")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    form = CalendarForm(request.POST or None, initial=blank(services.default()))
    made = form.is_valid() and _kept(form, lambda: services.create(**form.cleaned_data, by=request.member))
    if made:
        notices.success(request, _("Saved."))
        return redirect("calendars:calendar", made.pk)
    return render(request, PAGE, pages.edited(form), status=422 if form.errors else 200)


@permission("calendars.change")
@require_http_methods(["GET", "POST"])
def calendar(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    form = CalendarForm.of(found, request.POST or None)
    if form.is_valid() and _kept(form, lambda: services.change(calendar=found, **form.cleaned_data, by=request.member)):
        notices.success(request, _("Saved."))
        return redirect("calendars:calendar", pk)
    return render(request, PAGE, pages.edited(form, found), status=422 if form.errors else 200)


@permission("calendars.change")
@require_http_methods(["GET", "POST"])
def new_day(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A special day; the address may say what the form begins with."""
    found = selectors.get_for(request.member, pk=pk)
    form = DayForm(request.POST or None, initial=request.GET.dict())
    return _day(request, form, found, None)


@permission("calendars.change")
@require_http_methods(["GET", "POST"])
def day(request: MemberRequest, pk: UUID, day: UUID) -> HttpResponse:
    found = selectors.day_for(request.member, calendar=pk, pk=day)
    return _day(request, DayForm.of(found, request.POST or None), found.calendar, found)


@permission("calendars.change")
@require_POST
def remove_day(request: MemberRequest, pk: UUID, day: UUID) -> HttpResponse:
    found = selectors.day_for(request.member, calendar=pk, pk=day)
    return _done(request, lambda: services.remove_day(day=found, by=request.member), "calendars:calendar", pk)


@permission("calendars.change")
@require_POST
def prefer(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    return _done(request, lambda: services.prefer(calendar=found, by=request.member), "calendars:calendars")


@permission("calendars.change")
@require_POST
def archive(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    return _done(request, lambda: services.archive(calendar=found, by=request.member), "calendars:calendars")


@permission("calendars.change")
@require_POST
def restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    return _done(request, lambda: services.restore(calendar=found, by=request.member), "calendars:calendars")


def _day(request: MemberRequest, form: DayForm, found: Calendar, known: SpecialDay | None) -> HttpResponse:
    def keep() -> SpecialDay:
        if known is None:
            return services.add_day(calendar=found, **form.cleaned_data, by=request.member)
        return services.change_day(day=known, **form.cleaned_data, by=request.member)

    if form.is_valid() and _kept(form, keep):
        notices.success(request, _("Saved."))
        return redirect("calendars:calendar", found.pk)
    return render(request, DAY, pages.edited_day(form, found, known), status=422 if form.errors else 200)


def _kept(form: Any, act: Any) -> Any:
    """What was kept; None, and why beside its field, when it is refused."""
    try:
        return act()
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return None


def _done(request: MemberRequest, act: Any, where: str, *parts: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refused:
        notices.error(request, str(refused.message))
    return redirect(where, *parts)
