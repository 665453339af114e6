"""Keys for programs: made, shown once, ended."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tenants.identity import limits
from tenants.membership.access import MemberRequest, permission
from tenants.tokens import selectors, services
from tenants.tokens.errors import Refused
from tickets.workspace import tokens as pages

PAGE = "tickets/workspace/settings_tokens.html"


@permission("tokens.own")
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: MemberRequest) -> HttpResponse:
    """The list; a form that is sent makes a token, and this one answer shows its key."""
    form = pages.TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _made(request, form)
    return _page(request, form, status=422 if form.is_bound else 200)


def _made(request: MemberRequest, form: pages.TokenForm) -> HttpResponse:
    seconds = limits.wait(request, "token", str(request.member.pk))
    if seconds:
        return _rests(request, form, seconds)
    if not form.is_first(request.member):
        return redirect("workspace:settings-tokens")
    data = form.cleaned_data
    try:
        _token, key = services.create(
            name=data["name"], scopes=data["scopes"], expires_at=data["expires_at"], by=request.member
        )
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.message))
        return _page(request, form, status=422)
    return _page(request, pages.TokenForm(), key=str(key))


def _rests(request: MemberRequest, form: pages.TokenForm, seconds: int) -> HttpResponse:
    minutes = limits.minutes(seconds)
    said = ngettext(
        "Many tokens were made in this hour. Try again in %(minutes)d minute.",
        "Many tokens were made in this hour. Try again in %(minutes)d minutes.",
        minutes,
    )
    form.add_error(None, said % {"minutes": minutes})
    response = _page(request, form, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(request: MemberRequest, form: pages.TokenForm, *, key: str = "", status: int = 200) -> HttpResponse:
    page = pages.page(request.member, request.GET, form=form, key=key)
    return render(request, PAGE, page, status=status)


@permission("tokens.own")
@require_POST
def revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End one's own token; somebody else's where one manages them."""
    token = selectors.get_for(request.member, pk=pk)
    try:
        services.revoke(token=token, by=request.member)
        notices.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    except Refused as refused:
        notices.error(request, str(refused.message))
    return redirect("workspace:settings-tokens")
