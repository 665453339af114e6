"""python -m bench.overdraw: can many who give at once overdraw a limit? And how many grants a second are there?"""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.desk import Bench, bench
from bench.table import processor
from helpdesk.run.errors import RunError, Stopped

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    try:
        with bench(None) as made:
            made.run("manage", "migrate", "--database", "owner", "--verbosity", "0")
            order = made.folder.root / "grants.json"
            order.write_text(json.dumps(_order(made, options)))
            made.run("bench.grants", str(order))
            found = json.loads((made.folder.root / "given.json").read_text())
    except (RunError, Stopped) as error:
        print(error or "stopped", file=sys.stderr)
        return 1
    page = RESULTS / f"{options.name}-overdraw.md"
    page.write_text(_page(found, options))
    print(page.read_text(), f"written: {page}", sep="\n")
    return 0 if _holds(found) else 1


def _holds(found: list[dict[str, float]]) -> bool:
    """No overspend and no unequal sum but in the control, which must overspend: else this run says nothing."""
    sound = all(_is_sound(one) for one in found if not _is_control(one))
    return sound and all(one["overspent"] > 0 for one in found if _is_control(one))


def _is_control(one: dict[str, float]) -> bool:
    return "control" in str(one["name"])


def _is_sound(one: dict[str, float]) -> bool:
    is_equal = one["charged"] == one["spent"] and one["posted"] == one["acknowledged"] and not one["unequal"]
    return is_equal and not one["overspent"]


def _order(made: Bench, options: argparse.Namespace) -> dict[str, object]:
    return {
        "processes": options.processes,
        "attempts": options.attempts,
        "limit": options.limit,
        "tries": options.tries,
        "naive": options.naive,
        "minutes": options.minutes,
        "lines": options.lines,
        "small": options.small,
        "writers": options.writers,
        "grants": options.grants,
        "output": str(made.folder.root / "given.json"),
    }


def _page(found: list[dict[str, float]], options: argparse.Namespace) -> str:
    rows = [
        f"| {one['name']} | {one['attempts']:,} | {one['granted']:,} | {one['refused']:,} | {one['acknowledged']:,} "
        f"| {one['posted']:,} | {one['spent']:,} | {one['charged']:,} | **{one['overspent']:,}** "
        f"| {one['attempts'] / one['seconds']:.0f} | {one['granted'] / one['seconds']:.0f} | {_cost(one)} |"
        for one in found
    ]
    return "\n".join(
        [
            "# Giving at once",
            "",
            f"{datetime.now(UTC):%Y-%m-%d at %H:%M} UTC, {os.cpu_count()} cores ({processor()}), load "
            f"{os.getloadavg()[0]:.1f}, PostgreSQL with fsync; {options.processes} processes, {options.writers} where "
            "no limit is reached. Statements and milliseconds of CPU are those of one attempt; *others* is what other "
            "programs used of the machine meanwhile. Repeat with `python -m bench.overdraw`; "
            "[README.md](../README.md) says what is counted.",
            "",
            "| what | attempts | granted | refused | sum acknowledged | in the ledger | spent of all budgets "
            "| charged to them | overspent | attempts/s | grants/s | statements | Python ms | PostgreSQL ms "
            "| others % |",
            "|---" + "|---:" * 14 + "|",
            *rows,
            "",
            "Budgets whose `spent` is not the sum of their charges: "
            f"{sum(one['unequal'] for one in found if not _is_control(one)):.0f}.",
            "",
        ]
    )


def _cost(one: dict[str, float]) -> str:
    if not one["statements"]:
        return "– | – | – | –"
    return f"{one['statements']:.1f} | {one['python']:.1f} | {one['postgres']:.1f} | {one['others']:.0f}"


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.overdraw", description=__doc__)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--tries", type=int, default=20_000, help="of each session, of the statement alone")
    parser.add_argument("--limit", type=int, default=40_000, help="what may be given; reached long before the end")
    parser.add_argument("--attempts", type=int, default=20_000, help="of each process, through the service")
    parser.add_argument("--minutes", type=float, default=1440, help="at most, for each limit of the service")
    parser.add_argument("--naive", type=int, default=500, help="of each process of the control")
    parser.add_argument("--small", type=int, default=4_000, help="the limit of the control")
    parser.add_argument("--writers", type=int, default=4, help="processes of the last line, that no limit stops")
    parser.add_argument("--grants", type=int, default=2_000, help="of each of them")
    parser.add_argument("--lines", nargs="+", help="statement statements free control one overlapping; all by default")
    parser.add_argument("--name", default=f"{datetime.now(UTC):%Y-%m-%d}", help="of the page in bench/results/")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
