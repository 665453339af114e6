"""Who is here, who was asked in, and what each may do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.identity import limits
from tenants.membership import invitations, selectors, services
from tenants.membership.access import MemberRequest, permission
from tenants.membership.errors import Refused, TooManyInvitations
from tenants.membership.models import Invitation
from tickets.workspace import settings
from tickets.workspace.settings_forms import InvitationForm, RoleForm

PAGE = "tickets/workspace/settings_people.html"


@permission("membership.see")
def people(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, settings.people(request.member))


@permission("membership.invite")
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    form, status = InvitationForm(request.POST, by=request.member), 422
    if form.is_valid():
        try:
            invitation = _counted(request, lambda: invitations.invite(**form.cleaned_data, by=request.member))
            notices.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
            return redirect("workspace:settings-people")
        except Refused as refused:
            form.add_error("email", str(refused.message))
            status = 429 if isinstance(refused, TooManyInvitations) else 422
    return render(request, PAGE, settings.people(request.member, form=form), status=status)


@permission("membership.change")
@require_POST
def role(request: MemberRequest, pk: UUID) -> HttpResponse:
    member = selectors.member_for(request.member, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("That value is not offered here. Nothing was changed."))
        return redirect("workspace:settings-people")
    chosen = form.cleaned_data["role"]
    return _tried(request, lambda: services.change_role(member=member, role=chosen, by=request.member), _("Saved."))


@permission("membership.change")
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    member = selectors.member_for(request.member, pk=pk)
    said = _("%(name)s is no longer here.") % {"name": member.name}
    return _tried(request, lambda: services.remove(member=member, by=request.member), said)


@permission("membership.invite")
@require_POST
def resend(request: MemberRequest, pk: UUID) -> HttpResponse:
    invitation = selectors.invitation_for(request.member, pk=pk)
    said = _("A new link is on its way.")

    def send() -> Invitation:
        return invitations.resend(invitation=invitation, by=request.member)

    return _tried(request, lambda: _counted(request, send), said)


@permission("membership.invite")
@require_POST
def revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    invitation = selectors.invitation_for(request.member, pk=pk)
    said = _("The invitation is taken back.")
    return _tried(request, lambda: invitations.revoke(invitation=invitation, by=request.member), said)


def _counted(request: MemberRequest, send: Callable[[], Invitation]) -> Invitation:
    """Mail leaves to strangers in our name: so many an hour from one member and from one company.

    Raises TooManyInvitations, and what `send` raises.
    """
    by, company = str(request.member.pk), str(request.tenant.pk)
    seconds = limits.wait(request, "invite", by) or limits.wait(request, "invite_company", company)
    if seconds:
        raise TooManyInvitations(limits.minutes(seconds))
    return send()


def _tried(request: MemberRequest, act: Callable[[], Any], said: str) -> HttpResponse:
    """Do it, or say in words why it is refused."""
    try:
        act()
        notices.success(request, said)
    except Refused as refused:
        notices.error(request, str(refused.message))
    return redirect("workspace:settings-people")
