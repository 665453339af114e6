"""/livez: the process answers. /readyz: everything that it needs does. Both on any host, before any other door."""

from collections.abc import Callable
from typing import Any

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from helpdesk.lib import heartbeat

log = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
SECONDS_SILENT = 30


def middleware(get_response: GetResponse) -> GetResponse:
    def health(request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return ready()
        return get_response(request)

    return health


def ready() -> JsonResponse:
    """200 and "ok" for each part, or 503 naming the part that fails and why."""
    parts: dict[str, str] = {"database": _reason(_database), "broker": _reason(_broker)}
    parts["migrations"] = _reason(_migrations) if parts["database"] == "ok" else "unknown: the database is silent"
    parts |= (
        _processes() if parts["broker"] == "ok" else dict.fromkeys(heartbeat.WATCHED, "unknown: the broker is silent")
    )
    failing = [name for name, state in parts.items() if state != "ok"]
    body: dict[str, Any] = {"ready": not failing, "failing": failing, "parts": parts}
    response = JsonResponse(body, status=503 if failing else 200)
    if failing:
        response["Retry-After"] = "5"
        response._has_been_logged = True  # type: ignore[attr-defined]  # a probe asks often; its answer is the report
    return response


def _reason(check: Callable[[], str]) -> str:
    try:
        return check() or "ok"
    except Exception as error:  # whatever it is, it is the reason; its words may name hosts, so they go to the log
        log.warning("health.failing", check=check.__name__, error=str(error)[:300])
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} to run: start with `make run`, or run manage.py migrate --database owner" if plan else ""


def _broker() -> str:
    client = redis.Redis.from_url(settings.CACHE_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    finally:
        client.close()
    return ""


def _processes() -> dict[str, str]:
    return {name: _age(age) for name, age in heartbeat.ages().items()}


def _age(age: float | None) -> str:
    if age is None:
        return "no sign of life yet"
    return "ok" if age <= SECONDS_SILENT else f"silent for {age:.0f} s"
