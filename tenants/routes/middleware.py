from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tenants.isolation.models import Tenant
from tenants.routes import selectors
from tenants.tenancy import addresses

GetResponse = Callable[[HttpRequest], HttpResponse]


def host_middleware(get_response: GetResponse) -> GetResponse:
    """Which desk is asked? Sets `request.tenant` and the URLs that exist on this host."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host = request.get_host()
        if host.rsplit(":", 1)[0].lower() == addresses.platform_host():
            named = request.headers.get("Authorization", "") if request.path.startswith("/api/") else ""
            request.tenant = selectors.tenant_named_by(named)  # type: ignore[attr-defined]
            request.urlconf = settings.PLATFORM_URLCONF
            return get_response(request)
        tenant = selectors.tenant_at_host(host)
        if tenant is None or tenant.state != Tenant.State.ACTIVE:
            with translation.override(translation.get_language_from_request(request)):
                response = render(request, "no_desk.html", {"suspended": tenant is not None}, status=404)
            response.problem = ("suspended" if tenant else "no_desk", "")  # type: ignore[attr-defined]  # for programs
            return response
        request.tenant = tenant  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
