"""The signs of life the desk's processes leave in the broker's store (helpdesk/lib/heartbeat.py writes them)."""

import time
from contextlib import suppress
from dataclasses import dataclass, field

import redis

WATCHED = ("worker", "beat", "mail-in", "events")
SILENT_AFTER = 120.0


@dataclass
class Heartbeats:
    """Read through the same address the processes write to."""

    url: str
    missed_since: dict[str, float] = field(default_factory=dict)

    def forget(self) -> None:
        """Drop the signs of an earlier run, so that only living processes make the desk ready."""
        with suppress(redis.RedisError), self._store() as store:
            store.delete(*map(_key, WATCHED))

    def silent(self, running_since: dict[str, float]) -> list[str]:
        """Return who has run for two minutes and given no sign for as long. `running_since` is in monotonic seconds.

        A worker gives its sign when beat rings, so it is not blamed while beat itself is silent.
        """
        try:
            with self._store() as store:
                signs = dict(zip(WATCHED, store.mget(list(map(_key, WATCHED))), strict=True))
        except redis.RedisError:
            return []
        start = time.monotonic() - SILENT_AFTER
        quiet = [name for name, sign in signs.items() if self._silence(name, sign) > SILENT_AFTER]
        blamed = [name for name in quiet if running_since.get(name, time.monotonic()) < start]
        return [name for name in blamed if name != "worker" or "beat" not in quiet]

    def _silence(self, name: str, sign: bytes | None) -> float:
        """Seconds since the last sign; one that is gone, as after a flush, counts from when we first missed it."""
        if sign is None:
            return time.monotonic() - self.missed_since.setdefault(name, time.monotonic())
        self.missed_since.pop(name, None)
        return time.time() - float(sign)

    def _store(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)


def _key(name: str) -> str:
    return f"heard:heartbeat:{name}"
