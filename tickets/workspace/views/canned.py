"""Canned replies: kept in the settings, offered and filled in beside an answer."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.membership.access import MemberRequest, permission
from tenants.tenancy import selectors as tenancy
from tickets.canned import selectors, services
from tickets.canned.errors import ShortcutTaken
from tickets.canned.models import CannedReply
from tickets.workspace import picker, settings_canned
from tickets.workspace import selectors as workspace
from tickets.workspace.settings_canned import CannedForm

PAGE = "tickets/workspace/settings_canned.html"
FORM = "tickets/workspace/settings_canned_reply.html"


@permission("canned.change")
def replies(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, settings_canned.listed(request.member))


@permission("canned.change")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    company = tenancy.company()
    form = settings_canned.form_of(company, data=request.POST or None)
    if form.is_valid() and _kept(request, form, None):
        return redirect("workspace:settings-canned")
    page = settings_canned.edited(request.member, company, form)
    return render(request, FORM, page, status=422 if form.errors else 200)


@permission("canned.change")
@require_http_methods(["GET", "POST"])
def reply(request: MemberRequest, pk: UUID) -> HttpResponse:
    found, company = selectors.get_for(request.member, pk=pk), tenancy.company()
    form = settings_canned.form_of(company, found, request.POST or None)
    if form.is_valid() and _kept(request, form, found):
        return redirect("workspace:settings-canned")
    page = settings_canned.edited(request.member, company, form, found)
    return render(request, FORM, page, status=422 if form.errors else 200)


@permission("canned.change")
@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """How the texts of the form will read, whatever is still wrong with them."""
    bodies = {key.removeprefix("body_"): str(text) for key, text in request.POST.items() if key in picker.BODIES}
    previews = settings_canned.previews(request.member, tenancy.company(), bodies)
    return render(request, "tickets/workspace/_canned_preview.html", {"previews": previews})


@permission("canned.change")
@require_POST
def archive(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.archive(reply=selectors.get_for(request.member, pk=pk), by=request.member)
    notices.success(request, _("Archived. Nobody is offered it any more."))
    return redirect("workspace:settings-canned")


@permission("canned.change")
@require_POST
def restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    services.restore(reply=selectors.get_for(request.member, pk=pk), by=request.member)
    return redirect("workspace:settings-canned")


@permission("canned.see")
def offers(request: MemberRequest, number: int) -> HttpResponse:
    """What the picker lists for the words typed into it, in the wanted language or the customer's."""
    ticket = workspace.ticket_for(request.member, number=number)
    page = picker.offers(request.member, ticket, words=request.GET.get("words", ""), wanted=request.GET.get("in", ""))
    return render(request, "components/canned_offers.html", page)


@permission("canned.see")
@require_POST
def use(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    """The text of one reply, filled in for this ticket. What nothing is known of stays open."""
    ticket = workspace.ticket_for(request.member, number=number)
    found = selectors.get_for(request.member, pk=pk)
    filled = picker.filled(request.member, ticket, found, wanted=request.POST.get("in", ""))
    services.use(reply_id=found.pk)
    return JsonResponse({"text": filled.text, "missing": filled.missing})


def _kept(request: MemberRequest, form: CannedForm, found: CannedReply | None) -> bool:
    try:
        if found is None:
            services.create(**form.cleaned_data, by=request.member)
        else:
            services.change(reply=found, **form.cleaned_data, by=request.member)
    except ShortcutTaken:
        form.add_error("shortcut", _("Another reply has this shortcut. Look among the archived ones too."))
        return False
    notices.success(request, _("Saved."))
    return True
