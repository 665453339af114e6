"""Pages for what went wrong, in words that say what to do."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from redis import RedisError

AWAY = (OperationalError, InterfaceError, RedisError)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the session, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke, perhaps the page's own frame too: then the words stand without it."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    try:
        return render(request, "500.html", status=500)
    except Exception:  # whatever broke once may break again
        return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The desk is starting, or a part it needs is away."""
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "30"
    return response
