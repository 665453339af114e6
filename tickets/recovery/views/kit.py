"""What the pages of this room do alike: find their ticket, and turn a refusal into words beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from helpdesk.lib.refusal import Refusal
from helpdesk.web.listing import listed
from tenants.membership.access import MemberRequest
from tickets.messages.errors import EmptyMessage, NoChannel, NoReply, TooLong, UnresolvedPlaceholder
from tickets.recovery import access
from tickets.recovery.errors import NoLimit, OverLimit
from tickets.recovery.models import Recovery
from tickets.ticket import selectors as tickets
from tickets.ticket.models import Ticket

LIMITED = (NoLimit, OverLimit)
SPEAKING = (EmptyMessage, NoChannel, NoReply, TooLong, UnresolvedPlaceholder)


def ticket_of(request: MemberRequest, number: int) -> Ticket:
    """Raises Http404."""
    return get_object_or_404(tickets.visible_to(request.member), number=number)


def recovery_of(request: MemberRequest, number: int, pk: UUID) -> Recovery:
    """Raises Http404."""
    return access.recovery_for(request.member, pk=pk, ticket=ticket_of(request, number))


def back(number: int) -> HttpResponse:
    return redirect("workspace:ticket", number=number)


def tried(form: Form, do: Callable[[dict[str, Any]], object]) -> bool:
    """Whether it was done; if not, the form says why. Raises NoLimit, OverLimit: what then is for the caller to say."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except LIMITED:
        raise
    except Refusal as refused:
        form.add_error(_place(form, refused.field), str(refused.message))
    except SPEAKING as refused:
        form.add_error("words" if "words" in form.fields else None, words_of(refused))
    return not form.errors


def _place(form: Form, field: str) -> str | None:
    """Where it is read: above the form when it has no such field, or a hidden one."""
    return field if field in form.fields and not form.fields[field].widget.is_hidden else None


def done(request: MemberRequest, form: Form, do: Callable[[dict[str, Any]], object]) -> None:
    """The same where there is no form to come back to: a notice says why not."""
    if not tried(form, do):
        said = next(iter(form.errors.values()))[0]
        notices.error(request, str(said))


def told(request: MemberRequest, do: Callable[[], object]) -> None:
    """Do what needs no form; a notice says why not."""
    try:
        do()
    except Refusal as refused:
        notices.error(request, str(refused.message))


def words_of(refused: Exception) -> str:
    if isinstance(refused, NoReply):
        return str(refused.message)
    if isinstance(refused, TooLong):
        said = _("%(length)s characters as the network counts, at most %(limit)s.")
        return said % {"length": refused.length, "limit": refused.limit}
    if isinstance(refused, UnresolvedPlaceholder):
        return _("Nothing can fill in: %(places)s") % {"places": listed(refused.names)}
    return _("It cannot be sent to this customer.")
