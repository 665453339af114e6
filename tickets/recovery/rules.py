"""The five steps, in their order. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from tickets.recovery.models import Purpose, Step

EXPIRES_AFTER = timedelta(hours=48)

_ORDER = tuple(Step)
_OPTIONAL: dict[str, frozenset[str]] = {
    Purpose.REPAIR: frozenset(),
    Purpose.GESTURE: frozenset({Step.APOLOGISE}),  # a kindness needs no fault, so nobody apologises for one
}


def steps(purpose: str) -> Sequence[Step]:
    """The steps of a recovery, the first one first."""
    return [step for step in _ORDER if step not in _OPTIONAL[purpose]]


def next_step(purpose: str, done: Collection[str]) -> Step | None:
    """The first that is not done; None when all are."""
    return next((step for step in steps(purpose) if step not in done), None)
