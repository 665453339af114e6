"""python -m bench.grants ORDER: many processes give from the same budgets at once; SQL counts what came of it."""

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from bench.meter import TICKS, machine, tree_seconds
from bench.places import CURRENCY, Place, one_limit, overlapping

SEED = 20261122


@dataclass(frozen=True)
class Found:
    """What the processes say (`granted`, `acknowledged`) and what the database says of it."""

    name: str
    attempts: int
    granted: int
    refused: int
    acknowledged: int
    seconds: float
    charged: int
    spent: int
    posted: int
    overspent: int
    unequal: int
    statements: float = 0.0  # of an attempt, with BEGIN, SET LOCAL and COMMIT
    python: float = 0.0  # milliseconds of CPU of an attempt
    postgres: float = 0.0
    others: float = 0.0  # percent of the machine that others used meanwhile


@dataclass(frozen=True)
class Share:
    """What one process did."""

    attempts: int
    granted: int
    acknowledged: int
    statements: int
    cpu: float


def main(order: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    said = json.loads(order.read_text())
    processes, attempts, limit = said["processes"], said["attempts"], said["limit"]
    seconds = 60 * said["minutes"]
    lines = {
        "statement": lambda: alone("the statement, one limit", one_limit(limit), ONE, processes, said["tries"], limit),
        "statements": lambda: alone(
            "the statement, overlapping limits", overlapping(limit), EVERY, processes, said["tries"], limit
        ),
        "free": lambda: run(
            "the service, no limit reached", one_limit(10**11), service, said["writers"], said["grants"]
        ),
        "control": lambda: run("read, then write (control)", one_limit(said["small"]), naive, processes, said["naive"]),
        "one": lambda: run("the service, one limit", one_limit(limit), service, processes, attempts, seconds),
        "overlapping": lambda: run(
            "the service, overlapping limits", overlapping(limit), service, processes, attempts, seconds
        ),
    }
    found = []
    for name in said["lines"] or lines:
        found.append(lines[name]())
        Path(said["output"]).write_text(json.dumps([asdict(one) for one in found]))


def run(
    name: str, place: Place, give: Callable[..., bool], processes: int, attempts: int, seconds: float = 86_400
) -> Found:
    """Let the processes give, `attempts` times each or until the time is over, and ask the database."""
    from django.db import connections

    server = _server()
    connections.close_all()
    before, busy, began = tree_seconds([server]), machine(), time.monotonic()
    work = partial(_work, place, give, attempts, began + seconds)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        shares = list(pool.map(work, range(processes)))
    passed, spent = time.monotonic() - began, tree_seconds([server]) - before
    worked, ticks = (now - then for now, then in zip(machine(), busy, strict=True))
    every, granted, cpu = (sum(getattr(one, name) for one in shares) for name in ("attempts", "granted", "cpu"))
    found = Found(
        name, every, granted, every - granted, sum(one.acknowledged for one in shares), passed, **_ask(place.tenant),
        statements=sum(one.statements for one in shares) / every, python=1000 * cpu / every,
        postgres=1000 * spent / every, others=max(0.0, 100 * (worked - (cpu + spent) * TICKS) / ticks),
    )  # fmt: skip
    print(found, flush=True)
    return found


def _server() -> int:
    """PostgreSQL's first process, whose children serve us."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


ONE = {("member", ""): 1}
EVERY = {(scope, kind): 2 if kind else 1 for scope in ("ticket", "customer", "member") for kind in ("", "kind")}
"""Which rows each try takes, and by what its bound divides the limit."""


def alone(name: str, place: Place, parts: dict[tuple[str, str], int], processes: int, tries: int, limit: int) -> Found:
    """The product's own statement, `tries` times in each of the sessions, inside the server."""
    from django.db import connections

    from bench import spending
    from tickets.recovery.budgets import SPEND

    connections.close_all()
    bounds = {key: limit // part for key, part in parts.items()}
    spend = SPEND.format(rows=spending.rows(place.tenant, bounds))
    subjects, grants = _subjects(place, processes)
    scripts = [spending.script(place.tenant, grant, subjects, spend, len(bounds), tries) for grant in grants]
    granted, summed, seconds = spending.hammer(_line(), scripts)
    every = _ask(place.tenant)
    every["posted"] = summed  # this form posts nothing
    attempts = processes * tries
    found = Found(name, attempts, granted, attempts - granted, summed, seconds, **every)
    print(found, flush=True)
    return found


def _line() -> dict[str, Any]:
    """How psycopg reaches our database."""
    from django.db import connection

    known = connection.get_connection_params()
    return {name: known[name] for name in ("host", "port", "user", "password", "dbname") if known.get(name)}


def _subjects(place: Place, processes: int) -> tuple[dict[str, list[UUID]], list[UUID]]:
    """Whose budgets they are, and a grant for each session to hang its charges on."""
    from django.db import connections

    from tenants.isolation.context import tenant_context
    from tickets.recovery.models import Grant, Recovery

    with tenant_context(place.tenant):
        opened = list(Recovery.objects.select_related("ticket").filter(pk__in=place.recoveries))
        ticket = opened[0].ticket
        grants = [
            Grant.objects.create(
                ticket=ticket, recovery=opened[0], contact_id=ticket.requester_id, purpose="gesture", kind="refund",
                currency=CURRENCY, amount=1, given_by_id=place.agents[0], key=f"session-{at}",
            ).pk
            for at in range(processes)
        ]  # fmt: skip
    connections.close_all()
    subjects = {
        "tickets": [one.ticket_id for one in opened],
        "customers": list({one.ticket.requester_id for one in opened}),
        "members": place.agents,
    }
    return subjects, grants


def _work(place: Place, give: Callable[..., bool], attempts: int, until: float, at: int) -> Share:
    from django.db import connection

    from tenants.isolation.context import tenant_context
    from tenants.membership.models import Member
    from tickets.recovery.models import Recovery

    chance = random.Random(SEED + at)
    with tenant_context(place.tenant):
        recoveries = list(Recovery.objects.select_related("ticket").filter(pk__in=place.recoveries))
        agents = list(Member.objects.filter(pk__in=place.agents).order_by("pk"))
    number = granted = acknowledged = statements = 0

    def count(execute: Any, *said: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*said)

    began = time.process_time()
    with connection.execute_wrapper(count):
        while number < attempts and time.monotonic() < until:
            wish = {
                "recovery": chance.choice(recoveries),
                "by": chance.choice(agents),
                "kind": chance.choice(("refund", "credit")),
                "amount": chance.choice((1, 2, 3, 5, 8)),
            }
            if give(place.tenant, key=f"{at}-{number}", **wish):
                granted += 1
                acknowledged += int(wish["amount"])
            number += 1
    return Share(number, granted, acknowledged, statements + 3 * number, time.process_time() - began)


def service(tenant: UUID, **wish: Any) -> bool:
    """As the desk gives."""
    from tenants.isolation.context import tenant_context
    from tickets.recovery import granting
    from tickets.recovery.errors import OverLimit

    try:
        with tenant_context(tenant):
            granting.grant(currency=CURRENCY, **wish)
    except OverLimit:
        return False
    return True


def naive(tenant: UUID, *, having_read: Callable[[], object] = lambda: None, **wish: Any) -> bool:
    """As one is tempted to: add up what was given, compare, write. The CHECK is not asked, for no row holds a sum.

    `having_read` is called between the two: a control makes the processes meet there.
    """
    from django.db.models import Sum

    from tenants.isolation.context import tenant_context
    from tickets.recovery.models import Grant, Limit

    recovery, by = wish["recovery"], wish["by"]
    with tenant_context(tenant):
        most = Limit.objects.filter(kind="").latest("version").per_period or 0
        spent = Grant.objects.filter(given_by=by).aggregate(sum=Sum("amount"))["sum"] or 0
        having_read()
        if spent + wish["amount"] > most:
            return False
        Grant.objects.create(
            ticket_id=recovery.ticket_id, recovery=recovery, contact_id=recovery.ticket.requester_id,
            purpose="gesture", kind=wish["kind"], currency=CURRENCY, amount=wish["amount"], given_by=by,
            key=wish["key"],
        )  # fmt: skip
    return True


def _ask(tenant: UUID) -> dict[str, int]:
    """`spent` and `charged` of every budget; `overspent` is how much more was given than the narrowest sum allows."""
    from django.db.models import F, Sum

    from tenants.isolation.context import tenant_context
    from tickets.recovery.models import Budget, Charge, Grant, LedgerEntry, Limit

    with tenant_context(tenant):
        most = Limit.objects.filter(kind="").latest("version").per_period or 0
        by_member = Grant.objects.order_by().values("given_by").annotate(sum=Sum("amount"))
        budgets = Budget.objects.annotate(charged=Sum("charges__amount"))
        entries = LedgerEntry.objects.filter(account="cost")
        over = sum(max(0, row["sum"] - most) for row in by_member)
        return {
            "charged": Charge.objects.aggregate(sum=Sum("amount"))["sum"] or 0,
            "spent": Budget.objects.aggregate(sum=Sum("spent"))["sum"] or 0,
            "posted": entries.aggregate(sum=Sum("amount"))["sum"] or 0,
            "overspent": over + Budget.objects.filter(spent__gt=F("ceiling")).count(),
            "unequal": budgets.exclude(spent=F("charged")).count(),
        }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
