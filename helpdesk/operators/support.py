"""A company's tickets, read by an operator while that company lets him. Each look is written down before it is had."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from helpdesk.operators import deeds, selectors, services
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant


@require_GET
def tickets(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The newest tickets of a company that grants support access; 403 for any other."""
    tenant = _granted(pk)
    services.look(tenant=tenant, verb="support.list", what="", deed=deeds.deed(request))
    with tenant_context(tenant):
        found = selectors.tickets(before=request.GET.get("before", ""))
    return _page(request, "operators/tickets.html", tenant, _("Tickets of %s") % tenant.slug, found)


@require_GET
def ticket(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    tenant = _granted(pk)
    with tenant_context(tenant):
        found = selectors.ticket(number)
    if found is None:
        raise Http404("ticket")
    row = found["ticket"]
    services.look(tenant=tenant, verb="support.open", what=str(row), object_id=row.pk, deed=deeds.deed(request))
    return _page(request, "operators/ticket.html", tenant, _("Ticket %s") % row, found)


def _granted(pk: UUID) -> Tenant:
    tenant = get_object_or_404(Tenant, pk=pk)
    if deeds.open_until(tenant) is None:
        raise PermissionDenied("no support access")
    return tenant


def _page(request: HttpRequest, template: str, tenant: Tenant, title: str, found: dict[str, object]) -> HttpResponse:
    context = {**found, "tenant": tenant, "until": deeds.open_until(tenant), "title": title}
    return deeds.page(request, template, context)
