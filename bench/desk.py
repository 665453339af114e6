"""A desk of its own in a throw-away folder, served as `make run` serves it, to be measured."""

import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from helpdesk.run import catalogues, commands, serve, state
from helpdesk.run.desk import Desk, answers
from helpdesk.run.embedded import Services, services_of
from helpdesk.run.environment import desk_environment
from helpdesk.run.errors import RunError
from helpdesk.run.folder import CHECKOUT, DataFolder, socket_folder_of
from helpdesk.run.postgres import SUPERUSER
from helpdesk.run.supervisor import Program, Supervisor

NOBODY_LISTENS = "smtp://127.0.0.1:9"  # a desk that is no demo names its mail server; without a worker nothing leaves
NO_BOUNDS = {"EMAIL_URL": NOBODY_LISTENS, "API_HITS_PER_KEY": "1000000", "API_HITS_PER_COMPANY": "1000000"}
START_SECONDS = 60.0


@dataclass
class Bench:
    """Services that run, and what a process of the desk is told."""

    supervisor: Supervisor
    folder: DataFolder
    services: Services
    desk: Desk

    @property
    def env(self) -> dict[str, str]:
        lent = desk_environment(self.folder, self.services) | self.desk.environment() | NO_BOUNDS
        return {**os.environ, **lent, "LOG_LEVEL": "WARNING"}

    def prepare(self, sizes: Sequence[int]) -> None:
        """Migrate, collect static files, fill the desks. What was prepared before stays."""
        self.run("manage", "migrate", "--database", "owner", "--verbosity", "0")
        catalogues.compile_stale()
        self.run("manage", "collectstatic", "--noinput", "--verbosity", "0")
        if not (self.folder.root / "targets.json").exists():
            self.run("bench.load", str(self.folder.root), *map(str, sizes))
        with self.services.postgres.connect() as admin:
            admin.execute("CHECKPOINT")

    def serve(self) -> None:
        """Start the pages, and nothing else: what they hand over waits."""
        web = next(program for program in serve.programs(self.desk, self.env) if program.name == "web")
        self.supervisor.start(web)
        is_up = partial(answers, self.desk.host, self.desk.port, "/livez")
        self.supervisor.wait_until(is_up, seconds=START_SECONDS, what="The desk")

    def measure(self, output: Path, *, rounds: int, seconds: float, only: str) -> None:
        """Run bench.measure beside the desk; it adds its lines to `output`. Raises RunError."""
        private = self.folder.root / "measure.json"
        private.touch(mode=0o600)
        private.write_text(json.dumps(self._order(output, rounds, seconds, only)))
        self.run("bench.measure", str(private))

    def _order(self, output: Path, rounds: int, seconds: float, only: str) -> dict[str, object]:
        postgres = self.services.postgres
        pids = {name: child.process.pid for name, child in self.supervisor.children.items()}
        return {
            "port": self.desk.port,
            "targets": str(self.folder.root / "targets.json"),
            "output": str(output),
            "dsn": postgres.url(SUPERUSER, postgres.password, "postgres"),
            "trees": {"app": [pids["web"]], "data": [pids["postgres"], pids["valkey"]], "bench": [os.getpid()]},
            "rounds": rounds,
            "seconds": seconds,
            "only": only,
        }

    def run(self, module: str, *arguments: str) -> None:
        """Run a Python module with the desk's environment, to its end. Raises RunError."""
        if self.supervisor.run_in_foreground(self._program(module, *arguments)):
            raise RunError(f"`{module} {' '.join(arguments)}` failed; the lines above say why.")

    def _program(self, module: str, *arguments: str) -> Program:
        command = (sys.executable, "-m", module, *arguments)
        return Program(module.rpartition(".")[2], command, self.env, cwd=CHECKOUT)


@contextmanager
def bench(kept: Path | None) -> Iterator[Bench]:
    """Services up, in a folder that goes afterwards, or in one that is kept."""
    with _folder(kept) as folder:
        lock = state.DeskLock(folder)
        if not lock.take():
            raise RunError(f"Something else is using {folder.root}.")
        services = services_of(folder)
        desk = Desk.from_env({**os.environ, "PORT": str(_free_port()), "HELPDESK_DEMO": "0", "PLATFORM_URL": ""})
        try:
            with _supervisor(folder) as supervisor:
                services.start(supervisor)
                yield Bench(supervisor, folder, services, desk)
        finally:
            shutil.rmtree(socket_folder_of(folder), ignore_errors=True)
            if kept is None:
                shutil.rmtree(folder.services.resolve(), ignore_errors=True)
            lock.release()


@contextmanager
def _supervisor(folder: DataFolder) -> Iterator[Supervisor]:
    """What the programs write goes to a file; their latest lines to the terminal when something fails."""
    with (folder.logs / "bench.log").open("a", buffering=1) as log:
        with Supervisor(lambda name, line: print(name, "|", line, file=log)) as supervisor:
            try:
                yield supervisor
            except RunError:
                print(*supervisor.last_words(), sep="\n", file=sys.stderr)
                raise


@contextmanager
def _folder(kept: Path | None) -> Iterator[DataFolder]:
    """With the name of test folders, so that `make test` sweeps up after a bench that was killed."""
    if kept:
        folder = DataFolder(kept.resolve())
        folder.make()
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix=f"{commands.THROW_AWAY}bench-") as name:
        folder = DataFolder(Path(name).resolve())
        folder.make()
        folder.root.chmod(0o711)
        yield folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
