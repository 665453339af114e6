"""What is done with a mention. Each comes back to the queue as it was asked for."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib import clock
from social.mentions import selectors as mentions
from social.mentions import services
from social.mentions.errors import IllegalMove, NewerWaits
from social.mentions.models import Mention
from social.square import asked, pages
from social.square.forms import DismissForm, ThankForm
from tenants.membership.access import MemberRequest, permission
from tickets.messages.errors import EmptyMessage, GuardStopped, NoChannel, TooLong, UnresolvedPlaceholder
from tickets.messages.registry import Finding
from tickets.workspace.forms import still_open, too_long


@permission("mentions.act")
@require_POST
def thank(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answer praise in public. Words that are refused are kept, with what was found in them."""
    found = mentions.get_for(request.member, pk=pk)
    form, stopped = ThankForm(request.POST), list[Finding]()
    try:
        if form.is_valid() and _thanked(request, found, form):
            notices.success(request, _("On its way. It counts as thanked when it is published."))
            return _back(request)
    except GuardStopped as guard:
        form.add_error("text", _("Nothing was published. What was stopped, and why, stands below."))
        stopped = guard.findings
    page = pages.mention(request.member, found, now=clock.now(), form=form, stopped=stopped)
    return render(request, "social/square/mention.html", page, status=422)


@permission("mentions.act")
@require_POST
def dismiss(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put it aside without a word, for a reason."""
    found, form = mentions.get_for(request.member, pk=pk), DismissForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("Choose a reason."))
        return _back(request)
    try:
        services.dismiss(mention=found, reason=form.cleaned_data["reason"], by=request.member)
        notices.success(request, _("Dismissed. It stands among the settled ones, where it can be taken back."))
    except IllegalMove:
        _told_elsewhere(request, found)
    return _back(request)


@permission("mentions.act")
@require_POST
def reopen(request: MemberRequest, pk: UUID) -> HttpResponse:
    """It waits again."""
    found = mentions.get_for(request.member, pk=pk)
    try:
        services.reopen(mention=found, by=request.member)
        notices.success(request, _("It waits again."))
    except IllegalMove:
        _told_elsewhere(request, found)
    return _back(request)


@permission("mentions.act")
@require_POST
def make_ticket(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What was not thought worth a ticket gets one; what has one keeps it."""
    ticket = services.open_ticket(mention=mentions.get_for(request.member, pk=pk))
    return redirect("workspace:ticket", number=ticket.number)


def _thanked(request: MemberRequest, found: Mention, form: ThankForm) -> bool:
    """Raises GuardStopped."""
    data, by = form.cleaned_data, request.member
    try:
        if not by.may("publishing.public"):
            form.add_error(None, _("Your role may not speak in public."))
        else:
            services.thank(mention=found, by=by, body=data["text"], despite=data["despite"])
    except TooLong as long:
        form.add_error("text", too_long(long.length, long.limit))
    except UnresolvedPlaceholder as left:
        form.add_error("text", still_open(left.names))
    except NoChannel as refused:
        form.add_error(None, getattr(refused, "message", "") or _("This cannot be answered from here."))
    except EmptyMessage:
        form.add_error("text", _("Write a word of thanks."))
    except NewerWaits:
        form.add_error(None, _("Something newer waits in this thread: answer that first."))
    except IllegalMove:
        form.add_error(None, _("A colleague was quicker: look at it anew."))
    return not form.errors


def _told_elsewhere(request: MemberRequest, found: Mention) -> None:
    now = mentions.get_for(request.member, pk=found.pk)
    notices.error(request, _("A colleague was quicker. It is now: %(state)s.") % {"state": now.get_state_display()})


def _back(request: MemberRequest) -> HttpResponse:
    """To the queue, narrowed as it was."""
    narrowed = asked.read(pages.flat(QueryDict(request.POST.get("back", "")[:500])))
    return redirect(reverse("square:queue") + narrowed.query())
