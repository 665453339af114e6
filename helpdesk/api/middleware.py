"""Whatever is refused before a view is asked, a program reads as a problem too, never as a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from helpdesk.api.errors import MEDIA_TYPE, problem, title_of

GetResponse = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
_VARY = ("Accept-Language", "Authorization", "Cookie")
_CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 413: "too_large", 503: "unavailable"}


def problem_middleware(get_response: GetResponse) -> GetResponse:
    """Stands outside of all that answers with pages: hosts without a desk, requests that are too large, failures."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
            with translation.override(translation.get_language_from_request(request)):
                response = _told(response)
        patch_vary_headers(response, _VARY)
        return response

    return middleware


def _told(response: HttpResponse) -> HttpResponse:
    code, said = getattr(response, "problem", None) or (_CODES.get(response.status_code, "error"), "")
    told = problem(response.status_code, code, said or title_of(response.status_code))
    told.headers.setdefault("Content-Language", translation.get_language() or "en")
    for name in ("Retry-After", "Allow"):
        if name in response.headers:
            told.headers[name] = response.headers[name]
    return told
