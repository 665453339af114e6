"""However often and in whatever order it is told, by workers that die: what is left is what is left of it in order.

tests/journeys/squall.py kills real workers; here each kill is an exception in the middle of a transaction.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from social.accounts.models import SocialAccount
from social.connectors.plaza import parsing
from social.connectors.protocol import InboundEvent
from social.intake import pipeline, services
from tenants.identity import mailing
from tenants.isolation.context import tenant_context
from tests.factories import storm
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
EVENTS = 24  # tests/journeys/squall.py does 5,000
SEED = 4
Rows = list[dict[str, list[str]]]


class Killed(BaseException):
    pass


def _keep(told: list[dict[str, Any]]) -> None:
    with tenant_context(mailing.platform_tenant()):
        for raw in storm.deliveries(told):
            services.keep(network="plaza", raw=raw)


def _drain(desks: list[Desk]) -> int:
    """Everything that is due, in the order in which it came."""
    done = 0
    for tenant in [mailing.platform_tenant(), *(desk.tenant for desk in desks)]:
        with tenant_context(tenant, atomic=False):
            done += services.drain(limit=100_000)
    return done


def _left(desks: list[Desk], run: str) -> Rows:
    return [storm.rows(desk.tenant, run) for desk in desks]


@pytest.fixture
def in_order() -> Rows:
    desks = storm.make_companies("a")
    _keep(storm.entries("a", EVENTS, SEED))
    _drain(desks)
    return _left(desks, "a")


def _storm(make: Callable[[list[Desk]], object]) -> Rows:
    desks = storm.make_companies("b")
    _keep(storm.stormy(storm.entries("b", EVENTS, SEED), SEED))
    make(desks)
    return _left(desks, "b")


def _killing(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """A share of all events is taken in, and then the worker dies before it is committed."""
    take_in, chance = pipeline.take_in, random.Random(SEED)

    def taking(*, account: SocialAccount, event: InboundEvent) -> None:
        take_in(account=account, event=event)
        if chance.random() < share:
            raise Killed

    monkeypatch.setattr(pipeline, "take_in", taking)


def _drain_and_die(desks: list[Desk]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        for _ in range(1000):
            try:
                if not _drain(desks):
                    return
            except Killed:
                now.shift(31)
    raise AssertionError("it never ended")


def test_shuffled_doubled_and_with_dying_workers_ends_as_in_order(
    in_order: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killing(monkeypatch, 0.1)
    left = _storm(_drain_and_die)
    for was, became in zip(in_order, left, strict=True):
        for name in was:
            assert set(became[name]) ^ set(was[name]) == set(), name
            assert became[name] == was[name], name
    assert sum(len(was["Mention"]) for was in in_order) > EVENTS / 3  # else this says nothing


def test_control_without_one_row_a_post_copies_would_show(in_order: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """If each telling were a post of its own, the comparison would tell."""
    post, count = parsing.post, iter(range(10**6))

    def another(value: Any) -> Any:
        found = post(value)
        return type(found)(**{**_fields(found), "key": f"{found.key}#{next(count)}"})

    monkeypatch.setattr(parsing, "post", another)
    assert [len(one["Post"]) for one in _storm(_drain)] != [len(one["Post"]) for one in in_order]


def test_control_a_drain_that_loses_events_would_show(in_order: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in, count = pipeline.take_in, iter(range(10**6))

    def losing(*, account: SocialAccount, event: InboundEvent) -> None:
        if next(count) % 5:
            take_in(account=account, event=event)

    monkeypatch.setattr(pipeline, "take_in", losing)
    assert _storm(_drain) != in_order


def _fields(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in type(found).__dataclass_fields__}
