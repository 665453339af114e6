"""Whatever is refused before a view is asked, a program reads as a problem too, never as a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from helpdesk.api.errors import MEDIA_TYPE, problem, title_of

GetResponse = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
_CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 413: "too_large", 503: "unavailable"}


def problem_middleware(get_response: GetResponse) -> GetResponse:
    """Stands outside of all that answers with pages: hosts without a desk, requests that are too large, failures."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(PREFIX) or response.status_code < 400:
            return response
        if response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        with translation.override(translation.get_language_from_request(request)):
            return _told(response)

    return middleware


def _told(response: HttpResponse) -> HttpResponse:
    code, said = getattr(response, "problem", None) or (_CODES.get(response.status_code, "error"), "")
    told = problem(response.status_code, code, said or title_of(response.status_code))
    told.headers.setdefault("Content-Language", translation.get_language() or "en")
    for name in ("Retry-After", "Allow"):
        if name in response.headers:
            told.headers[name] = response.headers[name]
    response.close()
    return told
