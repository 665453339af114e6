"""How many requests a minute: of one key, and of one company over all its keys."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from redis import RedisError
from rest_framework.throttling import BaseThrottle

from helpdesk.lib import counter

log = structlog.get_logger(__name__)


class Limits(BaseThrottle):
    """429 with Retry-After. A store that is away counts nobody out: the desk answers, and the log says so."""

    def allow_request(self, request: Any, view: Any) -> bool:
        member = request._request.member
        if member is None:
            return True
        key = getattr(request.auth, "pk", member.pk)
        try:
            ours, everybodys = counter.hits([f"api:{key}", f"api:{member.tenant_id}"])
            if ours > settings.API_HITS_PER_KEY:
                counter.take_back(f"api:{member.tenant_id}")  # one that runs wild does not shut out the others
        except RedisError as error:
            log.warning("api.limits_away", error=str(error)[:200])
            return True
        request.limit = {"limit": settings.API_HITS_PER_KEY, "remaining": max(0, settings.API_HITS_PER_KEY - ours)}
        return ours <= settings.API_HITS_PER_KEY and everybodys <= settings.API_HITS_PER_COMPANY

    def wait(self) -> int:
        return counter.seconds_left()


def tell(request: Any, response: Any) -> None:
    """How much is left, on every answer that was counted."""
    limit = getattr(request, "limit", None)
    if limit:
        response.headers["RateLimit-Limit"] = str(limit["limit"])
        response.headers["RateLimit-Remaining"] = str(limit["remaining"])
        response.headers["RateLimit-Reset"] = str(counter.seconds_left())
