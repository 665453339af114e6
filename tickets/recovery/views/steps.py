"""Begin, walk the steps, close."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tenants.membership.access import MemberRequest, permission
from tickets.messages import selectors as messages
from tickets.recovery import services
from tickets.recovery.errors import NotAnApology
from tickets.recovery.forms import OpenForm, StepForm
from tickets.recovery.models import Recovery, Step
from tickets.recovery.views.kit import back, done, recovery_of, ticket_of, told


@permission("recovery.open")
@require_POST
def begin(request: MemberRequest, number: int) -> HttpResponse:
    found = ticket_of(request, number)
    done(request, OpenForm(request.POST), lambda data: services.open(ticket=found, **data, by=request.member))
    return back(number)


@permission("recovery.open")
@require_POST
def step(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    recovery = recovery_of(request, number, pk)
    done(request, StepForm(request.POST), lambda data: _mark(request, recovery, data))
    return back(number)


@permission("recovery.open")
@require_POST
def close(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    recovery = recovery_of(request, number, pk)
    told(request, lambda: services.close(recovery=recovery, by=request.member))
    return back(number)


def _mark(request: MemberRequest, recovery: Recovery, data: dict[str, Any]) -> None:
    if data["step"] == Step.APOLOGISE:
        if data["message"] is None:
            raise NotAnApology
        message = messages.get_for(request.member, pk=data["message"])
        services.apologise(recovery=recovery, message=message, by=request.member)
    elif data["step"] == Step.DIAGNOSE:
        services.diagnose(recovery=recovery, cause=data["cause"], by=request.member)
    else:
        services.mark(recovery=recovery, step=data["step"], by=request.member)
