"""Who may give how much without asking."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.membership.access import MemberRequest, permission
from tickets.recovery import access, limits, pages
from tickets.recovery.forms import LimitForm
from tickets.recovery.views.kit import tried

PAGE = "tickets/recovery/settings_limits.html"


@permission("recovery.limits")
@require_http_methods(["GET", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    form = LimitForm(request.POST) if request.method == "POST" else pages.limit_form(request.member, request.GET)
    if request.method == "POST" and tried(form, lambda data: limits.set_limit(**data, by=request.member)):
        notices.success(request, _("The limit is set."))
        return redirect("recovery:settings")
    return render(request, PAGE, pages.limits(request.member, form), status=422 if form.errors else 200)


@permission("recovery.limits")
@require_POST
def take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    limit = get_object_or_404(access.limits(request.member), pk=pk)
    limits.take_back(limit=limit, by=request.member)
    notices.success(request, _("The limit is taken back."))
    return redirect("recovery:settings")
