from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from redis import RedisError

from tenants.isolation.context import tenant_context
from tenants.outbox import services, sweeping
from tenants.outbox.models import Item
from tests.factories.people import Desk
from tests.tenants.outbox.effects import Effects, wish

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sweeper"])


def _ring_of(desk: Desk) -> dict[str, str]:
    return {"task": "tenants.outbox.tasks.drain", "tenant_id": str(desk.tenant.pk)}


def _make_due(desk: Desk, *, minutes_ago: int) -> None:
    with tenant_context(desk.tenant):
        wish("a")
        Item.objects.update(due_at=timezone.now() - timedelta(minutes=minutes_ago))


def test_each_company_with_due_work_is_rung_for_once(
    zaytuna: Desk, tapuz: Desk, effects: Effects, rings: list[dict[str, Any]]
) -> None:
    _make_due(zaytuna, minutes_ago=1)
    _make_due(tapuz, minutes_ago=2)
    rings.clear()
    sweeping.sweep()
    assert rings == [_ring_of(tapuz), _ring_of(zaytuna)]
    sweeping.sweep()
    assert len(rings) == 2


def test_nothing_due_rings_nothing(zaytuna: Desk, effects: Effects, rings: list[dict[str, Any]]) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
        services.drain()
    assert sweeping.sweep() == 0


def test_without_the_cache_it_rings_all_the_same(
    zaytuna: Desk, effects: Effects, rings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> bool:
        raise RedisError

    monkeypatch.setattr(cache, "add", away)
    _make_due(zaytuna, minutes_ago=1)
    assert sweeping.sweep() == 1
