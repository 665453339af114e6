"""The ticket page, and one small door for each thing that can change on it."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib import clock
from helpdesk.lib.text import isolate
from helpdesk.web import live
from helpdesk.web.clock import moment
from tenants.membership.access import MemberRequest, permission
from tickets.followups import services as followups
from tickets.followups.errors import WordIsOpen
from tickets.messages import selectors as messages
from tickets.messages import services as speaking
from tickets.messages.errors import NotFailed
from tickets.notifications import services as notifications
from tickets.ticket import services as tickets
from tickets.ticket import snoozing
from tickets.ticket.errors import CannotSnooze
from tickets.ticket.models import Status, Ticket
from tickets.workspace import forms, label_forms, pages, refusals, selectors, snoozes

PAGE = "tickets/workspace/ticket.html"


@permission("ticket.see")
def ticket(request: MemberRequest, number: int) -> HttpResponse:
    found = selectors.ticket_for(request.member, number=number)
    notifications.opened(ticket=found, by=request.member)
    whole, flat = "whole" in request.GET, "flat" in request.GET
    page = pages.ticket(request.member, found, now=clock.now(), whole=whole, flat=flat)
    return render(request, live.part(request, PAGE), page)


@permission("messages.resend")
@require_POST
def resend(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One more try for a reply that could not be delivered."""
    message = messages.get_for(request.member, pk=pk)
    if not messages.may_resend(request.member, message):
        raise PermissionDenied
    try:
        speaking.resend(message=message, by=request.member)
    except NotFailed:
        notices.info(request, _("It is already on its way."))
    except refusals.KNOWN as refused:
        notices.error(request, refusals.said(refused))
    return redirect("workspace:ticket", number=message.ticket.number)


@permission("ticket.change")
@require_POST
def status(request: MemberRequest, number: int) -> HttpResponse:
    found = selectors.ticket_for(request.member, number=number)
    form = label_forms.StatusForm(request.POST)
    if form.is_valid() and _is_free(request, found, form.cleaned_data["status"]):
        tickets.set_status(ticket=found, **form.cleaned_data, by=request.member)
    response = _after(request, form, number)
    response.headers["HX-Refresh"] = "true"  # clock, list and buttons change with it
    return response


@permission("ticket.change")
@require_POST
def priority(request: MemberRequest, number: int) -> HttpResponse:
    found = selectors.ticket_for(request.member, number=number)
    form = forms.PriorityForm(request.POST)
    if form.is_valid():
        tickets.set_priority(ticket=found, priority=form.cleaned_data["priority"], by=request.member)
    return _after(request, form, number)


@permission("ticket.change")
@require_POST
def assignee(request: MemberRequest, number: int) -> HttpResponse:
    found = selectors.ticket_for(request.member, number=number)
    form = forms.AssigneeForm(request.POST)
    if form.is_valid():
        tickets.assign(ticket=found, assignee=form.cleaned_data["assignee"], by=request.member)
    return _after(request, form, number)


@permission("ticket.change")
@require_POST
def team(request: MemberRequest, number: int) -> HttpResponse:
    found = selectors.ticket_for(request.member, number=number)
    form = forms.TeamForm(request.POST)
    if form.is_valid():
        tickets.set_team(ticket=found, team=form.cleaned_data["team"], by=request.member)
    return _after(request, form, number)


@permission("ticket.change")
@require_POST
def category(request: MemberRequest, number: int) -> HttpResponse:
    found = selectors.ticket_for(request.member, number=number)
    form = label_forms.CategoryForm(request.POST)
    if form.is_valid():
        tickets.set_category(ticket=found, category=form.cleaned_data["category"], by=request.member)
    return _after(request, form, number)


@permission("ticket.snooze")
@require_POST
def snooze(request: MemberRequest, number: int) -> HttpResponse:
    """Lay it aside for a while, or take it up again."""
    found = selectors.ticket_for(request.member, number=number)
    form = forms.SnoozeForm(request.POST)
    if form.is_valid() and not form.cleaned_data["until"]:
        snoozing.wake(ticket=found, by=request.member)
    elif form.is_valid():
        until = snoozes.until(form.cleaned_data["until"], clock.now())
        try:
            snoozing.snooze(ticket=found, until=until, by=request.member)
        except CannotSnooze:
            form.add_error("until", "solved")
    return _after(request, form, number)


@permission("ticket.change")
@require_POST
def tags(request: MemberRequest, number: int) -> HttpResponse:
    """Add one tag, or take one away when the form says `remove`."""
    found = selectors.ticket_for(request.member, number=number)
    form = forms.TagForm(request.POST)
    if form.is_valid():
        change = tickets.remove_tag if "remove" in request.POST else tickets.add_tag
        change(ticket=found, name=form.cleaned_data["tag"], by=request.member)
    return _after(request, form, number)


def _is_free(request: MemberRequest, found: Ticket, status: str) -> bool:
    """Nobody solves by hand over an open promise: the page says what is owed, and how it is kept or taken back."""
    if status == Status.SOLVED and found.status != Status.SOLVED:
        try:
            followups.check_closing(found)
        except WordIsOpen as still:
            said = _(
                "Not solved yet: we promised more by %(when)s. Keep it with an answer, or take it back and say why."
            )
            notices.error(request, said % {"when": isolate(moment(still.promise.due_at))})
            return False
    return True


def _after(request: MemberRequest, form: Form, number: int) -> HttpResponse:
    """The panel as it is now for htmx, the whole page for a browser without scripts."""
    if form.errors:
        notices.error(request, _("That value is not offered here. Nothing was changed."))
    if not request.headers.get("HX-Request"):
        return redirect("workspace:ticket", number=number)
    found = selectors.ticket_for(request.member, number=number)
    page = pages.panel(request.member, found, now=clock.now())
    return render(request, f"{PAGE}#changed", page, status=422 if form.errors else 200)
