"""The line on which the broker speaks to this process: one pattern, each company on a channel of its own."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from tickets.live import rules
from tickets.live.hub import Hub

log = structlog.get_logger(__name__)
TIMEOUT = 2.0
PING_SECONDS = 2.0
SILENT_SECONDS = 4.5
LONGEST_PAUSE = 4.0


class Ear:
    """Listens for a hub until it is cancelled. A line that breaks or falls silent is laid anew."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._url = url
        self._hub = hub

    async def run(self) -> None:
        pause = 0.5
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError) as error:
                if not self._hub.away:
                    log.warning("live.away", error=str(error)[:200])
                    pause = 0.5
                self._hub.lost()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self) -> None:
        """Raises when the broker is not there, leaves, or does not answer."""
        async with Redis.from_url(
            self._url, socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0)
        ) as broker:
            async with broker.pubsub() as line:
                async with asyncio.timeout(TIMEOUT):
                    await line.psubscribe(rules.PREFIX + "*")
                    await line.get_message(timeout=TIMEOUT)
                    await line.ping()
                    while (await line.get_message(timeout=TIMEOUT) or {}).get("type") != "pong":
                        pass
                await self._hub.back()
                await self._attend(line)

    async def _attend(self, line: PubSub) -> None:
        asked_at = heard_at = time.monotonic()
        while True:
            said = await line.get_message(timeout=1.0)
            now = time.monotonic()
            if said is not None:
                heard_at = now
                self._pass_on(said)
            if now - heard_at > SILENT_SECONDS:
                raise TimeoutError("the broker does not answer")
            if now - asked_at > PING_SECONDS:
                async with asyncio.timeout(TIMEOUT):
                    await line.ping()
                asked_at = now

    def _pass_on(self, said: dict[str, Any]) -> None:
        if said["type"] != "pmessage":
            return
        tenant_id, news = rules.tenant_of(said["channel"].decode()), rules.unpack(said["data"])
        if tenant_id and news:
            self._hub.hear(tenant_id, news)
