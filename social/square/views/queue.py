from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.lib import clock
from helpdesk.web import live
from social.mentions import selectors as mentions
from social.square import pages
from tenants.membership.access import MemberRequest, permission


@permission("mentions.see")
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    page = pages.queue(request.member, request.GET, now=clock.now())
    return render(request, live.part(request, "social/square/queue.html"), page)


@permission("mentions.see")
@require_safe
def mention(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = mentions.get_for(request.member, pk=pk)
    return render(request, "social/square/mention.html", pages.mention(request.member, found, now=clock.now()))
