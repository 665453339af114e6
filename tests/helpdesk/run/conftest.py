"""Desks in folders of their own, started as anyone would start them, and a look at what is left of them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from helpdesk.run.environment import LENT
from helpdesk.run.folder import CHECKOUT, DataFolder, socket_folder_of
from tests.ports import free_port

PATIENCE = 90.0


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """These tests touch no cache of the desk."""


def wait_for(fact: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)


@dataclass
class Place:
    """A data folder, the commands run on it, and the processes that belong to it."""

    folder: DataFolder
    ports: tuple[int, int, int] = field(default_factory=lambda: (free_port(), free_port(), free_port()))
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    pid: int = 0

    def env(self, **more: str) -> dict[str, str]:
        foreign = {*LENT, "SECRET_KEY", "PLATFORM_URL", "MAKELEVEL", "DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST"}
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        names = ("PORT", "MAIL_IN_PORT", "EVENTS_PORT")
        ports = {name: str(port) for name, port in zip(names, self.ports, strict=True)}
        return {**kept, "HELPDESK_DATA": str(self.folder.root), **ports, **more}

    def start(self, *verb: str, **more: str) -> subprocess.Popen[str]:
        """Start `python -m helpdesk.run VERB`, without waiting for it."""
        process = subprocess.Popen(
            [sys.executable, "-m", "helpdesk.run", *verb],
            env=self.env(**more),
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *verb: str, **more: str) -> tuple[int, str]:
        """Run `python -m helpdesk.run VERB` to its end; return exit code and output."""
        process = self.start(*verb, **more)
        output, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, output

    def sql(self, statement: str, role: str = "DATABASE_OWNER_URL") -> str:
        """Run one statement with the services up; return the first value of the answer."""
        code, output = self.run("exec", "--", sys.executable, "-c", SQL, role, statement)
        assert code == 0, output
        return output.strip()

    def host(self) -> subprocess.Popen[str]:
        """Keep the services up until `close`, as a command that goes on does."""
        process = self.start("exec", "--", "sleep", "3600")
        wait_for(self.state, "the services are up")
        return process

    def query(self, statement: str, role: str = "DATABASE_OWNER_URL") -> object:
        """Ask the database of services that are up."""
        with psycopg.connect(self.state()[role], autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def processes(self) -> dict[int, str]:
        """Every living process that works in this folder or was told of it, by id."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and (command := self._command(entry)):
                found[int(entry.name)] = command
        return found

    def _command(self, entry: Path) -> str:
        marks = (str(self.folder.root), str(self.folder.services.resolve()))
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            told = command and f"{command} {os.readlink(entry / 'cwd')}"
            if told and not any(mark in told for mark in marks):
                told = (entry / "environ").read_bytes().decode(errors="replace")
            if not any(mark in told for mark in marks):
                return ""
            return "" if (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z" else command.strip()
        except OSError:
            return ""

    def pids_of(self, words: str) -> list[int]:
        """The processes whose command holds `words`, the oldest first, without a supervisor told to run them."""
        found = sorted((pid, command) for pid, command in self.processes().items() if words in command)
        return [pid for pid, command in found if "helpdesk.run exec" not in command]

    def kill(self, words: str) -> Callable[[], bool]:
        """kill -9 the oldest process whose command holds `words`.

        Returns whether it runs again and none of those that ran, its forks included, is left.
        """
        before = self.pids_of(words)
        assert before, f"{words} does not run: {self.processes()}"
        os.kill(before[0], signal.SIGKILL)
        return lambda: bool(self.pids_of(words)) and not set(before) & set(self.pids_of(words))

    def kill_all(self) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def state(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.folder.state.read_text())["env"])
        except (FileNotFoundError, ValueError):
            return {}

    def wait_until_gone(self, seconds: float = 15.0) -> None:
        wait_for(lambda: not self.processes(), f"still running: {self.processes()}", seconds)

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.kill_all()
        self.wait_until_gone()
        shutil.rmtree(self.folder.services.resolve(), ignore_errors=True)
        shutil.rmtree(socket_folder_of(self.folder), ignore_errors=True)
        shutil.rmtree(self.folder.root, ignore_errors=True)


SQL = """
import os, sys, psycopg
with psycopg.connect(os.environ[sys.argv[1]], autocommit=True) as connection:
    cursor = connection.execute(sys.argv[2])
    print(cursor.fetchone()[0] if cursor.description else "")
"""


def make_place(mode: int) -> Place:
    """Make a data folder below a new parent of the given mode."""
    parent = Path(tempfile.mkdtemp(prefix="heard-run-"))
    parent.chmod(mode)
    return Place(DataFolder((parent / "var").resolve()))


def copy_of(other: Place) -> Place:
    made = make_place(0o711)
    subprocess.run(["cp", "-a", other.folder.root, made.folder.root], check=True)
    return made


@pytest.fixture(scope="session")
def made_before() -> Iterator[Place]:
    """A data folder whose cluster was made once, for the others to copy."""
    made = make_place(0o711)
    assert made.run("exec", "--", "true")[0] == 0
    yield made
    made.close()
    made.folder.root.parent.rmdir()


@pytest.fixture
def place(made_before: Place) -> Iterator[Place]:
    """A data folder of an earlier run, that every account can reach."""
    made = copy_of(made_before)
    yield made
    made.close()
    made.folder.root.parent.rmdir()


@pytest.fixture
def new_place() -> Iterator[Place]:
    """A data folder that is not there yet, where every account can reach it."""
    made = make_place(0o711)
    yield made
    made.close()
    made.folder.root.parent.rmdir()


@pytest.fixture(scope="module")
def served(made_before: Place) -> Iterator[Place]:
    """Services that stay up for the tests of one file, which look and break nothing."""
    made = copy_of(made_before)
    made.host()
    yield made
    made.close()
    made.folder.root.parent.rmdir()


@pytest.fixture
def closed_place() -> Iterator[Place]:
    """A data folder below a 0700 folder, as `mktemp -d` makes it."""
    made = make_place(0o700)
    yield made
    made.close()
    made.folder.root.parent.rmdir()
