"""How often something happened in this minute, counted in the cache's store in one round trip."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence

import redis
from django.conf import settings


@functools.cache
def _store(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def hits(names: Sequence[str], *, seconds: int = 60) -> list[int]:
    """Count one hit of each name and return the counts of the current window. Raises redis.RedisError."""
    pipeline = _store(settings.CACHE_URL).pipeline(transaction=False)
    for name in names:
        key = _key(name, seconds)
        pipeline.incr(key)
        pipeline.expire(key, 2 * seconds)
    return [int(count) for count in pipeline.execute()[::2]]


def take_back(name: str, *, seconds: int = 60) -> None:
    """One hit of a name does not count after all. Raises redis.RedisError."""
    key, pipeline = _key(name, seconds), _store(settings.CACHE_URL).pipeline(transaction=False)
    pipeline.decr(key)
    pipeline.expire(key, 2 * seconds)
    pipeline.execute()


def _key(name: str, seconds: int) -> str:
    return f"heard:hits:{name}:{int(time.time()) // seconds}"


def seconds_left(*, seconds: int = 60) -> int:
    """Until the current window ends."""
    return seconds - int(time.time()) % seconds
