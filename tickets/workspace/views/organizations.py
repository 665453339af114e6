"""Customers that are companies."""

from uuid import UUID

from django.contrib import messages as notices
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib import clock
from tenants.membership.access import MemberRequest, permission
from tickets.contacts import organizations as services
from tickets.contacts import selectors
from tickets.contacts.errors import Refused
from tickets.contacts.models import Contact
from tickets.workspace import organizations as pages

LIST = "tickets/workspace/organizations.html"
PAGE = "tickets/workspace/organization.html"


@permission("contacts.see")
def organizations(request: MemberRequest) -> HttpResponse:
    return render(request, LIST, pages.listed(request.member, request.GET))


@permission("contacts.change")
@require_POST
def create(request: MemberRequest) -> HttpResponse:
    form = pages.OrganizationForm(request.POST)
    try:
        if form.is_valid():
            made = services.create(**form.cleaned_data, by=request.member)
            return redirect("workspace:organization", pk=made.pk)
    except Refused as refused:
        _say(form, refused)
    return render(request, LIST, pages.listed(request.member, request.GET, form=form), status=422)


@permission("contacts.see")
def organization(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.organization_for(request.member, pk=pk)
    return render(request, PAGE, pages.organization(request.member, found, request.GET, now=clock.now()))


@permission("contacts.change")
@require_POST
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.organization_for(request.member, pk=pk)
    form = pages.OrganizationForm(request.POST)
    try:
        if form.is_valid():
            services.change(organization=found, **form.cleaned_data, by=request.member)
            notices.success(request, _("Saved."))
            return redirect("workspace:organization", pk=pk)
    except Refused as refused:
        _say(form, refused)
    page = pages.organization(request.member, found, request.GET, now=clock.now(), form=form)
    return render(request, PAGE, page, status=422)


@permission("contacts.remove")
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.organization_for(request.member, pk=pk)
    try:
        services.remove(organization=found, by=request.member)
        notices.success(request, _("%(name)s is removed; its people stay.") % {"name": found.name})
    except Refused as refused:
        notices.error(request, str(refused.message))
    return redirect("workspace:organizations")


@permission("contacts.change")
@require_POST
def join(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put a contact into an organization, into a new one, or out of the one he is in."""
    contact = selectors.get_for(request.member, pk=pk)
    form = pages.ChoiceForm(request.POST, by=request.member)
    try:
        if form.is_valid():
            _joined(request, contact, form)
        else:
            notices.error(request, _("That value is not offered here. Nothing was changed."))
    except Refused as refused:
        notices.error(request, str(refused.message))
    return redirect("workspace:contact", pk=pk)


def _joined(request: MemberRequest, contact: Contact, form: pages.ChoiceForm) -> None:
    chosen, data = form.cleaned_data["organization"], form.cleaned_data
    if chosen is None and data["name"]:
        domains = [data["domain"]] if data["domain"] else []
        chosen = services.create(name=data["name"], domains=domains, by=request.member)
    services.join(contact=contact, organization=chosen, by=request.member)


def _say(form: Form, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
