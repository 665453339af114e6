"""What the work cost: CPU of process trees, SQL statements, and how much others used the machine meanwhile."""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")
_CALLS = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
WHERE userid = 'heard_app'::regrole AND dbid = (SELECT oid FROM pg_database WHERE datname = 'heard')
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds of CPU by part, statements of the app role, and ticks of the whole machine, all since the start."""

    cpu: Mapping[str, float]
    own: float
    statements: int
    busy: float
    total: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What lies between two readings. `others` is the percentage of the machine that others used."""

    cpu: Mapping[str, float]
    statements: int
    others: float


class Meter:
    """Reads /proc, and the database's own count through another database, so that reading is not counted."""

    def __init__(self, trees: Mapping[str, Iterable[int]], dsn: str) -> None:
        self._trees = {part: list(roots) for part, roots in trees.items()}
        self._database = psycopg.connect(dsn, autocommit=True)
        self._database.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def read(self) -> Reading:
        row = self._database.execute(_CALLS).fetchone()
        busy, total = machine()
        cpu = {part: tree_seconds(roots) for part, roots in self._trees.items()}
        return Reading(cpu, sum(os.times()[:2]), int(row[0]) if row else 0, busy, total)


def between(before: Reading, after: Reading) -> Cost:
    cpu = {part: after.cpu[part] - before.cpu[part] for part in after.cpu}
    ours = (sum(cpu.values()) + after.own - before.own) * TICKS
    others = max(0.0, after.busy - before.busy - ours) / max(1.0, after.total - before.total)
    return Cost(cpu, after.statements - before.statements, 100 * others)


def tree_seconds(roots: Iterable[int]) -> float:
    """CPU seconds of the process trees under `roots`, children that have ended included."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (found := _stat(entry)):
            parent, ticks[int(entry.name)] = found
            children.setdefault(parent, []).append(int(entry.name))
    todo, seen = list(roots), set()
    while todo:
        process = todo.pop()
        if process not in seen:
            seen.add(process)
            todo += children.get(process, [])
    return sum(ticks.get(process, 0) for process in seen) / TICKS


def yardstick() -> float:
    """CPU milliseconds of a fixed loop: how fast this machine is now."""
    start = time.process_time()
    total = 0
    for number in range(400_000):
        total += number * number % 7
    return (time.process_time() - start) * 1000


def _stat(process: Path) -> tuple[int, int] | None:
    """Parent and ticks of user and system time, children that have ended included; None when it has gone."""
    try:
        words = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(words[1]), sum(map(int, words[11:15]))


def machine() -> tuple[float, float]:
    """Ticks the machine worked, and ticks that passed, on all its cores."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)
