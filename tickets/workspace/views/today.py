from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from helpdesk.lib import clock
from helpdesk.web import live
from tenants.membership.access import MemberRequest, permission
from tickets.workspace import pages


@permission("today.see")
def today(request: MemberRequest) -> HttpResponse:
    page = pages.today(request.member, now=clock.now(), rtl=get_language_bidi())
    return render(request, live.part(request, "tickets/workspace/today.html"), {"here": "today", **page})
