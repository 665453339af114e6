"""What a company aims at: kept in the settings."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.refusal import Refusal
from tenants.membership.access import MemberRequest, permission
from tickets.calendars import services as calendars
from tickets.sla import pages, selectors
from tickets.sla import policies as services
from tickets.sla.forms import PolicyForm, blank
from tickets.sla.models import SlaPolicy

LIST = "tickets/sla/policies.html"
PAGE = "tickets/sla/policy.html"
ARCHIVAL = "tickets/sla/archival.html"


@permission("sla.see")
def policies(request: MemberRequest) -> HttpResponse:
    return render(request, LIST, pages.listed(request.member))


@permission("sla.change")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, initial=blank(calendars.default()))
    return _edit(request, form, None, lambda: services.create(**form.cleaned_data, by=request.member))


@permission("sla.change")
@require_http_methods(["GET", "POST"])
def policy(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    form = PolicyForm.of(found, request.POST or None)
    return _edit(request, form, found, lambda: services.change(policy=found, **form.cleaned_data, by=request.member))


@permission("sla.change")
@require_POST
def move(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One place up or down: what was pressed is "up" or "down"."""
    found = selectors.get_for(request.member, pk=pk)
    services.move(policy=found, up="up" in request.POST, by=request.member)
    return _back(found)


@permission("sla.change")
@require_http_methods(["GET", "POST"])
def archive(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Says first what becomes of the clocks that run by it."""
    found = selectors.get_for(request.member, pk=pk)
    if request.method == "GET":
        return render(request, ARCHIVAL, pages.archiving(found))
    services.archive(policy=found, by=request.member)
    notices.success(request, _("Archived. Open clocks follow in a moment."))
    return redirect("sla:policies")


@permission("sla.change")
@require_POST
def restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    try:
        services.restore(policy=found, by=request.member)
    except Refusal as refused:
        notices.error(request, str(refused.message))
    return _back(found)


def _edit(
    request: MemberRequest, form: PolicyForm, found: SlaPolicy | None, keep: Callable[[], SlaPolicy]
) -> HttpResponse:
    """Show the form; keep what was sent unless something is wrong, which then stands beside its field."""
    if form.is_valid():
        try:
            kept = keep()
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        else:
            notices.success(request, _("Saved. Open clocks follow in a moment."))
            return _back(kept)
    return render(request, PAGE, pages.edited(form, found), status=422 if form.errors else 200)


def _back(policy: SlaPolicy) -> HttpResponse:
    """To the list, where the policy stands in it: the keyboard goes on there."""
    return redirect(f"{reverse('sla:policies')}#policy-{policy.pk}")
