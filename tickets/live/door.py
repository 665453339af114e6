"""The door of the stream: GET /events/ on a company's host, for whoever is signed in there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError

from tickets.live import rules, selectors
from tickets.live.errors import Refused
from tickets.live.hub import RESYNC, Hub, Listener, Run
from tickets.live.selectors import Seat

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/events/"
BEAT_SECONDS = 15.0
WRITE_SECONDS = 20.0
BEAT = b":\n\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of itself."""

    host: str
    origin: str
    site: str
    session_key: str
    last: str
    since: str

    @classmethod
    def of(cls, scope: Scope) -> Asked:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=8)
        return cls(
            host=headers.get("host", ""),
            origin=headers.get("origin", ""),
            site=headers.get("sec-fetch-site", ""),
            session_key=_cookie(headers.get("cookie", ""), settings.SESSION_COOKIE_NAME),
            last=headers.get("last-event-id", "") or query.get("last", [""])[0],
            since=query.get("since", [""])[0],
        )


class Door:
    """An ASGI application. `run` asks the database where it may block."""

    def __init__(self, hub: Hub, run: Run) -> None:
        self._hub = hub
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/livez":
            await _answer(send, 200, b"ok")
        elif scope["path"] != PATH:
            await _answer(send, 404)
        elif scope["method"] != "GET":
            await _answer(send, 405)
        else:
            await self._ask(scope, receive, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            asked = Asked.of(scope)
        except ValueError:  # more in the query than anybody asks for
            await _answer(send, 400)
        else:
            await self._open(asked, receive, send)

    async def _open(self, asked: Asked, receive: Receive, send: Send) -> None:
        try:
            listener = self._hub.join(await self._seat(asked))
        except Refused as refusal:
            await _answer(send, refusal.status)
            return
        except DatabaseError:
            await _answer(send, 503)
            return
        watch = asyncio.create_task(_end_with(receive, listener))
        try:
            with suppress(TimeoutError, OSError):
                await self._speak(asked, listener, send)
        finally:
            watch.cancel()
            self._hub.leave(listener)

    async def _seat(self, asked: Asked) -> Seat:
        """Raises Refused."""
        if not rules.comes_from(asked.origin, asked.site, rules.origin(asked.host, settings.PLATFORM_URL)):
            raise Refused(403)
        if not asked.session_key:
            raise Refused(401)
        seat: Seat = await self._run(selectors.seat_for, asked.host, asked.session_key)
        return seat

    async def _speak(self, asked: Asked, listener: Listener, send: Send) -> None:
        """Write until the listener is ended. Raises TimeoutError when the other side reads nothing."""
        await _write(send, _start(asked.origin))
        greeting = rules.frame("hello", {"away": self._hub.away})
        await _write(send, _body(b"retry: %d\n" % rules.RETRY_MS + greeting + await self._missed(asked, listener.seat)))
        while True:
            chunk = await listener.take(BEAT_SECONDS)
            if chunk or not listener.ended:
                await _write(send, _body(chunk or BEAT))
            if listener.ended:
                break
        await _write(send, _body(b"", more=False))

    async def _missed(self, asked: Asked, seat: Seat) -> bytes:
        first = rules.reads_from(asked.last, asked.since, now_ms=int(time.time() * 1000))
        if first is None:
            return RESYNC if asked.last or asked.since else b""
        return await self._frames_from(seat, first)

    async def _frames_from(self, seat: Seat, first: UUID) -> bytes:
        try:
            frames = await self._hub.missed(seat, first)
        except DatabaseError:
            frames = None
        return RESYNC if frames is None else b"".join(frames)


async def _end_with(receive: Receive, listener: Listener) -> None:
    """The browser went away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def _write(send: Send, message: MutableMapping[str, Any]) -> None:
    async with asyncio.timeout(WRITE_SECONDS):
        await send(message)


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _start(origin: str) -> dict[str, Any]:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store, no-transform"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Origin"),
    ]
    if origin:
        headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
        headers.append((b"access-control-allow-credentials", b"true"))
    return {"type": "http.response.start", "status": 200, "headers": headers}


def _body(chunk: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.response.body", "body": chunk, "more_body": more}


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
