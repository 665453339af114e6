"""python -m bench.clocks: what the sweeper costs while nothing is due, and how fast clocks and promises are told.

On a throw-away desk: `python -m helpdesk.run exec -- python -m bench.clocks`. 1,000, 100,000 and 1,000,000 open clocks
of one company, none due: the sweeper's question, 200 times. Then 10,000 due at once, drained by one process, in batches
as the worker does, with their events. Nobody owns the tickets, so nobody is notified. Then 10,000 promises of one
agent: first half of their time is over, then they are broken; each is told to him by a notification and a mail.
`SIZES=` leaves out the first part.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from helpdesk.lib import clock
from tests.journeys.yard import Yard, open_yard

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,100000,1000000").split(",") if size)
DUE = 10_000
ASKED = 200

_TOLD = "SELECT count(*), count(DISTINCT clock_id) FROM tickets_slaevent WHERE verb = 'breached'"
_TOLD_OF_PROMISES = """
SELECT verb, count(*), count(DISTINCT data ->> 'promise') FROM tickets_event
WHERE verb IN ('followups.reminded', 'followups.broken') GROUP BY verb ORDER BY verb
"""
_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
WHERE table_name = %s AND column_name <> ALL (%s)
"""
_TICKETS = """
INSERT INTO tickets_ticket (id, number, {0})
SELECT gen_random_uuid(), (SELECT max(number) FROM tickets_ticket) + n, {0}
FROM (SELECT * FROM tickets_ticket ORDER BY number LIMIT 1) t, generate_series(1, %s) n
"""
_CLOCKS = """
INSERT INTO tickets_slaclock (id, ticket_id, due_at, next_at, {0})
SELECT gen_random_uuid(), its_id, now() + interval '2 days', now() + interval '1 day' + random() * interval '1 day', {0}
FROM (SELECT {0} FROM tickets_slaclock LIMIT 1) c,
  (SELECT id AS its_id FROM tickets_ticket t
   WHERE NOT EXISTS (SELECT 1 FROM tickets_slaclock k WHERE k.ticket_id = t.id)) lacking
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_yard(Path(folder)) as yard:
        yard.act("seed", "zaytuna")
        yard.act("miss", "zaytuna", "1")
        _say(yard, "drain")
        print(json.dumps({"load": os.getloadavg()[0]}), flush=True)
        for size in SIZES:
            _fill(yard, size)
            print(json.dumps({"open": size, **_say(yard, "ask")}), flush=True)
        yard.act("miss", "zaytuna", str(DUE))
        print(json.dumps({"due at once": _say(yard, "drain"), "told and clocks": yard.count(_TOLD)}), flush=True)
        yard.act("owe", "zaytuna", str(DUE))
        print(json.dumps({"reminded": _say(yard, "remind")}), flush=True)
        yard.act("owe", "zaytuna", str(DUE))
        print(json.dumps({"broken": _say(yard, "break"), "told of promises": yard.count(_TOLD_OF_PROMISES)}))


def _fill(yard: Yard, size: int) -> None:
    """Up to so many open clocks that are due later, copied from the first."""
    import psycopg

    with psycopg.connect(yard.env["DATABASE_OWNER_URL"], autocommit=True) as database:
        have = database.execute("SELECT count(*) FROM tickets_slaclock").fetchall()[0][0]
        for table, statement, own, number in (
            ("tickets_ticket", _TICKETS, ["id", "number"], [size - have]),
            ("tickets_slaclock", _CLOCKS, ["id", "ticket_id", "due_at", "next_at", "breached_at"], []),
        ):
            columns = database.execute(_COLUMNS, [table, own]).fetchall()[0][0]
            database.execute(statement.format(columns), number)
        database.execute("VACUUM ANALYZE tickets_slaclock")


def _say(yard: Yard, verb: str) -> Any:
    return json.loads(yard.manage("bench.clocks", verb).splitlines()[-1])  # what stands before it is the log


def ask() -> dict[str, Any]:
    """The sweeper's question about clocks."""
    from django.db import connections

    from tenants.outbox import sweeping

    source = sweeping.sources.get("clocks")
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        assert sweeping.due_tenants(source) == []
        took.append((time.perf_counter() - began) * 1e6)
    with connections["sweeper"].cursor() as cursor:
        question = sweeping._DUE.format(table=source.table, due=source.due, where=source.where)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, FORMAT JSON) {question}")
        plan = cursor.fetchone()[0][0]
    pages = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return {"median µs": round(statistics.median(took)), "p95 µs": round(sorted(took)[-ASKED // 20]), "pages": pages,
            "index": "slaclock_sweep_ix" in json.dumps(plan)}  # fmt: skip


def drain() -> dict[str, Any]:
    """Every clock that is due, batch by batch."""
    from tickets.sla import drain as due

    return _drained(due.drain)


def keep() -> dict[str, Any]:
    """Every promise that is broken, batch by batch."""
    from tickets.followups import reminders

    return _drained(reminders.tell_due)


def remind() -> dict[str, Any]:
    """The same promises, but half of their time is over."""
    from tickets.followups.models import Promise

    now, hour = clock.now(), timedelta(hours=1)
    with _company():
        Promise.objects.update(stage=0, made_at=now - hour, next_at=now, due_at=now + hour * 0.9)
    told = keep()
    with _company():
        Promise.objects.update(next_at=None, settled_at=now, state="withdrawn")
    return told


def _company() -> Any:
    from tenants.isolation.context import tenant_context
    from tenants.isolation.models import Tenant

    return tenant_context(Tenant.objects.get(slug="zaytuna"))


def _drained(drain: Callable[[], int]) -> dict[str, Any]:
    told, (began, spent) = 0, (time.perf_counter(), time.process_time())
    while True:
        with _company():
            number = drain()
        told += number
        if not number:
            break
    seconds, spent = time.perf_counter() - began, time.process_time() - spent
    return {"told": told, "seconds": round(seconds, 2), "a second": round(told / seconds), "CPU s": round(spent, 2)}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        main()
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
        django.setup()
        print(json.dumps({"ask": ask, "drain": drain, "remind": remind, "break": keep}[sys.argv[1]]()))
