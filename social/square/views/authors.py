from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.lib import clock
from helpdesk.lib.refusal import Refusal
from social.mentions import selectors as mentions
from social.mentions import services
from social.square import pages
from social.square.forms import ContactForm
from tenants.membership.access import MemberRequest, permission
from tickets.contacts import selectors as contacts


@permission("mentions.see")
@require_safe
def author(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = mentions.author_for(request.member, pk=pk)
    find = request.GET.get("find", "").replace("\x00", "").strip()[:100]
    return render(request, "social/square/author.html", pages.author(request.member, found, now=clock.now(), find=find))


@permission("mentions.act")
@require_POST
def link(request: MemberRequest, pk: UUID) -> HttpResponse:
    """This author is that contact."""
    found, form = mentions.author_for(request.member, pk=pk), ContactForm(request.POST)
    if form.is_valid():
        contact = contacts.get_for(request.member, pk=form.cleaned_data["contact"])
        try:
            services.link(author=found, contact=contact, by=request.member)
            notices.success(request, _("Linked. Their tickets stand together from now on."))
        except Refusal as refused:
            notices.error(request, str(refused.message))
    return redirect("square:author", pk=found.pk)


@permission("mentions.act")
@require_POST
def unlink(request: MemberRequest, pk: UUID) -> HttpResponse:
    """It was somebody else."""
    found = mentions.author_for(request.member, pk=pk)
    try:
        services.unlink(author=found, by=request.member)
    except Refusal as refused:
        notices.error(request, str(refused.message))
    return redirect("square:author", pk=found.pk)
