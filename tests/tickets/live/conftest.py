"""Streams opened inside the test: the door is asked as a server asks it, the database in the test's own transaction."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, sign_in
from tests.factories.tickets import make_ticket
from tickets.live import rules, services
from tickets.live.door import Door
from tickets.live.hub import Hub
from tickets.ticket.models import Ticket

PATIENCE = 5.0


async def inline(question: Callable[..., Any], *arguments: Any) -> Any:
    return question(*arguments)


class Stream:
    """One browser that listens: what it was answered, and each event as it comes."""

    def __init__(self, door: Door, scope: MutableMapping[str, Any]) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.said = ""
        self.over = False
        self._came = asyncio.Event()
        self._gone = asyncio.Event()
        self._task = asyncio.create_task(self._run(door, scope))

    async def _run(self, door: Door, scope: MutableMapping[str, Any]) -> None:
        await door(scope, self._receive, self._send)
        self.over = True
        self._came.set()

    async def _receive(self) -> MutableMapping[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        self.said += message.get("body", b"").decode()
        self._came.set()
        await asyncio.sleep(0)

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._came.clear()
                await self._came.wait()

    async def hears(self, event: str) -> list[dict[str, Any]]:
        """Wait for an event; the data of all of its kind so far."""
        await self.until(lambda: self.events(event))
        return self.events(event)

    def events(self, event: str) -> list[dict[str, Any]]:
        frames = [frame.split("\n") for frame in self.said.split("\n\n")]
        return [json.loads(frame[-1].removeprefix("data: ")) for frame in frames if f"event: {event}" in frame]

    async def leave(self) -> None:
        self._gone.set()
        await self._task


class House:
    """A hub with its door, and companies whose browsers listen."""

    def __init__(self) -> None:
        self.hub = Hub(inline)
        self.hub.away = False
        self.door = Door(self.hub, inline)
        self._streams: list[Stream] = []

    async def ask(self, host: str, cookie: str = "", *, path: str = "/events/", query: str = "", **more: str) -> Stream:
        """Open a stream and wait for the answer. `more` are headers, `_` for `-`."""
        named = {"host": host, **({"cookie": f"theme=dark; session={cookie}"} if cookie else {}), **more}
        headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
        stream = Stream(self.door, scope)
        self._streams.append(stream)
        await stream.until(lambda: stream.over or "event: hello" in stream.said)
        return stream

    async def listen(self, desk: Desk, member: Member, **more: str) -> Stream:
        stream = await self.ask(desk.host, cookie_of(desk, member), **more)
        assert stream.status == 200
        return stream

    async def empty(self) -> None:
        for stream in self._streams:
            await stream.leave()

    def say(self, channel: str, text: str) -> None:
        """In the broker's place."""
        tenant_id, news = rules.tenant_of(channel), rules.unpack(text)
        assert tenant_id is not None
        assert news is not None
        self.hub.hear(tenant_id, news)


def cookie_of(desk: Desk, member: Member) -> str:
    return sign_in(Client(), desk, member).cookies["session"].value


@pytest.fixture(autouse=True)
def _in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[House], Awaitable[None]]], None]:
    """Play a story in a house whose broker is this process."""

    outside = connections["default"]

    async def told(story: Callable[[House], Awaitable[None]]) -> None:
        connections["default"] = outside  # an event loop would open its own, and see nothing of this test
        house = House()
        monkeypatch.setattr(services, "line", lambda: house)
        async with asyncio.timeout(PATIENCE * 2):
            await story(house)
            await house.empty()
        assert house.hub.rooms == {}
        assert house.hub.open == 0

    return lambda story: asyncio.run(told(story))


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


@pytest.fixture
def foreign_ticket(tapuz: Desk) -> Ticket:
    with tenant_context(tapuz.tenant):
        return make_ticket(email="yossi@example.com")


async def settle() -> None:
    """Let everything that is under way come to its end."""
    for _ in range(50):
        await asyncio.sleep(0)
