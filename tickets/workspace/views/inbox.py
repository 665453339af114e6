from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib import clock
from helpdesk.web import live
from tenants.membership.access import MemberRequest, permission
from tickets.workspace import pages, services
from tickets.workspace.shell import counts_of


@permission("ticket.see")
def inbox(request: MemberRequest) -> HttpResponse:
    page = pages.inbox(request.member, request.GET, counts_of(request), now=clock.now())
    return render(request, live.part(request, "tickets/workspace/inbox.html"), page)


@permission("ticket.change")
@require_POST
def take_next(request: MemberRequest) -> HttpResponse:
    """A new owner for what is due next."""
    ticket = services.take_next(by=request.member)
    if ticket is None:
        messages.success(request, _("Nobody is waiting."))
        return redirect("workspace:inbox")
    return redirect("workspace:ticket", number=ticket.number)
