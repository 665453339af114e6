"""python -m bench.kills: kill -9 PostgreSQL at each point of a grant, a reversal, a redemption; count what is left."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
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
    options = parser.parse_args(arguments)
    try:
        with bench(None) as made:
            made.run("manage", "migrate", "--database", "owner", "--verbosity", "0")
            output = made.folder.root / "killed.json"
            made.run("bench.kills", "--work", str(output))
            found = json.loads(output.read_text())
    except (RunError, Stopped) as error:
        print(error or "stopped", file=sys.stderr)
        return 1
    page = RESULTS / f"{options.name}-kills.md"
    page.write_text(_page(found))
    print(page.read_text(), f"written: {page}", sep="\n")
    return 0 if all(not one["lost"] and not one["doubled"] and not one["wrong"] for one in found) else 1


def work(output: Path) -> None:
    """Beside the services: die at each point of each deed, do it again, ask the books."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    from bench.grants import one_limit

    place = one_limit(10**9)
    deeds: dict[str, Callable[[str], Callable[[], object]]] = {
        "grant": lambda key: lambda: _grant(place, key),
        "reversal": lambda key: _prepared(place, key, _reverse),
        "redemption": lambda key: _prepared(place, key, _redeem),
    }
    output.write_text(json.dumps([_deed(place, name, make) for name, make in deeds.items()]))


def _deed(place: Any, name: str, make: Callable[[str], Callable[[], object]]) -> dict[str, Any]:
    from bench.dying import COMMIT, points

    every = [one for one in points(make(f"{name} first")) if one.when == "after" or one.number == COMMIT]
    found = {"name": name, "points": len(every), "acknowledged": 0, "lost": 0, "doubled": 0, "wrong": 0, "slowest": 0.0}
    for point in every:
        key = f"{name} {point}"
        act = make(key)
        acknowledged = _dies(point, act)
        began = time.perf_counter()
        _back()
        found["slowest"] = max(found["slowest"], time.perf_counter() - began)
        done = _done(place, name, key)
        found["acknowledged"] += acknowledged
        found["lost"] += acknowledged and not done
        act()
        found["doubled"] += _done(place, name, key) != 1
    found["wrong"] = _wrong(place)
    print(found, flush=True)
    return found


def _dies(point: Any, act: Callable[[], object]) -> bool:
    """Kill our own session's backend at the point: the postmaster then throws everybody out and recovers its log."""
    from django.db import Error, connection

    from bench.dying import dying

    def kill() -> None:
        os.kill(connection.connection.info.backend_pid, signal.SIGKILL)
        time.sleep(0.05)  # until it is dead: what is sent after this meets nobody

    connection.ensure_connection()
    try:
        with dying(point, kill):
            act()
    except Error:
        return False
    return True


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


def _grant(place: Any, key: str) -> Any:
    from tenants.membership.models import Member
    from tickets.recovery import granting
    from tickets.recovery.models import Recovery

    def give() -> Any:
        recovery = Recovery.objects.select_related("ticket").get(pk=place.recoveries[0])
        by = Member.objects.get(pk=place.agents[0])
        return granting.grant(recovery=recovery, by=by, kind="voucher", currency="SAR", amount=5, key=key)

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


def _done(place: Any, name: str, key: str) -> int:
    """How often the books say that it was done."""
    from tickets.recovery.models import LedgerEntry

    verb = {"grant": "granted", "reversal": "reversed", "redemption": "redeemed"}[name]
    entries = LedgerEntry.objects
    return int(_inside(place, lambda: entries.filter(grant__key=key, verb=verb, account="owed").count()))


def _wrong(place: Any) -> int:
    from tickets.recovery import checking

    return len(_inside(place, lambda: list(checking.check())))


def _page(found: list[dict[str, Any]]) -> str:
    rows = [
        f"| {one['name']} | {one['points']} | {one['acknowledged']} | **{one['lost']}** | **{one['doubled']}** "
        f"| **{one['wrong']}** | {one['slowest']:.1f} s |"
        for one in found
    ]
    return "\n".join(
        [
            "# Killed in the middle of giving",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, PostgreSQL with fsync. A backend is killed with -9 after each statement "
            "of the deed, and before and after its COMMIT: the server then throws every session out and "
            "recovers from its log. Afterwards the same is done again.",
            "",
            "| deed | points | acknowledged before the kill | of these lost | done twice | findings in the books "
            "| slowest return |",
            "|---" + "|---:" * 6 + "|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(Path(sys.argv[2]))
    else:
        sys.exit(main(sys.argv[1:]))
