"""One loop, one thread: starts programs, forwards their logs, restarts those that die, stops all in order."""

import os
import selectors
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from helpdesk.run.accounts import Account
from helpdesk.run.errors import RunError, Stopped
from helpdesk.run.process import kill_group, spawn

TICK = 0.25
LONGEST_PAUSE = 30.0
STEADY_AFTER = 30.0
TRIES = 4  # with their pauses 15 seconds: as long as a killed PostgreSQL may still be in the way
Sink = Callable[[str, str], None]


@dataclass(frozen=True)
class Program:
    """What to start, and how to end it. Programs of a higher stage start later and stop earlier."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    stage: int = 1
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    grace: float = 7.0
    cwd: Path = Path("/")


@dataclass
class Child:
    """A program while it runs, or while it waits to be started again."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    failures: int = 0
    restart_at: float | None = None
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=15))
    rest: bytes = b""

    @property
    def alive(self) -> bool:
        return self.restart_at is None and self.process.poll() is None


class Supervisor:
    """Use as a context manager: leaving it stops everything it started, whatever went wrong."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.children: dict[str, Child] = {}
        self.signal = 0
        self.foreground: subprocess.Popen[bytes] | None = None
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector.register(self._wake_in, selectors.EVENT_READ)

    def __enter__(self) -> "Supervisor":
        self._old_handlers = {number: signal.signal(number, self._note) for number in self._signals}
        self._old_wakeup = signal.set_wakeup_fd(self._wake_out, warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        signal.set_wakeup_fd(self._old_wakeup)
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)
        self._selector.close()
        os.close(self._wake_in)
        os.close(self._wake_out)

    _signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)

    def _note(self, number: int, frame: object) -> None:
        if number == signal.SIGCHLD:
            return
        self.signal = number
        if self.foreground and not (number == signal.SIGINT and os.isatty(0)):
            self.foreground.send_signal(number)

    # -- starting -----------------------------------------------------------------------------------------------

    def start(self, program: Program) -> None:
        """Start a program and keep it running from now on."""
        child = self.children[program.name] = Child(program, self._spawn(program), time.monotonic())
        self._listen(child)

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        return spawn(
            program.command,
            env=program.env,
            cwd=program.cwd,
            account=program.account,
            death=program.death_signal,
            output=subprocess.PIPE,
        )

    def _listen(self, child: Child) -> None:
        output = self._output(child)
        os.set_blocking(output.fileno(), False)
        self._selector.register(output, selectors.EVENT_READ, child)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str, every: float = 0.05) -> None:
        """Go round until `ready()`. Raises Stopped when a signal came, RunError when it took too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise RunError(f"{what} was not ready after {seconds:.0f} seconds; the lines above say why.")
            self._go_on_for(every)

    def _go_on_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.turn(left)
            if self.stopping:
                raise Stopped
            for name, child in self.children.items():
                if child.failures > TRIES:
                    raise RunError(f"“{name}” does not start; the lines above say why.")

    def run_to_end(self, program: Program) -> int:
        """Run a program once, its output among the logs, and return its exit code. Raises Stopped on a signal."""
        self.start(program)
        child = self.children[program.name]
        while child.alive and not self.stopping:
            self.turn(TICK, restart=False)
        if self.stopping:
            raise Stopped
        self._drop(self.children.pop(program.name))
        return child.process.returncode

    def run_in_foreground(self, program: Program) -> int:
        """Run a program with our terminal, keeping the others alive meanwhile; return its exit code."""
        if self.stopping:
            raise Stopped
        self.foreground = process = spawn(
            program.command, env=program.env, cwd=program.cwd, death=signal.SIGTERM, own_session=False
        )
        while process.poll() is None:
            self.turn(TICK)
        self.foreground = None
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def wait_while(self, busy: Callable[[], bool]) -> None:
        """Keep everything running while `busy()`, unless a signal says stop."""
        while busy() and not self.stopping:
            self.turn(TICK)

    def last_words(self) -> list[str]:
        """Return the latest lines of every program, for a message about a start that failed."""
        return [f"{name} | {line}" for name, child in self.children.items() for line in child.tail]

    def run(self, check: Callable[[], None], *, every: float) -> None:
        """Keep everything running until a signal says stop, and call `check` every so many seconds."""
        due = time.monotonic() + every
        while not self.stopping:
            self.turn(TICK)
            if time.monotonic() >= due:
                check()
                due = time.monotonic() + every

    def running_since(self) -> dict[str, float]:
        """Return since when each program has been running, in monotonic seconds."""
        return {name: child.started_at for name, child in self.children.items() if child.alive}

    def kill(self, name: str, why: str) -> None:
        """Kill a program; the loop starts it again."""
        self.sink(name, f"{why}: killed")
        kill_group(self.children[name].process.pid)

    # -- one turn of the loop -----------------------------------------------------------------------------------

    def turn(self, seconds: float, *, restart: bool = True) -> None:
        """Forward what the programs wrote, see who died, start again who is due."""
        for key, _ in self._selector.select(seconds):
            if key.fd == self._wake_in:
                os.read(self._wake_in, 4096)
            else:
                self._forward(key.data)
        if restart:
            for child in self.children.values():
                self._look_after(child)

    def _forward(self, child: Child) -> None:
        try:
            chunk = os.read(self._output(child).fileno(), 65536)
        except BlockingIOError:
            chunk = b""
        if not chunk:
            self._deafen(child)
            return
        *lines, child.rest = (child.rest + chunk).split(b"\n")
        for line in lines:
            self._say(child, line)

    def _say(self, child: Child, line: bytes) -> None:
        text = line.decode(errors="replace")
        child.tail.append(text)
        self.sink(child.program.name, text)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.restart_at is not None:
            if now >= child.restart_at:
                self._restart(child)
            return
        if child.process.poll() is None:
            return
        if now - child.started_at > STEADY_AFTER:
            child.failures = 0
        pause = min(2.0**child.failures, LONGEST_PAUSE)
        child.failures += 1
        child.restart_at = now + pause
        self._drop(child)
        self.sink(child.program.name, f"ended with {child.process.returncode}; starts again in {pause:.0f} s")

    def _restart(self, child: Child) -> None:
        child.process, child.started_at, child.restart_at = self._spawn(child.program), time.monotonic(), None
        self._listen(child)

    def _drop(self, child: Child) -> None:
        """Read the last words of a child that ended, and end what it left behind."""
        kill_group(child.process.pid)
        while not self._output(child).closed:
            self._forward(child)

    def _deafen(self, child: Child) -> None:
        if child.rest:
            self._say(child, child.rest)
            child.rest = b""
        self._selector.unregister(self._output(child))
        self._output(child).close()

    @property
    def stopping(self) -> bool:
        return self.signal != 0

    @staticmethod
    def _output(child: Child) -> IO[bytes]:
        if child.process.stdout is None:
            raise TypeError("every child is started with a pipe")
        return child.process.stdout

    # -- stopping -----------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop every program, the highest stage first; what does not go in its grace is killed."""
        for stage in sorted({child.program.stage for child in self.children.values()}, reverse=True):
            self._stop(child for child in list(self.children.values()) if child.program.stage == stage)

    def _stop(self, children: Iterable[Child]) -> None:
        waiting = [child for child in children if child.alive]
        for child in waiting:
            child.process.send_signal(child.program.stop_signal)
        since = time.monotonic()
        while running := [child for child in waiting if child.alive]:
            for child in running:
                if time.monotonic() - since > child.program.grace:
                    self.sink(child.program.name, "does not stop: killed")
                    kill_group(child.process.pid)
            self.turn(0.05, restart=False)
        for child in waiting:
            self._drop(child)
            del self.children[child.program.name]
