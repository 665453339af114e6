"""What every public page does: the customer's language, no cookie, no cache, no trace of its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from helpdesk.web.context import THEMES
from helpdesk.web.doors import public
from helpdesk.web.translated import direction_of
from tenants.identity import limits
from tenants.isolation.models import Tenant
from tenants.tenancy.models import Company
from tickets.portal.rules.networks import network_of

GONE = "tickets/portal/gone.html"


class PortalRequest(HttpRequest):
    """A request on a company's host. Whoever asks is nobody to us."""

    tenant: Tenant
    company: Company


def portal_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for everybody. What it does not find, it says in one way, whatever was wrong.

    Exempt from CSRF: nothing here is done in the name of a session. A form carries a signed stamp instead, and a
    private page the key in its address; so the pages set no cookie, which in a frame a browser would not keep.
    """

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = render(request, GONE, frame(request), status=404)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    found: Callable[..., HttpResponseBase] = public(csrf_exempt(never_cache(wrapped)))
    return found


def frame(request: PortalRequest) -> dict[str, Any]:
    """What stands around each page: the company, the languages it answers in and where they are."""
    here = translation.get_language() or "en"
    return {"company": request.company, "switch": [(code, name, code == here) for code, name in _names(request)]}


def theme(request: PortalRequest) -> dict[str, str]:
    """Light or dark as the site around the frame is; nothing where it does not say."""
    asked = request.GET.get("theme", "")
    return {"theme": asked} if asked in THEMES else {}


def speak(request: PortalRequest, language: str) -> None:
    """Go on in the language of the conversation, unless the page was asked for in another."""
    if not _asked(request) and language in offered(request):
        translation.activate(language)


def language_of(request: PortalRequest) -> str:
    """As the address asks, else the choice made on this host, else the browser's, else the company's."""
    known = offered(request)
    choices: Iterable[str] = (
        _asked(request),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        *_accepted(request),
    )
    return next((code for code in choices if code in known), request.company.language)


def offered(request: PortalRequest) -> list[str]:
    """The languages in which the company answers, among those the pages speak."""
    spoken = dict(settings.LANGUAGES)
    return list(
        dict.fromkeys(code for code in (*request.company.languages, request.company.language) if code in spoken)
    )


def too_many(request: PortalRequest, action: str, *, address: str) -> int:
    """Count one message by its network and by its address. 0, or the seconds until the next one."""
    network = network_of(str(get_adapter().get_client_ip(request)))
    desk = str(request.tenant.pk)
    return max(
        limits.wait(request, f"{action}_network", f"{desk}:{network}"),
        limits.wait(request, f"{action}_address", f"{desk}:{address}"),
    )


def rest(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def _asked(request: PortalRequest) -> str:
    """`?lang=ar-SA`; of a site that says only its direction, the first language of that direction."""
    code = request.GET.get("lang", "").partition("-")[0].lower()
    if code not in offered(request) and request.GET.get("dir") == "rtl":
        return next((code for code in offered(request) if direction_of(code) == "rtl"), "")
    return code


def _accepted(request: PortalRequest) -> list[str]:
    header = request.headers.get("Accept-Language", "")
    return [code.partition("-")[0] for code, _ in parse_accept_lang_header(header[:200])]


def _names(request: PortalRequest) -> list[tuple[str, str]]:
    spoken = dict(settings.LANGUAGES)
    return [(code, spoken[code]) for code in offered(request)]
