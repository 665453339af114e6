from django.http import HttpResponse
from django.shortcuts import render

from tenants.membership.access import MemberRequest, permission


@permission("ticket.see")
def frame(request: MemberRequest) -> HttpResponse:
    """Lights and counters alone, for pages of which nothing else changes."""
    return render(request, "components/frame.html", {"here": request.GET.get("here", "")})
