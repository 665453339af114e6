from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from tenants.identity.sessions import SESSION_TENANT
from tenants.membership import selectors

GetResponse = Callable[[HttpRequest], HttpResponse]


def member_middleware(get_response: GetResponse) -> GetResponse:
    """Sets `request.member`. A session is good on the host of its tenant only, and for one membership."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.member = None  # type: ignore[attr-defined]
        tenant = request.tenant  # type: ignore[attr-defined]
        if tenant and SESSION_TENANT in request.session and request.user.is_authenticated:
            request.member = selectors.member_of(request.user, request.session)  # type: ignore[attr-defined]
        if request.member is None:  # type: ignore[attr-defined]
            request.user = AnonymousUser()
        return get_response(request)

    return middleware
