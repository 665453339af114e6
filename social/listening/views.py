"""What a company listens for: kept in the settings, tried before it listens."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.refusal import Refusal
from social.accounts import selectors as accounts
from social.listening import pages, selectors, services
from social.listening.errors import BadTerms
from social.listening.forms import ListenerForm, forms_of, specs_of
from social.listening.models import Listener
from tenants.membership.access import MemberRequest, permission

LIST = "social/listening/listeners.html"
PAGE = "social/listening/listener.html"


@permission("listening.see")
def listeners(request: MemberRequest) -> HttpResponse:
    return render(request, LIST, pages.listed(request.member))


@permission("listening.change")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    return _edit(request, None)


@permission("listening.change")
@require_http_methods(["GET", "POST"])
def listener(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _edit(request, selectors.get_for(request.member, pk=pk))


@permission("listening.change")
@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """What the form would hear as it stands."""
    form, rows = forms_of(None, request.POST)
    found = pages.tried(form, rows, request.POST.getlist("also"))
    return render(request, "social/listening/_preview.html", found)


@permission("listening.change")
@require_POST
def activate(request: MemberRequest, pk: UUID) -> HttpResponse:
    try:
        services.activate(listener=selectors.get_for(request.member, pk=pk), by=request.member)
    except Refusal as refused:
        notices.error(request, str(refused.message))
    return redirect("listening:listener", pk)


@permission("listening.change")
@require_POST
def pause(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.pause(listener=selectors.get_for(request.member, pk=pk), by=request.member)
    return redirect("listening:listener", pk)


@permission("listening.change")
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    try:
        services.remove(listener=selectors.get_for(request.member, pk=pk), by=request.member)
    except Refusal as refused:
        notices.error(request, str(refused.message))
        return redirect("listening:listener", pk)
    notices.success(request, _("Removed."))
    return redirect("listening:listeners")


def _edit(request: MemberRequest, found: Listener | None) -> HttpResponse:
    """Show the form; keep what was sent unless it is only tried ("try") or something is wrong."""
    form, rows = forms_of(found, request.POST or None)
    is_tried = "try" in request.POST
    if form.is_bound and form.is_valid() and rows.is_valid() and not is_tried:
        kept = _kept(request, form, rows, found)
        if kept is not None:
            notices.success(request, _("Saved."))
            return redirect("listening:listener", kept.pk)
    page = pages.edited(request.member, form, rows, found)
    is_wrong = form.is_bound and not is_tried and bool(form.errors or any(rows.errors) or rows.non_form_errors())
    return render(request, PAGE, page, status=422 if is_wrong else 200)


def _kept(request: MemberRequest, form: ListenerForm, rows: Any, found: Listener | None) -> Listener | None:
    facts = {key: form.cleaned_data[key] for key in ("name", "networks", "languages", "excluded_authors")}
    terms = specs_of(rows, request.POST.getlist("also"))
    try:
        if found is not None:
            return services.change(listener=found, terms=terms, **facts, by=request.member)
        brand = accounts.brand_for(request.member, pk=form.cleaned_data["brand"])
        return services.create(brand=brand, terms=terms, **facts, by=request.member)
    except BadTerms as refused:
        form.add_error(None, str(refused.message))
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    return None
