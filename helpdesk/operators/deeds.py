"""Pages on which an operator says why, and does it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import validate_host
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.operators import services
from helpdesk.operators.forms import PlanForm, ReasonForm, RouteForm
from helpdesk.operators.services import Deed
from tenants.isolation.models import Tenant
from tenants.operators.models import Operator
from tenants.plans.errors import Refused
from tenants.plans.models import Subscription
from tenants.routes.errors import RouteTaken
from tenants.routes.models import Route
from tenants.tenancy import addresses


def deed(request: HttpRequest) -> Deed:
    """Who asks. The site lets nobody else this far."""
    operator: Any = request.user
    if not isinstance(operator, Operator):
        raise TypeError("only operators do deeds")
    return Deed(operator, request.META["REMOTE_ADDR"])


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """One page in the frame of the site; 422 when its form was refused."""
    form = context.get("form")
    frame = request.operator_site.each_context(request)  # type: ignore[attr-defined]
    return render(request, template, {**frame, **context}, status=422 if form is not None and form.errors else 200)


def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    tenant, form = _company(pk), ReasonForm(_posted(request))
    if form.is_valid():
        try:
            services.suspend(tenant=tenant, reason=form.cleaned_data["reason"], deed=deed(request))
        except Refused as refused:
            return _refused(request, tenant, refused)
        messages.success(request, _("%s is closed.") % tenant.slug)
        return redirect("admin:tenants_tenant_change", tenant.pk)
    say = _("Its pages will say that the desk is closed. Mail to it is answered “later”; its own mail waits.")
    return _form(request, form, _("Suspend %s") % tenant.slug, say, _("Suspend"), tenant)


@require_POST
def reactivate(request: HttpRequest, pk: UUID) -> HttpResponse:
    tenant = _company(pk)
    try:
        services.reactivate(tenant=tenant, deed=deed(request))
        messages.success(request, _("%s is open again.") % tenant.slug)
    except Refused as refused:
        return _refused(request, tenant, refused)
    return redirect("admin:tenants_tenant_change", tenant.pk)


def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    tenant = _company(pk)
    agreed = Subscription.objects.filter(tenant=tenant).first()
    form = PlanForm(_posted(request), initial={"plan": agreed.plan, "note": agreed.note} if agreed else {})
    if form.is_valid():
        services.change_plan(tenant=tenant, **form.cleaned_data, deed=deed(request))
        messages.success(request, _("Saved."))
        return redirect("admin:tenants_tenant_change", tenant.pk)
    say = _("A plan is a record: nothing of the desk changes by it.")
    return _form(request, form, _("Plan of %s") % tenant.slug, say, _("Save"), tenant)


def add_route(request: HttpRequest) -> HttpResponse:
    form = RouteForm(_posted(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.add_route(tenant=data["slug"], kind=data["kind"], key=data["key"], deed=deed(request))
        except RouteTaken:
            form.add_error("key", _("This address is another company's."))
        else:
            _say_what_is_left(request, data["kind"], data["key"])
            return redirect("admin:tenants_route_changelist")
    say = _("A host name leads to a company's desk; a mail address becomes one of its mailboxes.")
    return _form(request, form, _("Add an address"), say, _("Add"), None)


def remove_route(request: HttpRequest, pk: UUID) -> HttpResponse:
    route, form = get_object_or_404(Route.objects.select_related("tenant"), pk=pk), ReasonForm(_posted(request))
    if addresses.is_own(route.key.rpartition("@")[2]):
        messages.error(request, _("This address lies on the platform's own domain and stays with its company."))
        return redirect("admin:tenants_route_change", route.pk)
    if form.is_valid():
        services.remove_route(route=route, reason=form.cleaned_data["reason"], deed=deed(request))
        messages.success(request, _("%s leads nowhere now.") % route.key)
        return redirect("admin:tenants_route_changelist")
    say = _("Nobody will reach the company there. What came by it stays.")
    return _form(request, form, _("Remove %s") % route.key, say, _("Remove"), None)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _company(pk: UUID) -> Tenant:
    return get_object_or_404(Tenant.objects.exclude(state=Tenant.State.PLATFORM), pk=pk)


def _form(request: HttpRequest, form: Any, title: str, say: str, button: str, tenant: Tenant | None) -> HttpResponse:
    context = {"form": form, "title": title, "say": say, "button": button, "tenant": tenant}
    return page(request, "operators/form.html", context)


def _refused(request: HttpRequest, tenant: Tenant, refused: Refused) -> HttpResponse:
    messages.error(request, str(refused.message))
    return redirect("admin:tenants_tenant_change", tenant.pk)


def _say_what_is_left(request: HttpRequest, kind: str, key: str) -> None:
    messages.success(request, _("%s leads to the company now.") % key)
    if kind == Route.Kind.HOST and not validate_host(key, settings.DESK_HOSTS):  # type: ignore[misc]
        messages.warning(request, _("Add %s to ALLOWED_HOSTS and start the desk anew, or it answers 400 there.") % key)
