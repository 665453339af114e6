"""A company's tickets, read by an operator while that company lets him. Each look is written down before it is seen."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from helpdesk.operators import deeds, selectors, services
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant

View = Callable[..., HttpResponse]


def _let_in(view: View) -> View:
    """Hands over the tenant, if it lets operators in; else says whom to ask (403). The database asks the same."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponse:
        tenant = get_object_or_404(Tenant, pk=pk)
        if selectors.open_until(tenant) is not None:
            return view(request, tenant, **kwargs)
        response = deeds.page(request, "operators/closed.html", {"tenant": tenant, "title": _("Tickets")})
        response.status_code = 403
        return response

    return guarded


@require_GET
@_let_in
def tickets(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """The newest tickets."""
    services.look(tenant=tenant, verb="support.list", what="", deed=deeds.deed(request))
    with tenant_context(tenant):
        found = selectors.tickets(before=request.GET.get("before", ""))
    return _page(request, "operators/tickets.html", tenant, _("Tickets of %s") % tenant.slug, found)


@require_GET
@_let_in
def ticket(request: HttpRequest, tenant: Tenant, number: int) -> HttpResponse:
    with tenant_context(tenant):
        found = selectors.ticket(number)
    if found is None:
        raise Http404("ticket")
    row = found["ticket"]
    services.look(tenant=tenant, verb="support.open", what=str(row), object_id=row.pk, deed=deeds.deed(request))
    return _page(request, "operators/ticket.html", tenant, _("Ticket %s") % row, found)


def _page(request: HttpRequest, template: str, tenant: Tenant, title: str, found: dict[str, object]) -> HttpResponse:
    context = {**found, "tenant": tenant, "until": selectors.open_until(tenant), "title": title}
    return deeds.page(request, template, context)
