"""How often somebody may try. allauth counts (in the cache); here we say when to come back."""

import math
import time

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

APP = "allauth.account"
ACTION_OF_PAGE = {
    "account_login": "login",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
}


def count(request: HttpRequest, action: str, key: str = "") -> ratelimit.RateLimitUsage:
    """Count one try of an action of ACCOUNT_RATE_LIMITS. Raises ImmediateHttpResponse with the 429 page."""
    usage = ratelimit.consume(request, app=APP, action=action, key=key.lower())
    if usage is None:
        raise ImmediateHttpResponse(refuse(request, action, key.lower()))
    return usage


def wait(request: HttpRequest, action: str, key: str = "") -> int:
    """Count one try where a page says itself that it was too many: 0, or the seconds until the next one counts."""
    key = key.lower()
    if ratelimit.consume(request, app=APP, action=action, key=key) is not None:
        return 0
    return seconds_left(request, action, key)


def password_key(request: HttpRequest, email: str) -> str:
    """Under which the tries of one account's password are counted on one desk."""
    return f"{request.tenant.pk}:{email.strip().lower()}"  # type: ignore[attr-defined]


def refuse(request: HttpRequest, action: str, key: str) -> HttpResponse:
    """429, with the time at which the next try counts."""
    seconds = seconds_left(request, action, key)
    response = render(request, "429.html", {"minutes": minutes(seconds)}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """The project's handler429: allauth asks for it on its own pages."""
    match = request.resolver_match
    action = ACTION_OF_PAGE.get(match.url_name or "", "login") if match else "login"
    return refuse(request, action, request.POST.get("email", "").strip().lower())


def seconds_left(request: HttpRequest, action: str, key: str) -> int:
    """Until the next try of an action counts."""
    return max((_seconds_left(request, action, key, rate) for rate in _rates(action)), default=60)


def minutes(seconds: int) -> int:
    """A wait as it is told to people."""
    return math.ceil(seconds / 60)


def _rates(action: str) -> list[ratelimit.Rate]:
    return list(ratelimit.get_rates(app=APP, action=action))


def _seconds_left(request: HttpRequest, action: str, key: str, rate: ratelimit.Rate) -> int:
    history = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
    if len(history) < rate.amount:
        return 1
    return max(1, math.ceil(history[-1] + rate.duration - time.time()))
