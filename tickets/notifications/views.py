"""A member's own notifications, and how he wants them."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.web import live
from tenants.membership.access import MemberRequest, permission
from tickets.notifications import pages, selectors, services
from tickets.notifications.errors import NoHours
from tickets.notifications.forms import ChoiceForm, UntilForm

PAGE = "tickets/notifications/notifications.html"
SETTINGS = "tickets/notifications/settings.html"


@permission("notifications.own")
@require_GET
def notifications(request: MemberRequest) -> HttpResponse:
    return render(request, live.part(request, PAGE), pages.listed(request.member, request.GET))


@permission("notifications.own")
@require_POST
def read(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.read(notification=selectors.get_for(request.member, pk=pk), by=request.member)
    return redirect("notifications:notifications")


@permission("notifications.own")
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """Those that stood on the page, and what is older: what came since is not read yet."""
    form = UntilForm(request.POST)
    if form.is_valid():
        services.read_all(by=request.member, until=form.cleaned_data["until"])
    return redirect("notifications:notifications")


@permission("notifications.own")
@require_http_methods(["GET", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    form = ChoiceForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and _kept(request, form):
        notices.success(request, _("Saved."))
        return redirect("notifications:settings")
    return render(request, SETTINGS, pages.settings(request.member, form=form), status=422 if form else 200)


def _kept(request: MemberRequest, form: ChoiceForm) -> bool:
    data = form.cleaned_data
    try:
        services.settle(member=request.member, ways=form.chosen(), starts_at=data["starts_at"], ends_at=data["ends_at"])
    except NoHours as refused:
        form.add_error(refused.field, str(refused.message))
    return not form.errors
