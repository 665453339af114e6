"""What waits for a yes or a no, and the answer to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.membership.access import MemberRequest, permission
from tickets.recovery import access, approvals, pages
from tickets.recovery.forms import DecideForm
from tickets.recovery.models import Approval
from tickets.recovery.views.kit import LIMITED, told, tried

PAGE = "tickets/recovery/approvals.html"


@permission("recovery.ask")
def waiting(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, pages.approvals(request.member))


@permission("recovery.decide")
@require_POST
def decide(request: MemberRequest, pk: UUID) -> HttpResponse:
    approval = access.approval_for(request.member, pk=pk)
    form = DecideForm(request.POST, approval=approval)
    try:
        if tried(form, lambda data: _decide(request, approval, data)):
            notices.success(request, _("Decided. Whoever asked is told."))
            return redirect("recovery:approvals")
    except LIMITED as refused:
        form.add_error("granted", str(refused.message))
    return render(request, PAGE, pages.approvals(request.member, form), status=422)


@permission("recovery.ask")
@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = access.approval_for(request.member, pk=pk)
    told(request, lambda: approvals.withdraw(approval=found, by=request.member))
    return redirect("workspace:ticket", number=found.ticket.number)


def _decide(request: MemberRequest, approval: Approval, data: dict[str, Any]) -> None:
    approvals.decide(
        approval=approval,
        by=request.member,
        granted=data["granted"],
        answer=data["answer"],
        said=data["words"],
        public_reading=data["public_reading"],
    )
