"""Processes that give and acknowledge as fast as they can, and are killed; others go on where they were heard last."""

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

WRITERS = 4
SEED = 20261122


def stream(place: Any, rounds: int, *, wrong: Callable[[], int]) -> dict[str, Any]:
    """Kill all writers `rounds` times, let them end once, ask the ledger for every grant that was acknowledged."""
    chance = random.Random(SEED)
    heard, returns = [0] * WRITERS, list[float]()
    for number in range(rounds + 1):
        lives = chance.uniform(0.3, 1.5) if number < rounds else 0.0
        began = time.perf_counter()
        heard = _round(place, heard, lives)
        returns.append(time.perf_counter() - began - lives)
    found = {
        "name": "grant, who gives is killed",
        "points": rounds * WRITERS,
        "acknowledged": sum(heard),
        **_asked(place, heard),
        "wrong": wrong(),
        "first": returns[0],
        "slowest": max(returns),
    }
    print(found, flush=True)
    return found


def _round(place: Any, heard: list[int], lives: float) -> list[int]:
    """Writers that live so long; without a time they give one each and end. Gives how many each has acknowledged."""
    from django.db import connections

    connections.close_all()
    writers = [_writer(place, at, done, 1 if not lives else 10**9) for at, done in enumerate(heard)]
    time.sleep(lives)
    if lives:
        for process, _ in writers:
            os.kill(process, signal.SIGKILL)
    found = []
    for (process, ear), done in zip(writers, heard, strict=True):
        with open(ear, "rb") as said:
            found.append(done + said.read().count(b"."))
        os.waitpid(process, 0)
    return found


def _writer(place: Any, at: int, first: int, many: int) -> tuple[int, int]:
    """A process that gives, and what it can be heard by: a dot for each grant after its COMMIT."""
    ear, mouth = os.pipe()
    process = os.fork()
    if process:
        os.close(mouth)
        return process, ear
    try:
        os.close(ear)
        for number in range(first, first + many):
            _give(place, at, number)
            os.write(mouth, b".")
    finally:
        os._exit(0)


def _give(place: Any, at: int, number: int) -> None:
    from tenants.isolation.context import tenant_context
    from tenants.membership.models import Member
    from tickets.recovery import granting
    from tickets.recovery.models import Recovery

    with tenant_context(place.tenant):
        recovery = Recovery.objects.get(pk=place.recoveries[at])
        by = Member.objects.get(pk=place.agents[0])
        granting.grant(recovery=recovery, by=by, kind="refund", currency="SAR", amount=5, key=f"stream {at} {number}")


def _asked(place: Any, heard: list[int]) -> dict[str, int]:
    """Of what was acknowledged: what the ledger does not have, and what it has twice."""
    from django.db.models import Count

    from tenants.isolation.context import tenant_context
    from tickets.recovery.models import LedgerEntry

    with tenant_context(place.tenant):
        posted = LedgerEntry.objects.filter(grant__key__startswith="stream ", verb="granted", account="cost")
        times = dict(posted.order_by().values_list("grant__key").annotate(Count("pk")))
    keys = [f"stream {at} {number}" for at, many in enumerate(heard) for number in range(many)]
    return {"lost": sum(key not in times for key in keys), "doubled": sum(many > 1 for many in times.values())}
