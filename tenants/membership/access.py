"""The door of each view: who may come in. The test table reads `view.permission`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from helpdesk.web.doors import public as public
from tenants.isolation.models import Tenant
from tenants.membership.models import Member

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class MemberRequest(HttpRequest):
    """A request that has passed `permission`: its member is known."""

    member: Member
    tenant: Tenant


def permission(name: str) -> Callable[[View], View]:
    """Let in members whose role has the permission; ask strangers to sign in; tell the others no (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member: Member | None = getattr(request, "member", None)
            if member is None:
                return _ask_to_sign_in(request)
            if not member.may(name):
                raise PermissionDenied(name)
            return view(request, *args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    login = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = login
        return response
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", login)
