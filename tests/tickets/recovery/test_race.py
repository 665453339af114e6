"""Eight processes at one limit: together they give exactly what it allows. And the form that reads before it writes."""

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from bench import grants, places
from bench.grants import Found
from bench.places import Place

pytestmark = [pytest.mark.django_db(transaction=True)]
PROCESSES, ATTEMPTS, LIMIT = 8, 300, 400


@pytest.fixture(autouse=True)
def _lines_of_their_own() -> Iterator[None]:
    """A child must not share our line to the database."""
    connections.close_all()
    yield
    connections.close_all()


@dataclass(frozen=True)
class _Limit:
    place: Place
    parts: dict[tuple[str, str], int]


def _one() -> _Limit:
    return _Limit(places.one_limit(LIMIT), grants.ONE)


def _overlapping() -> _Limit:
    return _Limit(places.overlapping(LIMIT), grants.EVERY)


def _assert_equal(found: Found) -> None:
    assert (found.overspent, found.unequal) == (0, 0)
    assert found.charged == found.spent
    assert found.posted == found.acknowledged
    assert 0 < found.granted < found.attempts  # else nothing was at its limit, and this says nothing


def test_the_statement_gives_what_one_limit_allows_and_no_more() -> None:
    limit = _one()
    found = grants.alone("", limit.place, limit.parts, PROCESSES, ATTEMPTS, LIMIT)
    _assert_equal(found)
    assert found.spent == LIMIT


def test_the_statement_holds_limits_that_overlap() -> None:
    limit = _overlapping()
    _assert_equal(grants.alone("", limit.place, limit.parts, PROCESSES, ATTEMPTS, LIMIT))


@pytest.mark.parametrize("make", [places.one_limit, places.overlapping])
def test_the_service_gives_what_its_limits_allow_and_no_more(make: Callable[[int], Place]) -> None:
    _assert_equal(grants.run("", make(30), grants.service, 4, 15))


ALL_HAVE_READ = multiprocessing.get_context("fork").Barrier(PROCESSES, timeout=60)


def _read_together(tenant: UUID, **wish: Any) -> bool:
    return grants.naive(tenant, having_read=ALL_HAVE_READ.wait, **wish)


def test_who_reads_before_he_writes_overspends() -> None:
    """The control: each finds room for his own, and together they give more than there is."""
    found = grants.run("", places.one_limit(8), _read_together, PROCESSES, 1)
    assert found.granted == PROCESSES
    assert found.overspent > 0
