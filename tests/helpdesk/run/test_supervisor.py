"""The loop: it forwards, restarts with a growing pause, and stops in order."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from helpdesk.run.errors import RunError, Stopped
from helpdesk.run.supervisor import Program, Supervisor

IGNORES_TERM = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
SAYS_GOODBYE = "import signal, sys, time; signal.signal(15, lambda *a: sys.exit(print('bye', flush=True)));"
SAYS_GOODBYE += "print('up', flush=True); time.sleep(600)"


class Lines(list[tuple[str, str]]):
    def __call__(self, name: str, line: str) -> None:
        self.append((name, line))


def python(name: str, code: str, *, stage: int = 1, grace: float = 5.0) -> Program:
    return Program(name, (sys.executable, "-u", "-c", code), dict(os.environ), stage=stage, grace=grace, cwd=Path.cwd())


def test_every_line_is_forwarded_under_the_name_of_its_program() -> None:
    lines = Lines()
    with Supervisor(lines) as supervisor:
        code = supervisor.run_to_end(python("say", "print('one'); print('\\u05e9\\u05dc\\u05d5\\u05dd', end='')"))

    assert code == 0
    assert lines == [("say", "one"), ("say", "שלום")]


def test_more_output_than_a_pipe_holds_is_not_lost() -> None:
    lines = Lines()
    with Supervisor(lines) as supervisor:
        supervisor.run_to_end(python("say", "for i in range(20000): print('line', i)"))

    assert [line for _, line in lines] == [f"line {i}" for i in range(20000)]


def test_a_program_that_ends_is_started_again_with_a_growing_pause() -> None:
    lines = Lines()
    with Supervisor(lines) as supervisor:
        supervisor.start(python("short", "raise SystemExit(3)"))
        supervisor.wait_until(lambda: len(lines) == 2, seconds=10, what="two ends")

    assert lines == [("short", "ended with 3; starts again in 1 s"), ("short", "ended with 3; starts again in 2 s")]


def test_waiting_gives_up_on_a_program_that_never_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.run.supervisor.LONGEST_PAUSE", 0.05)
    with Supervisor(Lines()) as supervisor:
        supervisor.start(python("broken", "raise SystemExit(1)"))
        with pytest.raises(RunError, match="“broken” does not start"):
            supervisor.wait_until(lambda: False, seconds=30, what="nothing")


def test_what_stops_in_time_says_goodbye_and_the_higher_stage_goes_first() -> None:
    lines = Lines()
    with Supervisor(lines) as supervisor:
        supervisor.start(python("base", SAYS_GOODBYE, stage=0))
        supervisor.start(python("top", SAYS_GOODBYE, stage=1))
        supervisor.wait_until(lambda: len(lines) == 2, seconds=10, what="both")

    assert lines[2:] == [("top", "bye"), ("base", "bye")]


def test_what_does_not_stop_in_its_grace_is_killed() -> None:
    lines = Lines()
    with Supervisor(lines) as supervisor:
        supervisor.start(python("stubborn", IGNORES_TERM, grace=0.3))
        supervisor.wait_until(lambda: ("stubborn", "up") in lines, seconds=10, what="it")
        since = time.monotonic()

    assert time.monotonic() - since < 2
    assert ("stubborn", "does not stop: killed") in lines


def test_a_signal_ends_every_wait() -> None:
    with Supervisor(Lines()) as supervisor:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Stopped):
            supervisor.wait_until(lambda: False, seconds=10, what="nothing")


def test_handlers_of_signals_are_those_of_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    with Supervisor(Lines()):
        pass

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)] == before
