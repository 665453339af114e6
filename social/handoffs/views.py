"""From the public to a private place and back, in the console."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.web.listing import listed
from social.handoffs import selectors, services
from social.handoffs.errors import Refused
from social.handoffs.forms import CloseForm, EndForm, HandOffForm, OpenForm
from social.handoffs.services import Said
from tenants.membership.access import MemberRequest, permission
from tickets.messages.errors import EmptyMessage, GuardStopped, NoChannel, NoReply, TooLong, UnresolvedPlaceholder
from tickets.ticket.models import Ticket
from tickets.workspace.selectors import ticket_for

PAGE = "social/handoffs/write.html"


@permission("handoffs.open")
@require_http_methods(["GET", "POST"])
def open(request: MemberRequest, number: int) -> HttpResponse:
    """Invite in public."""
    ticket = ticket_for(request.member, number=number)
    form = OpenForm(request.POST) if request.method == "POST" else OpenForm.of(ticket)
    if _tried(form, lambda data: _open(request, ticket, data)):
        notices.success(request, _("The invitation is on its way."))
        return redirect("workspace:ticket", number=number)
    return _write(request, ticket, form, _("Invite to a private place"))


@permission("handoffs.open")
@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    """Say in public that it is solved."""
    ticket = ticket_for(request.member, number=number)
    handoff = selectors.get_for(request.member, ticket=ticket, pk=pk)
    form = CloseForm(request.POST) if request.method == "POST" else CloseForm.of(ticket)
    if _tried(form, lambda data: services.close(handoff=handoff, by=request.member, **data)):
        notices.success(request, _("The circle is closed: the words are on their way."))
        return redirect("workspace:ticket", number=number)
    return _write(request, ticket, form, _("Close the circle in public"))


@permission("handoffs.open")
@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    """Nothing is to be said in public."""
    ticket = ticket_for(request.member, number=number)
    handoff = selectors.get_for(request.member, ticket=ticket, pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, auto_id="handoff_%s")
    if _tried(form, lambda data: services.end_without_words(handoff=handoff, by=request.member, **data)):
        return redirect("workspace:ticket", number=number)
    return _write(request, ticket, form, _("Close without words"))


def _open(request: MemberRequest, ticket: Ticket, data: dict[str, Any]) -> None:
    said = Said(words=data["words"], letter=data["letter"], despite=data["despite"])
    services.open(ticket=ticket, kind=data["kind"], said=said, by=request.member)


def _tried(form: HandOffForm, do: Callable[[dict[str, Any]], object]) -> bool:
    """Whether it was done; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except (Refused, NoReply) as refused:
        form.add_error(None, str(refused.message))
    except GuardStopped as stopped:
        _mark(form, stopped)
        return False
    except TooLong as long:
        said = _("%(length)s characters as the network counts, at most %(limit)s.")
        form.add_error("words", said % {"length": long.length, "limit": long.limit})
    except UnresolvedPlaceholder as left:
        form.add_error("words", listed(left.names))
    except (EmptyMessage, NoChannel):
        form.add_error(None, _("It cannot be sent to this customer."))
    return not form.errors


def _mark(form: HandOffForm, stopped: GuardStopped) -> None:
    """What was found stands in a box of its own below the words."""
    form.findings = stopped.findings
    form.fields["words"].widget.attrs |= {"aria-invalid": "true", "aria-describedby": "handoff-guard"}


def _write(request: MemberRequest, ticket: Ticket, form: HandOffForm, title: str) -> HttpResponse:
    page = {
        "here": "",
        "ticket": ticket,
        "form": form,
        "title": title,
        "may_override": request.member.may("guard.override"),
    }
    return render(request, PAGE, page, status=422 if form.errors or form.findings else 200)
