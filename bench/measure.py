"""python -m bench.measure ORDER: ask for each page of each desk, on one connection and on eight; a JSON line each."""

import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.client import Run, drive
from bench.meter import Cost, Meter, between, yardstick
from bench.workloads import FLOOR, WORKLOADS, Target, Workload

CONNECTIONS = (1, 8)
WARM = 30
MOST = {1: 400, 8: 1200}


@dataclass(frozen=True, slots=True)
class Result:
    """One workload on one desk with so many connections; times in milliseconds, costs for one request."""

    work: str
    tickets: int
    connections: int
    answers: int
    failures: int
    failure: str
    p50: float
    p95: float
    rate: float
    app: float
    data: float
    sql: float
    size: int
    others: float


def main(order: dict[str, Any]) -> None:
    targets = [Target(**target) for target in json.loads(Path(order["targets"]).read_text())]
    works = [work for work in (FLOOR, *WORKLOADS) if order["only"] in work.name]
    meter = Meter(order["trees"], order["dsn"])
    with open(order["output"], "a") as output:
        print(json.dumps({"yardstick": round(yardstick(), 1)}), file=output)
        for work in works:
            for connections in CONNECTIONS:
                for result in _compare(order, meter, work, targets[:1] if work is FLOOR else targets, connections):
                    print(json.dumps(asdict(result)), file=output, flush=True)
                    print(_line(result), flush=True)
        print(json.dumps({"yardstick": round(yardstick(), 1)}), file=output)


def _compare(
    order: dict[str, Any], meter: Meter, work: Workload, targets: list[Target], connections: int
) -> list[Result]:
    """All desks in turn, several rounds, so that a noisy minute meets them all."""
    runs: list[list[tuple[Run, Cost]]] = [[] for _ in targets]
    most = MOST[connections] // order["rounds"]
    for target in targets:
        drive(order["port"], target, work, connections=8, most=WARM, seconds=10)
    for _ in range(order["rounds"]):
        for target, found in zip(targets, runs, strict=True):
            time.sleep(0.2)
            before = meter.read()
            run = drive(order["port"], target, work, connections=connections, most=most, seconds=order["seconds"])
            found.append((run, between(before, meter.read())))
    return [_result(work, target, connections, found) for target, found in zip(targets, runs, strict=True)]


def _result(work: Workload, target: Target, connections: int, found: list[tuple[Run, Cost]]) -> Result:
    run = Run()
    for each, _ in found:
        run.add(each)
    costs, asked = [cost for _, cost in found], max(1, run.asked)
    good = sorted(run.seconds) or [float("nan")]
    return Result(
        work=work.name,
        tickets=target.tickets,
        connections=connections,
        answers=len(run.seconds),
        failures=len(run.failures),
        failure=run.failures[0][:300] if run.failures else "",
        p50=round(1000 * good[len(good) // 2], 1),
        p95=round(1000 * good[int(len(good) * 0.95)], 1),
        rate=round(len(run.seconds) / run.wall, 1),
        app=round(1000 * sum(cost.cpu["app"] for cost in costs) / asked, 2),
        data=round(1000 * sum(cost.cpu["data"] for cost in costs) / asked, 2),
        sql=round(sum(cost.statements for cost in costs) / asked, 1),
        size=round(statistics.mean(run.sizes)) if run.sizes else 0,
        others=round(statistics.mean(cost.others for cost in costs)),
    )


def _line(result: Result) -> str:
    cost = f"{result.app:6.1f} + {result.data:5.1f} ms CPU {result.sql:5.1f} SQL {result.others:3.0f} % others"
    said = (
        f"{result.work:32} {result.tickets:7} x{result.connections} p50 {result.p50:6.1f} p95 {result.p95:6.1f} {cost}"
    )
    return f"{said}  FAILED {result.failures}: {result.failure}" if result.failures else said


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
