"""python -m bench.kills: kill -9 PostgreSQL and who gives at each point of a grant; count what is left."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
WAIT = 60.0


def main(arguments: list[str]) -> int:
    from bench.desk import bench
    from helpdesk.run.errors import RunError, Stopped

    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--name", default=f"{datetime.now(UTC):%Y-%m-%d}", help="of the page in bench/results/")
    parser.add_argument("--rounds", type=int, default=25, help="how often four processes that give are killed")
    options = parser.parse_args(arguments)
    try:
        with bench(None) as made:
            made.run("manage", "migrate", "--database", "owner", "--verbosity", "0")
            output = made.folder.root / "killed.json"
            made.run("bench.kills", "--work", str(output), str(options.rounds))
            found = json.loads(output.read_text())
    except (RunError, Stopped) as error:
        print(error or "stopped", file=sys.stderr)
        return 1
    page = RESULTS / f"{options.name}-kills.md"
    page.write_text(_page(found))
    print(page.read_text(), f"written: {page}", sep="\n")
    return 0 if _holds(found) else 1


def _holds(found: list[dict[str, Any]]) -> bool:
    """Nothing lost and nothing doubled but in the control, which must lose: else this run says nothing."""
    controls = [one for one in found if "control" in one["name"]]
    sound = all(not one["lost"] and not one["doubled"] and not one["wrong"] for one in found if one not in controls)
    return sound and all(one["lost"] for one in controls)


Act = Callable[[Callable[[], None]], object]
"""Done once, it calls what it is given: that is its acknowledgement."""


@dataclass(frozen=True)
class Deed:
    """What is done at each point, as the ledger calls it, by whom the kill is met."""

    name: str
    verb: str
    make: Callable[[str], Act]
    victim: Callable[[], int]


def work(output: Path, rounds: int) -> None:
    """Beside the services: die at each point of each deed, do it again, ask the books."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    from bench.places import one_limit
    from bench.streams import stream

    place = one_limit(10**9)
    early = "grant, acknowledged before its COMMIT (control)"
    deeds = [
        Deed("grant", "granted", lambda key: _said(lambda: _grant(place, key)), _backend),
        Deed("reversal", "reversed", lambda key: _said(_prepared(place, key, _reverse)), _backend),
        Deed("redemption", "redeemed", lambda key: _said(_prepared(place, key, _redeem)), _backend),
        Deed(early, "granted", lambda key: lambda acknowledge: _grant(place, key, acknowledge), _backend),
        Deed("grant, the first process of PostgreSQL killed", "granted",
             lambda key: _said(lambda: _grant(place, key)), _postmaster),
    ]  # fmt: skip
    found = [stream(place, rounds, wrong=lambda: _wrong(place)), *(_deed(place, deed) for deed in deeds)]
    output.write_text(json.dumps(found))


def _said(act: Callable[[], object]) -> Act:
    """Acknowledged when it has returned: after its COMMIT."""

    def act_and_say(acknowledge: Callable[[], None]) -> None:
        act()
        acknowledge()

    return act_and_say


def _deed(place: Any, deed: Deed) -> dict[str, Any]:
    from bench.dying import COMMIT, points

    first = deed.make(f"{deed.name} first")
    every = [one for one in points(lambda: first(_nobody)) if one.when == "after" or one.number == COMMIT]
    found = {"name": deed.name, "points": len(every), "acknowledged": 0, "lost": 0, "doubled": 0}
    returns: list[float] = []
    for point in every:
        key = f"{deed.name} {point}"
        act = deed.make(key)
        acknowledged = _dies(point, act, deed.victim)
        began = time.perf_counter()
        _back()
        returns.append(time.perf_counter() - began)
        done = _done(place, deed.verb, key)
        found["acknowledged"] += acknowledged
        found["lost"] += acknowledged and not done
        act(_nobody)
        found["doubled"] += _done(place, deed.verb, key) != 1
    found |= {"wrong": _wrong(place), "first": returns[0], "slowest": max(returns)}
    print(found, flush=True)
    return found


def _nobody() -> None:
    """Hears it."""


def _dies(point: Any, act: Act, victim: Callable[[], int]) -> bool:
    """Kill a process of the server at the point: everybody is thrown out, and it recovers from its log.

    Gives whether it was acknowledged.
    """
    from django.db import Error, connection

    from bench.dying import dying

    said: list[bool] = []

    def kill() -> None:
        os.kill(victim(), signal.SIGKILL)
        time.sleep(0.05)  # until it is dead: what is sent after this meets nobody

    connection.ensure_connection()
    try:
        with dying(point, kill):
            act(lambda: said.append(True))
    except Error:
        pass
    return bool(said)


def _backend() -> int:
    """The process that serves our session."""
    from django.db import connection

    return int(connection.connection.info.backend_pid)


def _postmaster() -> int:
    """The server's first process, which the supervisor starts again."""
    return int(Path(f"/proc/{_backend()}/stat").read_text().rpartition(")")[2].split()[1])


def _back() -> None:
    """Wait until the server answers again."""
    from django.db import OperationalError, connection

    deadline = time.monotonic() + WAIT
    while True:
        connection.close()
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _inside(place: Any, work: Callable[[], Any]) -> Any:
    from tenants.isolation.context import tenant_context

    with tenant_context(place.tenant):
        return work()


def _grant(place: Any, key: str, acknowledge: Callable[[], None] = _nobody) -> Any:
    from tenants.membership.models import Member
    from tickets.recovery import granting
    from tickets.recovery.models import Recovery

    def give() -> Any:
        recovery = Recovery.objects.select_related("ticket").get(pk=place.recoveries[0])
        by = Member.objects.get(pk=place.agents[0])
        grant = granting.grant(recovery=recovery, by=by, kind="voucher", currency="SAR", amount=5, key=key)
        acknowledge()  # still inside the transaction
        return grant

    return _inside(place, give)


def _prepared(place: Any, key: str, act: Callable[[Any], object]) -> Callable[[], object]:
    grant = _grant(place, key)
    return lambda: _inside(place, lambda: act(grant))


def _reverse(grant: Any) -> None:
    from tickets.recovery import granting
    from tickets.recovery.errors import AlreadyReversed

    try:
        granting.reverse(grant=grant, by=grant.given_by, reason="")
    except AlreadyReversed:
        pass  # the first try was kept


def _redeem(grant: Any) -> None:
    from tickets.recovery import vouchers
    from tickets.recovery.errors import VoucherRedeemed
    from tickets.recovery.models import Voucher

    try:
        vouchers.redeem(code=vouchers.code_of(Voucher.objects.get(grant=grant)), by=grant.given_by)
    except VoucherRedeemed:
        pass  # the first try was kept


def _done(place: Any, verb: str, key: str) -> int:
    """How often the books say that it was done."""
    from tickets.recovery.models import LedgerEntry

    entries = LedgerEntry.objects
    return int(_inside(place, lambda: entries.filter(grant__key=key, verb=verb, account="owed").count()))


def _wrong(place: Any) -> int:
    from tickets.recovery import checking

    return len(_inside(place, lambda: list(checking.check())))


def _page(found: list[dict[str, Any]]) -> str:
    rows = [
        f"| {one['name']} | {one['points']} | {one['acknowledged']} | **{one['lost']}** | **{one['doubled']}** "
        f"| **{one['wrong']}** | {one['first']:.1f} s | {one['slowest']:.1f} s |"
        for one in found
    ]
    return "\n".join(
        [
            "# Killed in the middle of giving",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, PostgreSQL with fsync. After each statement of the deed, and before and "
            "after its COMMIT, the process that serves it is killed with -9, or, where that is said, the first process "
            "of PostgreSQL: the server throws every session out and recovers from its log; the supervisor starts it "
            "again where it has to. Afterwards the same is done again. In the first line four processes give and "
            "acknowledge as fast as they can, and are killed at any moment; others go on with what was not "
            "acknowledged. The control acknowledges before its COMMIT, and has to lose. A server that is killed again "
            "within 30 s of its start is started again later each time (1, 2, 4 s, at most 30): hence the slowest "
            "return.",
            "",
            "| deed | kills | acknowledged before them | of these lost | done twice | findings in the books "
            "| first return | slowest return |",
            "|---" + "|---:" * 7 + "|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
