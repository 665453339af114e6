"""A ticket's private link in the console: make a new one, or take it back."""

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.membership.access import MemberRequest, permission
from tickets.portal import services
from tickets.ticket import selectors as tickets
from tickets.ticket.models import Ticket


def _ticket(request: MemberRequest, number: int) -> Ticket:
    return get_object_or_404(tickets.visible_to(request.member), number=number)


@permission("portal.link")
@require_POST
def renew(request: MemberRequest, number: int) -> HttpResponse:
    services.renew(ticket=_ticket(request, number), by=request.member)
    notices.success(request, _("There is a new private link. The one before leads nowhere."))
    return redirect("workspace:ticket", number=number)


@permission("portal.link")
@require_POST
def revoke(request: MemberRequest, number: int) -> HttpResponse:
    services.revoke(ticket=_ticket(request, number), by=request.member)
    notices.success(request, _("The private link leads nowhere now."))
    return redirect("workspace:ticket", number=number)
