"""A company's own statuses and categories. `shelf` says which of both a route is for."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.membership.access import MemberRequest, permission
from tenants.tenancy import selectors as tenancy
from tickets.ticket import labels as services
from tickets.workspace import settings_labels
from tickets.workspace.label_forms import NamesForm, NewStatusForm, names_form

PAGE = "tickets/workspace/settings_labels.html"


@permission("ticket.labels")
def labels(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, settings_labels.page(request.member, tenancy.company()))


@permission("ticket.labels")
@require_POST
def new_status(request: MemberRequest) -> HttpResponse:
    company = tenancy.company()
    form = NewStatusForm(request.POST, languages=company.languages, auto_id="id_status_%s")
    if form.is_valid():
        data = form.cleaned_data
        services.create_status(kind=data["kind"], names=data["names"], by=request.member)
        return redirect("workspace:settings-labels")
    return render(request, PAGE, settings_labels.page(request.member, company, status_form=form), status=422)


@permission("ticket.labels")
@require_POST
def new_category(request: MemberRequest) -> HttpResponse:
    company = tenancy.company()
    form = NamesForm(request.POST, languages=company.languages, auto_id="id_category_%s")
    if form.is_valid():
        services.create_category(names=form.cleaned_data["names"], by=request.member)
        return redirect("workspace:settings-labels")
    return render(request, PAGE, settings_labels.page(request.member, company, category_form=form), status=422)


@permission("ticket.labels")
@require_POST
def rename(request: MemberRequest, shelf: str, pk: UUID) -> HttpResponse:
    company, label = tenancy.company(), settings_labels.label_of(shelf, pk)
    form = names_form(label, company.languages, request.POST)
    if form.is_valid():
        services.rename(label=label, names=form.cleaned_data["names"], by=request.member)
        notices.success(request, _("Saved."))
        return redirect("workspace:settings-labels")
    return render(request, PAGE, settings_labels.page(request.member, company, changed=(pk, form)), status=422)


@permission("ticket.labels")
@require_POST
def move(request: MemberRequest, shelf: str, pk: UUID) -> HttpResponse:
    """One place up, or down when the form says `down`."""
    services.move(label=settings_labels.label_of(shelf, pk), up="down" not in request.POST, by=request.member)
    return redirect("workspace:settings-labels")


@permission("ticket.labels")
@require_POST
def archive(request: MemberRequest, shelf: str, pk: UUID) -> HttpResponse:
    services.archive(label=settings_labels.label_of(shelf, pk), by=request.member)
    notices.success(request, _("Archived. Tickets that have it keep it."))
    return redirect("workspace:settings-labels")


@permission("ticket.labels")
@require_POST
def restore(request: MemberRequest, shelf: str, pk: UUID) -> HttpResponse:
    services.restore(label=settings_labels.label_of(shelf, pk), by=request.member)
    return redirect("workspace:settings-labels")
