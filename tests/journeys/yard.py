"""A throw-away desk of real processes, on a database and a broker of its own, that a test may kill and flush."""

import asyncio
import json
import os
import secrets
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
from aiosmtpd.controller import Controller

from helpdesk.run.binaries import valkey_server
from helpdesk.run.desk import Desk
from helpdesk.run.folder import CHECKOUT
from helpdesk.run.serve import programs
from helpdesk.run.valkey import Valkey
from tests.ports import free_port

ACTOR = "actions"
ROLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL", "DATABASE_SWEEPER_URL")


class Sink:
    """The mail server to which replies leave: remembers each mail by its Message-ID. Held, it keeps silent then."""

    def __init__(self) -> None:
        self.held = False
        self.taken: dict[str, list[bytes]] = {}
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    def more(self) -> Callable[[], bool]:
        """Tells whether a mail came since now."""
        before = len(self.taken)
        return lambda: len(self.taken) > before

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.original_content.partition(b"\r\n\r\n")[0].decode()
        mail_id = next(line for line in head.split("\r\n") if line.startswith("Message-ID:")).partition(" ")[2]
        self.taken.setdefault(mail_id, []).append(envelope.original_content)
        while self.held:
            await asyncio.sleep(0.01)
        return "250 OK"


@dataclass
class Broker:
    """A Valkey that a test may kill and start again, in the same place."""

    valkey: Valkey
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = self.valkey.program()
        self.process = subprocess.Popen(program.command, env=dict(program.env), stdout=subprocess.DEVNULL)
        wait_until(self.valkey.ready, seconds=10, what="Valkey")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def environment(self) -> dict[str, str]:
        broker, cache = self.valkey.url("redis+socket", "virtual_host=0"), self.valkey.url("unix", "db=1")
        return {"BROKER_URL": broker, "CACHE_URL": cache}


@dataclass
class Yard:
    """Processes by name, as `make run` starts them."""

    folder: Path
    env: dict[str, str]
    sink: Sink
    broker: Broker
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        for program in programs(Desk.from_env(self.env), self.env):
            if program.name in names:
                self._spawn(program.name, program.command, dict(program.env))

    def wait_for_web(self) -> None:
        """Until it takes connections."""
        wait_until(lambda: _listens(int(self.env["PORT"])), seconds=60, what="the web")

    def _spawn(self, name: str, command: Sequence[str], env: dict[str, str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            command, env=env, cwd=CHECKOUT, stdout=log, stderr=log, start_new_session=True
        )
        log.close()

    def kill(self, *names: str) -> None:
        """-9, with everything that it started."""
        for name in names:
            process = self.processes.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "-m", *arguments]
        done = subprocess.run(command, env=self.env, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def act(self, *arguments: str) -> Any:
        """Have tests/journeys/actions.py do something, in a process of its own, as an agent's browser would ask."""
        actor = self.processes.get(ACTOR) or self._actor()
        assert actor.stdin is not None
        assert actor.stdout is not None
        actor.stdin.write(json.dumps(arguments).encode() + b"\n")
        actor.stdin.flush()
        found = json.loads(actor.stdout.readline() or b"{}")
        assert "gave" in found, found.get("failed", self.logs())
        return found["gave"]

    def _actor(self) -> subprocess.Popen[bytes]:
        """Started at the first act, with the environment of that moment."""
        with (self.folder / f"{ACTOR}.log").open("ab") as log:
            self.processes[ACTOR] = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.actions"],
                env=self.env,
                cwd=CHECKOUT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        return self.processes[ACTOR]

    def flush(self) -> None:
        with redis.Redis.from_url(self.env["CACHE_URL"]) as broker:
            broker.flushall()

    def count(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database as its owner, for whom this yard has lowered the wall: nobody else sees every company."""
        with psycopg.connect(self.env["DATABASE_OWNER_URL"]) as database:
            return database.execute(query).fetchall()  # type: ignore[arg-type]

    def let_the_owner_see(self) -> None:
        with psycopg.connect(self.env["DATABASE_OWNER_URL"]) as database:
            forced = database.execute("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity").fetchall()
            for (table,) in forced:
                database.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")  # type: ignore[arg-type]

    def hand_over(self, raw: bytes, to: str, *, sender: str = "noura.q@example.com") -> None:
        """Send a mail as a mail server does: again and again until it is acknowledged."""
        deadline = time.monotonic() + 30
        while True:
            try:
                with smtplib.SMTP("127.0.0.1", int(self.env["MAIL_IN_PORT"]), timeout=10) as client:
                    client.sendmail(sender, [to], raw)
                return
            except (OSError, smtplib.SMTPException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def logs(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.folder.glob("*.log")))


def wait_until(true: Callable[[], object], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def open_yard(folder: Path) -> Iterator[Yard]:
    """A migrated, empty desk; no process of it runs yet."""
    with _database() as urls, _broker(folder) as broker:
        sink = Sink()
        env = {**os.environ, **urls, **broker.environment(), **_settings(folder, sink.controller.port)}
        yard = Yard(folder, env, sink, broker)
        sink.controller.start()
        try:
            yard.manage("manage", "migrate", "--database", "owner", "--verbosity", "0")
            yard.let_the_owner_see()
            yield yard
        finally:
            yard.kill(*list(yard.processes))
            sink.controller.stop()


def _settings(folder: Path, sink_port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "HELPDESK_DATA": str(folder),
        "HELPDESK_DEMO": "0",
        "PLATFORM_URL": "http://localhost:8000",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink_port}",
        "MAIL_IN_PORT": str(free_port()),
        "WORK_LEASE_SECONDS": "3",
    }


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    name = f"yard_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            yield {role: urlsplit(os.environ[role])._replace(path=f"/{name}").geturl() for role in ROLES}
        finally:
            wait_until(lambda: _dropped(owner, name), seconds=20, what="the last session to end")


def _dropped(owner: psycopg.Connection, name: str) -> bool:
    """A session of a process that was killed lives on for a moment, and is not the owner's to end."""
    try:
        owner.execute(f"DROP DATABASE {name}")  # type: ignore[arg-type]
    except psycopg.errors.ObjectInUse:
        return False
    return True


@contextmanager
def _broker(folder: Path) -> Iterator[Broker]:
    sockets = Path("/tmp") / f"yard-{secrets.token_hex(4)}"
    sockets.mkdir(mode=0o700)
    broker = Broker(Valkey(valkey_server(None), folder, sockets, None))
    try:
        broker.start()
        yield broker
    finally:
        broker.kill()
        for left in sockets.iterdir():
            left.unlink()
        sockets.rmdir()
