"""python -m bench: load a small and a big desk, ask for their pages, and write the table. This is `make bench`."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import table
from bench.desk import bench
from helpdesk.run.errors import RunError, Stopped

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    lines = RESULTS / f"{options.name}.jsonl"
    RESULTS.mkdir(exist_ok=True)
    lines.unlink(missing_ok=True)
    try:
        with bench(options.keep) as made:
            made.prepare(options.tickets)
            made.serve()
            made.measure(lines, rounds=options.rounds, seconds=options.seconds, only=options.only)
    except (RunError, Stopped) as error:
        print(error or "stopped", file=sys.stderr)
        return 1
    page = RESULTS / f"{options.name}.md"
    page.write_text(table.render(lines))
    lines.unlink()
    print(f"written: {page}")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000, 100_000], help="the sizes of the desks")
    parser.add_argument("--only", default="", help="workloads with these words in their name")
    parser.add_argument("--rounds", type=int, default=2, help="how often the desks take turns")
    parser.add_argument("--seconds", type=float, default=6.0, help="at most, for one desk's turn")
    parser.add_argument("--keep", type=Path, help="load into this folder once and use it again")
    parser.add_argument("--name", default=f"{datetime.now(UTC):%Y-%m-%d}", help="of the page in bench/results/")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
