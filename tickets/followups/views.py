from uuid import UUID

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.membership.access import MemberRequest, permission
from tickets.followups import selectors, services
from tickets.followups.errors import Settled
from tickets.followups.forms import WithdrawalForm
from tickets.followups.models import Promise
from tickets.ticket import services as tickets
from tickets.ticket.models import Status


@permission("followups.promise")
@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take our word back, and solve the ticket if that is what it stood in the way of."""
    found = selectors.get_for(request.member, pk=pk)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("Say why the promise is taken back. Nothing was changed."))
    elif not _withdrawn(request, found, form):
        notices.info(request, _("This promise is settled already."))
    return redirect("workspace:ticket", number=found.ticket.number)


@transaction.atomic
def _withdrawn(request: MemberRequest, found: Promise, form: WithdrawalForm) -> bool:
    try:
        services.withdraw(promise=found, reason=form.cleaned_data["reason"], by=request.member)
    except Settled:
        return False
    if form.cleaned_data["solve"] and request.member.may("ticket.change"):
        tickets.set_status(ticket=found.ticket, status=Status.SOLVED, by=request.member)
    return True
