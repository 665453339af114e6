"""Deaths at each point of a piece of work: before and after each statement, before and after its COMMIT."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

COMMIT = 0


@dataclass(frozen=True)
class Point:
    """At the `number`-th statement, the first is 1; COMMIT at the commit."""

    number: int
    when: str

    def __str__(self) -> str:
        return f"{self.when} {f'statement {self.number}' if self.number else 'COMMIT'}"


def points(work: Callable[[], object]) -> list[Point]:
    """Every point of the work, which is done once to count its statements."""
    seen = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        work()
    return [Point(number, when) for number in (*range(1, seen + 1), COMMIT) for when in ("before", "after")]


@contextmanager
def dying(at: Point, die: Callable[[], object]) -> Iterator[None]:
    """What runs inside dies at the point, if it comes there."""
    seen, commit = 0, connection._commit

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal seen
        seen += 1
        return _around(at, seen, die, lambda: execute(sql, params, many, context))

    connection._commit = lambda: _around(at, COMMIT, die, commit)  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(watch):
            yield
    finally:
        connection._commit = commit  # type: ignore[method-assign]


def _around(at: Point, number: int, die: Callable[[], object], work: Callable[[], Any]) -> Any:
    if at == Point(number, "before"):
        die()
    done = work()
    if at == Point(number, "after"):
        die()
    return done
