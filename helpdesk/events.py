"""The events process: server-sent events to whoever looks at a page. The room is tickets/live; this is its wiring."""

import asyncio
import os
import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.events_settings")
django.setup()

from django.db import close_old_connections  # noqa: E402

from helpdesk.lib import heartbeat  # noqa: E402
from tickets.live.door import Door, Receive, Scope, Send  # noqa: E402
from tickets.live.ear import Ear  # noqa: E402
from tickets.live.hub import Hub  # noqa: E402

THREADS = 4
SIGN_SECONDS = 5.0

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")


async def ask(question: Callable[..., Any], *arguments: Any) -> Any:
    """Ask the database in a thread that keeps its connection."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _asked, question, *arguments)


def _asked(question: Callable[..., Any], *arguments: Any) -> Any:
    close_old_connections()
    return question(*arguments)


async def _give_signs() -> None:
    while True:
        await asyncio.to_thread(heartbeat.beat, "events")
        await asyncio.sleep(SIGN_SECONDS)


def _allow_many_files() -> None:
    """Each listener is an open file; the usual limit of 1,024 is for programs with few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.EVENTS_MAX_CONNECTIONS + 1000
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


hub = Hub(ask, most=settings.EVENTS_MAX_CONNECTIONS)
door = Door(hub, ask)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await door(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Listen to the broker, look after the listeners and give signs of life, as long as the server runs."""
    await receive()
    _allow_many_files()
    async with asyncio.TaskGroup() as group:
        work = [group.create_task(job) for job in (Ear(settings.CACHE_URL, hub).run(), hub.sweep(), _give_signs())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in work:
            task.cancel()
    await send({"type": "lifespan.shutdown.complete"})
