"""Let the platform's operators in for a while, and out again."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.membership.access import MemberRequest, permission
from tenants.support import selectors, services
from tenants.support.errors import Refused
from tickets.workspace import support as pages

PAGE = "tickets/workspace/settings_support.html"


@permission("tenancy.support")
@require_http_methods(["GET", "POST"])
def support(request: MemberRequest) -> HttpResponse:
    form = pages.SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant(**form.cleaned_data, by=request.member)
            return redirect("workspace:settings-support")
        except Refused as refused:
            form.add_error(None, str(refused.message))
    status = 422 if request.method == "POST" else 200
    return render(request, PAGE, pages.page(request.member, form=form), status=status)


@permission("tenancy.support")
@require_POST
def revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End the access now."""
    grant = selectors.current_for(request.member, pk=pk)
    try:
        services.revoke(support_grant=grant, by=request.member)
        notices.success(request, _("The operators see nothing any more."))
    except Refused as refused:
        notices.info(request, str(refused.message))
    return redirect("workspace:settings-support")
