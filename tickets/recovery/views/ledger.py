"""What was given and spent, to be read, and the ledger behind it, to be kept in a spreadsheet."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from helpdesk.lib import clock
from tenants.membership.access import MemberRequest, permission
from tickets.recovery import exporting, pages

PAGE = "tickets/recovery/ledger.html"


@permission("recovery.ledger")
@require_GET
def given(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, pages.ledger(request.member, request.GET))


@permission("recovery.ledger")
@require_GET
def export(request: MemberRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(exporting.lines(request.tenant.pk), content_type="text/csv; charset=utf-8")
    name = f"ledger-{request.tenant.slug}-{clock.now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
