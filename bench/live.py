"""python -m bench.live: what idle listeners of live updates cost, and how soon a change reaches all of them."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.desk import Bench, bench
from helpdesk.run import serve
from helpdesk.run.desk import answers
from helpdesk.run.errors import RunError, Stopped

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    try:
        with bench(None) as made:
            made.run("manage", "migrate", "--database", "owner", "--verbosity", "0")
            _start(made)
            order = made.folder.root / "listen.json"
            order.write_text(json.dumps(_order(made, options)))
            made.run("bench.listen", str(order))
            found = json.loads((made.folder.root / "heard.json").read_text())
    except (RunError, Stopped) as error:
        print(error or "stopped", file=sys.stderr)
        return 1
    page = RESULTS / f"{options.name}-live.md"
    page.write_text(_page(found))
    print(page.read_text(), f"written: {page}", sep="\n")
    return 0


def _start(made: Bench) -> None:
    """The events process alone."""
    events = next(program for program in serve.programs(made.desk, made.env) if program.name == "events")
    made.supervisor.start(events)
    is_up = partial(answers, made.desk.host, made.desk.events_port, "/livez")
    made.supervisor.wait_until(is_up, seconds=60, what="The events process")


def _order(made: Bench, options: argparse.Namespace) -> dict[str, object]:
    return {
        "port": made.desk.events_port,
        "pid": made.supervisor.children["events"].process.pid,
        "listeners": options.listeners,
        "companies": options.companies,
        "changes": options.changes,
        "idle": options.idle,
        "output": str(made.folder.root / "heard.json"),
    }


def _page(found: dict[str, float]) -> str:
    lines = [
        "# Live updates",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores; {found['listeners']:.0f} listeners in "
        f"{found['companies']:.0f} companies, {found['changes']:.0f} changes.",
        "",
        "| what | figure |",
        "|---|---:|",
        f"| memory of the events process without listeners, RSS of both its processes | {found['empty']:.0f} MB |",
        f"| with all of them, idle | **{found['idle']:.0f} MB** |",
        f"| of that not shared with each other (PSS) | {found['idle_pss']:.0f} MB |",
        f"| after the changes | {found['after']:.0f} MB |",
        f"| CPU of an idle minute, checking every member every three seconds | {found['idle_cpu']:.1f} s |",
        f"| from commit to a listener, p50 | {found['p50']:.1f} ms |",
        f"| p95 | {found['p95']:.1f} ms |",
        f"| slowest | {found['most']:.1f} ms |",
        f"| heard of what should be heard | {found['heard']:.0f} of {found['due']:.0f} |",
        "",
    ]
    return "\n".join(lines)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--listeners", type=int, default=1_000)
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds to sit still before memory is read")
    parser.add_argument("--name", default=f"{datetime.now(UTC):%Y-%m-%d}", help="of the page in bench/results/")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
