"""How much one request may carry. Refused before a byte of it is read: a form's files would fill the disk first."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def size_middleware(get_response: GetResponse) -> GetResponse:
    """413 over REQUEST_MAX_BYTES. Django reads no body that names no length."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdecimal() and int(length[:20]) > settings.REQUEST_MAX_BYTES:
            return HttpResponse("The request is too large.\n", status=413, content_type="text/plain")
        return get_response(request)

    return middleware
