"""One click within the limit; above it, the form to ask with what was typed."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.membership.access import MemberRequest, permission
from tickets.recovery import access, approvals, deciding, giving, granting
from tickets.recovery.forms import AskForm, GiveForm, ReverseForm
from tickets.recovery.models import Recovery
from tickets.recovery.views.kit import LIMITED, back, done, recovery_of, tried

PAGE = "tickets/recovery/give.html"


@permission("recovery.grant")
@require_POST
def give(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    recovery = recovery_of(request, number, pk)
    form = GiveForm(request.POST)
    try:
        if tried(form, lambda data: giving.give(recovery=recovery, by=request.member, **_given(recovery, data))):
            notices.success(request, _("It is given."))
            return back(number)
    except LIMITED as refused:
        return _page(request, recovery, AskForm.of(form), refused=str(refused.message))
    form.renew()
    return _page(request, recovery, form)


@permission("recovery.ask")
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, number: int, pk: UUID) -> HttpResponse:
    """Ask another person."""
    recovery = recovery_of(request, number, pk)
    posted = request.method == "POST"
    form = AskForm(request.POST) if posted else AskForm(initial={"currency": giving.currency()})
    if posted and tried(form, lambda data: _ask(request, recovery, data)):
        _notice(request)
        return back(number)
    return _page(request, recovery, form)


@permission("recovery.reverse")
@require_POST
def reverse(request: MemberRequest, pk: UUID) -> HttpResponse:
    grant = access.grant_for(request.member, pk=pk)
    done(request, ReverseForm(request.POST), lambda data: granting.reverse(grant=grant, by=request.member, **data))
    return back(grant.ticket.number)


def _ask(request: MemberRequest, recovery: Recovery, data: dict[str, Any]) -> None:
    wish = {name: data[name] for name in ("kind", "currency", "amount", "reason")}
    approvals.ask(recovery=recovery, by=request.member, **wish, said=_said(recovery, data))


def _notice(request: MemberRequest) -> None:
    if deciding.besides(request.member).exists():
        notices.success(request, _("Asked. Whoever may decide sees it at once."))
    else:
        notices.warning(request, _("Asked, but nobody else here may decide it: a second lead, admin or owner has to."))


def _given(recovery: Recovery, data: dict[str, Any]) -> dict[str, Any]:
    wish = {name: data[name] for name in ("kind", "currency", "amount", "public_reading")}
    return {**wish, "key": f"form:{data['key']}", "said": _said(recovery, data)}


def _said(recovery: Recovery, data: dict[str, Any]) -> str:
    """What was typed, or our usual words for it; nothing where nothing is to be told."""
    if not data["tell"]:
        return ""
    return str(data["words"]) or giving.default_words(recovery.ticket, data["kind"])


def _page(request: MemberRequest, recovery: Recovery, form: Form, *, refused: str = "") -> HttpResponse:
    page = {
        "here": "",
        "ticket": recovery.ticket,
        "recovery": recovery,
        "form": form,
        "refused": refused,
        "asks": isinstance(form, AskForm),
    }
    return render(request, PAGE, page, status=422 if form.errors or refused else 200)
