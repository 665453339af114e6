"""The line to a real broker: what it says is heard, and that it is away is noticed."""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from helpdesk.run.binaries import valkey_server
from helpdesk.run.valkey import Valkey
from tenants.isolation.ids import uuid7
from tickets.live import ear, rules, services
from tickets.live.rules import News

pytestmark = pytest.mark.usefixtures("_in_one_thread")
PATIENCE = 20.0


class Hub:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.away = True
        self.heard: list[tuple[UUID, News]] = []
        self.changed = asyncio.Event()

    def hear(self, tenant_id: UUID, news: News) -> None:
        self.heard.append((tenant_id, news))
        self.changed.set()

    def lost(self) -> None:
        self.away = True
        self.changed.set()

    async def back(self) -> None:
        self.away = False
        self.changed.set()

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self.changed.clear()
                await self.changed.wait()


class Broker:
    """A Valkey that may be killed, frozen and started again."""

    def __init__(self, folder: Path) -> None:
        self.valkey = Valkey(valkey_server(None), folder, folder, None, durable=False)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.valkey.url("unix", "db=1")

    def start(self) -> None:
        program = self.valkey.program()
        self.process = subprocess.Popen(program.command, env=dict(program.env), stdout=subprocess.DEVNULL)
        while not self.valkey.ready():
            assert self.process.poll() is None

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    made = Broker(tmp_path_factory.mktemp("b"))
    made.start()
    yield made
    made.kill()


def listen(broker: Broker, story: Callable[[Hub], object]) -> None:
    async def told() -> None:
        hub = Hub()
        listening = asyncio.create_task(ear.Ear(broker.url, hub).run())  # type: ignore[arg-type]
        try:
            await story(hub)  # type: ignore[misc]
        finally:
            listening.cancel()

    asyncio.run(told())


def test_what_the_broker_says_is_heard_and_nothing_else(broker: Broker) -> None:
    tenant_id, news = uuid7(), News(uuid7(), uuid7(), "messages.noted")

    async def story(hub: Hub) -> None:
        await hub.until(lambda: not hub.away)
        line = services.Line(broker.url)
        line.say("heard:live:everybody", rules.pack(news))
        line.say(rules.channel(tenant_id), "The sofa arrived torn")
        line.say(rules.channel(tenant_id), rules.pack(news))
        await hub.until(lambda: hub.heard)
        assert hub.heard == [(tenant_id, news)]

    listen(broker, story)


def test_a_broker_that_is_killed_is_missed_and_heard_again(broker: Broker) -> None:
    tenant_id, news = uuid7(), News(uuid7(), uuid7(), "messages.noted")

    async def story(hub: Hub) -> None:
        await hub.until(lambda: not hub.away)
        broker.kill()
        await hub.until(lambda: hub.away)
        services.Line(broker.url).say(rules.channel(tenant_id), rules.pack(news))
        assert hub.heard == []
        broker.start()
        await hub.until(lambda: not hub.away)
        services.Line(broker.url).say(rules.channel(tenant_id), rules.pack(news))
        await hub.until(lambda: hub.heard)

    listen(broker, story)


def test_a_broker_that_hangs_is_missed(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ear, "PING_SECONDS", 0.2)
    monkeypatch.setattr(ear, "SILENT_SECONDS", 0.5)

    async def story(hub: Hub) -> None:
        await hub.until(lambda: not hub.away)
        assert broker.process
        broker.process.send_signal(subprocess.signal.SIGSTOP)  # type: ignore[attr-defined]
        await hub.until(lambda: hub.away)
        broker.process.send_signal(subprocess.signal.SIGCONT)  # type: ignore[attr-defined]
        await hub.until(lambda: not hub.away)

    listen(broker, story)
