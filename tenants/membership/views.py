"""The page behind the link of an invitation. Looking at it changes nothing."""

from typing import Any

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from helpdesk.web.doors import public
from tenants.identity import limits
from tenants.identity import selectors as identity
from tenants.identity.errors import WrongPassword
from tenants.identity.models import User
from tenants.membership import invitations
from tenants.membership.errors import InvitationGone
from tenants.membership.forms import NewcomerForm, ReturningForm
from tenants.membership.models import Invitation, Member, Role


@public
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = invitations.find(token=token)
        form = _form(request, found)
        if request.method == "POST" and form.is_valid():
            return _accept(request, token, form, found)
    except InvitationGone as error:
        return render(request, "tenants/membership/gone.html", {"message": error.message}, status=404)
    return _page(request, form, found)


def _form(request: HttpRequest, found: Invitation) -> ReturningForm | NewcomerForm:
    data = request.POST if request.method == "POST" else None
    account = identity.account(found.email)
    if account is not None and identity.has_proved_address(account):
        return ReturningForm(data)
    return NewcomerForm(data, email=found.email)


def _accept(request: HttpRequest, token: str, form: Any, found: Invitation) -> HttpResponse:
    limits.count(request, "invitation")
    limits.count(request, "login_failed", limits.password_key(request, found.email))
    given = {"name": form.cleaned_data.get("name", ""), "password": form.cleaned_data["password"]}
    try:
        member = invitations.accept(token=token, language=get_language() or "en", **given)
    except WrongPassword:
        form.add_error("password", _("This is not the password of your account. Try again, or set a new one."))
        return _page(request, form, found)
    return _sign_in(request, member)


def _page(request: HttpRequest, form: Any, found: Invitation) -> HttpResponse:
    context = {"form": form, "invitation": found, "role": Role(found.role).label}
    return render(request, "tenants/membership/invitation.html", context, status=422 if form.errors else 200)


def _sign_in(request: HttpRequest, member: Member) -> HttpResponse:
    response: HttpResponse = perform_login(request, User.objects.get(pk=member.user_id), email=member.email)
    return response
