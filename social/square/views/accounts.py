"""Connect an account, pause it, let it go. What talks to a network does so after the request's transaction."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from social.accounts import connecting, selectors, services
from social.accounts.connecting import Visitor
from social.accounts.errors import Refused
from social.accounts.models import SocialAccount
from social.connectors.errors import NetworkError
from social.square import rules, settings, words
from social.square.settings_forms import ConnectForm
from tenants.isolation.aside import Aside
from tenants.membership.access import MemberRequest, permission

PAGE = "social/square/settings_accounts.html"
LEAVE = "social/square/settings_leave.html"


@permission("accounts.see")
@require_safe
def accounts(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, settings.page(request.member, request.GET))


@permission("accounts.change")
@require_POST
def connect(request: MemberRequest) -> HttpResponse:
    """By signing in on the network when the form says `sign_in`, else by the key or the address in it."""
    form = ConnectForm(request.POST, network=request.POST.get("network", ""))
    if not form.is_valid():
        return render(request, PAGE, settings.page(request.member, connect=form), status=422)
    return Aside(lambda: _tried(request, form, _leave if "sign_in" in request.POST else _let_in))


@permission("accounts.change")
@never_cache
@require_safe
def callback(request: MemberRequest) -> HttpResponse:
    """Back from the network."""
    state, code, visitor = request.GET.get("state", ""), request.GET.get("code", ""), _visitor(request)

    def finish() -> HttpResponse:
        try:
            return _done(connecting.finish(state=state, code=code, visitor=visitor))
        except (NetworkError, Refused) as error:
            return redirect(f"{reverse('square:settings-accounts')}?trouble={error.code}")

    return Aside(finish)


@permission("accounts.change")
@require_POST
def pause(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.pause(account=selectors.account_for(request.member, pk=pk), by=request.member)
    return redirect("square:settings-accounts")


@permission("accounts.change")
@require_POST
def resume(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.resume(account=selectors.account_for(request.member, pk=pk), by=request.member)
    return redirect("square:settings-accounts")


@permission("accounts.change")
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Its keys are forgotten; the network is told."""
    account = selectors.account_for(request.member, pk=pk)

    def leave() -> HttpResponse:
        connecting.leave(account=account, by=request.member)
        return redirect("square:settings-accounts")

    return Aside(leave)


Try = Callable[[MemberRequest, ConnectForm], HttpResponse]


def _tried(request: MemberRequest, form: ConnectForm, attempt: Try) -> HttpResponse:
    """What the network or a service refuses is said in the form."""
    try:
        return attempt(request, form)
    except NetworkError as error:
        form.add_error(None, words.trouble(error.code))
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    return _refused(request, form)


def _let_in(request: MemberRequest, form: ConnectForm) -> HttpResponse:
    token = form.cleaned_data["token"]
    return _done(connecting.by_key(wish=form.wish(), token=token, by=request.member))


def _leave(request: MemberRequest, form: ConnectForm) -> HttpResponse:
    """A page with the way out: a form may lead to our own pages only."""
    back = request.build_absolute_uri(reverse("square:account-callback"))
    url = connecting.begin(wish=form.wish(), redirect_uri=back, visitor=_visitor(request))
    if not rules.link(url):
        form.add_error("address", _("Write the address."))
        return _refused(request, form)
    with transaction.atomic():
        page: dict[str, Any] = {**settings.frame(request.member, "accounts"), "url": url, "minutes": connecting.MINUTES}
        return render(request, LEAVE, {**page, "network": words.network(form.cleaned_data["network"])})


def _refused(request: MemberRequest, form: ConnectForm) -> HttpResponse:
    with transaction.atomic():
        return render(request, PAGE, settings.page(request.member, connect=form), status=422)


def _done(account: SocialAccount) -> HttpResponse:
    return redirect(f"{reverse('square:settings-accounts')}?connected={account.pk}")


def _visitor(request: MemberRequest) -> Visitor:
    return Visitor(request.member, request.session.session_key or "")
