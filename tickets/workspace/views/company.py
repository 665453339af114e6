from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.membership import services as membership
from tenants.membership.access import MemberRequest, permission
from tenants.tenancy import selectors, services
from tickets.workspace import settings
from tickets.workspace.settings_forms import CompanyForm, YouForm


@permission("today.see")
def first(request: MemberRequest) -> HttpResponse:
    """The first page of the settings is for everybody."""
    return redirect("workspace:settings-you")


@permission("today.see")
@require_http_methods(["GET", "POST"])
def you(request: MemberRequest) -> HttpResponse:
    known = {"name": request.member.name, "signature": request.member.signature}
    form = YouForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        membership.introduce(member=request.member, **form.cleaned_data)
        notices.success(request, _("Saved."))
        return redirect("workspace:settings-you")
    page = {**settings.frame(request.member, "you"), "form": form}
    return render(request, "tickets/workspace/settings_you.html", page, status=422 if form.errors else 200)


@permission("tenancy.change")
@require_http_methods(["GET", "POST"])
def company(request: MemberRequest) -> HttpResponse:
    known = selectors.company()
    form = CompanyForm(request.POST, company=known) if request.method == "POST" else CompanyForm.of(known)
    if form.is_bound and form.is_valid():
        services.change(**form.cleaned_data, by=request.member)
        notices.success(request, _("Saved."))
        return redirect("workspace:settings-company")
    page = {**settings.frame(request.member, "company"), "form": form}
    return render(request, "tickets/workspace/settings_company.html", page, status=422 if form.errors else 200)
