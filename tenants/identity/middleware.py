from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from tenants.tenancy import selectors

GetResponse = Callable[[HttpRequest], HttpResponse]
_CODES = {code for code, _ in settings.LANGUAGES}


def language_middleware(get_response: GetResponse) -> GetResponse:
    """Language: the user's own, else the cookie's, else the company's, else the browser's. Time: the company's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_api = request.path.startswith("/api/")  # a program says its language, and times are UTC
        request.company = selectors.company() if request.tenant and not is_api else None  # type: ignore[attr-defined]
        code = _language(request)
        with translation.override(code), timezone.override(getattr(request.company, "timezone", None)):  # type: ignore[attr-defined]
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return str(request.user.language)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in _CODES:
        return str(cookie)
    company = getattr(request, "company", None)
    return company.language if company else translation.get_language_from_request(request)
