"""A few connections that ask for the same kind of page again and again, and hold each answer to what it must show."""

import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from bench.workloads import Target, Workload

_PICK = re.compile(r"\{(\w+)\}")
_TICKET = re.compile(rb'href="/tickets/(\d+)/"|"number":(\d+)')
_BRACES = str.maketrans("<>", "{}")  # of JSON: in a workload braces hold the names of picks
TIMEOUT = 60.0


@dataclass
class Run:
    """What came back. Seconds and bytes of good answers; the reasons of the others."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    wall: float = 0.0

    @property
    def asked(self) -> int:
        return len(self.seconds) + len(self.failures)

    def add(self, other: "Run") -> None:
        """Another round of the same."""
        self.seconds += other.seconds
        self.sizes += other.sizes
        self.failures += other.failures
        self.wall += other.wall


def drive(port: int, target: Target, workload: Workload, *, connections: int, most: int, seconds: float) -> Run:
    """Ask on so many connections at once, until `most` answers or `seconds`, whichever is first."""
    run = Run()
    turns = iter(range(most))
    deadline = time.perf_counter() + seconds
    hands = [
        threading.Thread(target=_ask, args=(port, target, workload, turns, deadline, run, seed))
        for seed in range(connections)
    ]
    start = time.perf_counter()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    run.wall = time.perf_counter() - start
    return run


def _ask(
    port: int, target: Target, workload: Workload, turns: Iterator[int], deadline: float, run: Run, seed: int
) -> None:
    chance = random.Random(f"{seed} {time.time_ns()}")
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    while time.perf_counter() < deadline and next(turns, None) is not None:
        start = time.perf_counter()
        try:
            body, fault = _answer(connection, target, workload, chance)
        except (OSError, HTTPException) as error:
            connection.close()
            body, fault = b"", type(error).__name__
        took = time.perf_counter() - start
        if fault:
            run.failures.append(fault)
        else:
            run.seconds.append(took)
            run.sizes.append(len(body))
    connection.close()


def _headers(target: Target, workload: Workload) -> dict[str, str]:
    if workload.path.startswith("/api/"):
        who = {"Authorization": f"Bearer {target.token}"}
    else:
        who = {"Cookie": target.cookie}
    kind = "application/json" if workload.body else "application/x-www-form-urlencoded"
    return {"Host": target.host, **who, **({"Content-Type": kind} if workload.form or workload.body else {})}


def _answer(connection: HTTPConnection, target: Target, workload: Workload, chance: random.Random) -> tuple[bytes, str]:
    """The body, and what is wrong with the answer or ""."""

    def fill(text: str) -> str:
        return _PICK.sub(lambda found: chance.choice(target.picks[found[1]]), text)

    sent = fill(workload.form or workload.body).translate(_BRACES)
    method = "POST" if sent else "GET"
    connection.request(method, fill(workload.path), body=sent or None, headers=_headers(target, workload))
    response = connection.getresponse()
    body = response.read()
    if response.status != workload.expect:
        return body, f"status {response.status} where {workload.expect} is expected: {body[:120]!r}"
    shown = len(set(_TICKET.findall(body)))
    if shown < workload.shows:
        return body, f"{shown} tickets where at least {workload.shows} are expected"
    return body, ""
