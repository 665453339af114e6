"""A person corrects what our rules made of a mention."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from social.mentions import selectors as mentions
from social.triage import panel, services
from social.triage.forms import CorrectionForm
from tenants.membership.access import MemberRequest, permission


@permission("triage.correct")
@require_POST
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The section as it is now for htmx, the page it stands on for a browser without scripts."""
    mention = mentions.get_for(request.member, pk=pk)
    form = CorrectionForm(request.POST)
    if not (form.is_valid() and form.said()):
        return HttpResponse(status=422)
    mention = services.correct(mention=mention, by=request.member, **form.said())
    if "HX-Request" in request.headers or mention.ticket is None:
        return render(request, panel.TEMPLATE, {"data": panel.of(mention, request.member)})
    return redirect("workspace:ticket", number=mention.ticket.number)
