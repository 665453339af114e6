"""The storm in the yard: `python -m tests.journeys.squall 5000` (a desk's database and broker must be given).

The same events in order by one quiet worker, and shuffled, every fifth twice, by real workers that are killed -9.
"""

import json
import os
import random
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from tests.journeys.yard import Yard, open_yard, wait_until

SEED = 7
WAITING = "SELECT count(*) FROM social_delivery WHERE state = 'queued'"
STUCK = "SELECT count(*) FROM social_delivery WHERE state = 'quarantined'"
TAKEN_OVER = "SELECT count(*) FROM social_delivery WHERE attempts > 1"
HANDED_OVER = "SELECT count(*) FROM social_delivery WHERE account_id IS NOT NULL AND state = 'done'"


def blow(yard: Yard, number: int, kills: int) -> dict[str, Any]:
    """Both runs and what differs between them (nothing), with figures."""
    began = time.monotonic()
    in_order = yard.act("in_order", str(number), str(SEED))
    quiet = time.monotonic() - began
    yard.start("worker", "beat")
    began = time.monotonic()
    entries = yard.act("push_shuffled", str(number), str(SEED))
    _kill_workers(yard, kills, number)
    wait_until(lambda: yard.count(WAITING) == [(0,)], seconds=60 + number, what="reading every delivery")
    stormy = time.monotonic() - began
    left = yard.act("left", "b")
    return {
        "events": number,
        "entries with copies": entries,
        "rows": sum(len(rows) for company in in_order for rows in company.values()),
        "rows by table": {name: sum(len(company[name]) for company in in_order) for name in in_order[0]},
        "different": _different(in_order, left),
        "quarantined": yard.count(STUCK)[0][0],
        "taken over": yard.count(TAKEN_OVER)[0][0],
        "seconds in order": round(quiet, 1),
        "seconds shuffled and killed": round(stormy, 1),
    }


def _kill_workers(yard: Yard, kills: int, number: int) -> None:
    """Each time that another part of the whole is done."""
    chance = random.Random(SEED)
    before = yard.count(HANDED_OVER)[0][0]
    for kill in range(1, kills + 1):
        share = number * kill // (kills + 1)
        wait_until(partial(_has_done, yard, before + share), seconds=60 + number, what="work")
        time.sleep(chance.uniform(0, 0.3))
        yard.kill("worker")
        yard.start("worker")


def _has_done(yard: Yard, number: int) -> bool:
    return int(yard.count(HANDED_OVER)[0][0]) >= number


def _different(was: list[dict[str, list[str]]], became: list[dict[str, list[str]]]) -> list[str]:
    pairs = [(name, one[name], other[name]) for one, other in zip(was, became, strict=True) for name in one]
    numbers = [f"{name}: {len(one)} and {len(other)}" for name, one, other in pairs if len(one) != len(other)]
    return numbers + [f"{name}: {row}" for name, one, other in pairs for row in sorted(set(one) ^ set(other))]


def main(number: int, kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder, open_yard(Path(folder)) as yard:
        yard.env["HELPDESK_DEMO"] = "1"
        found = blow(yard, number, kills)
        found["load"] = os.getloadavg()
        print(json.dumps({**found, "different": found["different"][:20]}, ensure_ascii=False, indent=1))
        if found["different"]:
            sys.exit(f"{len(found['different'])} rows differ\n{yard.logs()[-3000:]}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4)
