from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.membership import selectors, services
from tenants.membership.access import MemberRequest, permission
from tenants.membership.errors import Refused
from tickets.workspace import settings
from tickets.workspace.settings_forms import PlaceForm, TeamNameForm

PAGE = "tickets/workspace/settings_teams.html"


@permission("membership.see")
def teams(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, settings.teams(request.member))


@permission("teams.change")
@require_POST
def create(request: MemberRequest) -> HttpResponse:
    form = TeamNameForm(request.POST)
    if form.is_valid():
        try:
            services.create_team(**form.cleaned_data, by=request.member)
            return redirect("workspace:settings-teams")
        except Refused as refused:
            form.add_error("name", str(refused.message))
    return render(request, PAGE, settings.teams(request.member, form=form), status=422)


@permission("teams.change")
@require_POST
def rename(request: MemberRequest, pk: UUID) -> HttpResponse:
    team = get_object_or_404(selectors.teams(), pk=pk)
    form = TeamNameForm(request.POST)
    try:
        if form.is_valid():
            services.rename_team(team=team, **form.cleaned_data, by=request.member)
    except Refused as refused:
        notices.error(request, str(refused.message))
    return redirect("workspace:settings-teams")


@permission("teams.change")
@require_POST
def places(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put somebody into the team, or out of it when the form says `leave`."""
    team = get_object_or_404(selectors.teams(), pk=pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("Choose somebody who is here."))
    elif "leave" in request.POST:
        services.leave_team(team=team, member=form.cleaned_data["member"], by=request.member)
    else:
        services.join_team(team=team, member=form.cleaned_data["member"], by=request.member)
    return redirect("workspace:settings-teams")
