from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib import clock
from tenants.membership.access import MemberRequest, permission
from tickets.contacts import selectors, services
from tickets.contacts.errors import IdentityTaken
from tickets.contacts.models import Contact
from tickets.workspace import forms, organizations, pages, people

PAGE = "tickets/workspace/contact.html"


@permission("contacts.see")
def contacts(request: MemberRequest) -> HttpResponse:
    page = people.contacts(request.member, request.GET)
    return render(request, "tickets/workspace/contacts.html", {"here": "contacts", **page})


@permission("contacts.see")
def contact(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    offered = organizations.choice(request.member, found, request.GET)
    if request.headers.get("HX-Request") and "organization" in request.GET:
        return render(request, "tickets/workspace/_organization_choices.html", {"contact": found, "choice": offered})
    form = forms.ContactForm(initial={"name": found.name, "note": found.note})
    page = pages.contact(request.member, found, now=clock.now())
    return render(request, PAGE, {**page, "choice": offered, "form": form, "identity_form": forms.IdentityForm()})


@permission("contacts.change")
@require_POST
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = selectors.get_for(request.member, pk=pk)
    form = forms.ContactForm(request.POST)
    if form.is_valid():
        services.change(contact=found, **form.cleaned_data)
        return redirect("workspace:contact", pk=found.pk)
    page = pages.contact(request.member, found, now=clock.now())
    return render(request, PAGE, {**page, "form": form, "identity_form": forms.IdentityForm()}, status=422)


@permission("contacts.change")
@require_POST
def add_identity(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One more address of the same person."""
    found = selectors.get_for(request.member, pk=pk)
    form = forms.IdentityForm(request.POST)
    if form.is_valid() and _added(request, found, form):
        return redirect("workspace:contact", pk=found.pk)
    page = pages.contact(request.member, found, now=clock.now())
    known = forms.ContactForm(initial={"name": found.name, "note": found.note})
    return render(request, PAGE, {**page, "form": known, "identity_form": form}, status=422)


def _added(request: MemberRequest, found: Contact, form: forms.IdentityForm) -> bool:
    try:
        services.add_identity(contact=found, **form.cleaned_data)
    except IdentityTaken as refused:
        form.add_error(refused.field, str(refused.message))
        return False
    notices.success(request, _("Added."))
    return True
