"""Signs of life of the processes that answer no request, kept in the broker's store."""

import time

import redis
from django.conf import settings

WATCHED = ("worker", "beat", "mail-in", "events")
_SECONDS_KEPT = 3600


def _store() -> redis.Redis:
    return redis.Redis.from_url(settings.CACHE_URL, socket_timeout=2, socket_connect_timeout=2)


def beat(name: str) -> None:
    """Say that a process lives. A silent store is no reason to stop working."""
    try:
        _store().set(f"heard:heartbeat:{name}", time.time(), ex=_SECONDS_KEPT)
    except redis.RedisError:
        return


def ages() -> dict[str, float | None]:
    """Seconds since the last sign of each watched process; None when there was none. Raises redis.RedisError."""
    values = _store().mget([f"heard:heartbeat:{name}" for name in WATCHED])
    now = time.time()
    return {name: None if value is None else now - float(value) for name, value in zip(WATCHED, values, strict=True)}
