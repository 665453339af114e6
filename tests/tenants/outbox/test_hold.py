"""Nothing leaves a closed desk, and nothing of it is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.outbox import services, sweeping
from tenants.outbox.models import Item
from tests.factories.people import Desk
from tests.tenants.outbox.effects import Effects, wish

ITEMS = dict(sweeping.sources)["outbox"]


def _set(desk: Desk, state: str) -> None:
    with tenant_context(desk.tenant):
        Tenant.objects.filter(pk=desk.tenant.pk).update(state=state)


def test_what_waits_is_held_and_leaves_when_the_desk_is_open_again(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
    _set(zaytuna, "suspended")
    with tenant_context(zaytuna.tenant):
        assert services.drain() == 0
        assert effects.done == []
        assert list(Item.objects.values_list("state", "attempts")) == [("queued", 0)]
    _set(zaytuna, "active")
    with tenant_context(zaytuna.tenant):
        assert services.drain() == 1
    assert effects.done == ["a"]


def test_a_desk_closed_in_the_middle_sends_no_more(zaytuna: Desk, effects: Effects) -> None:
    effects.during = lambda: _set(zaytuna, "suspended")
    with tenant_context(zaytuna.tenant):
        wish("a")
        wish("b")
        assert services.drain() == 1
    assert effects.done == ["a"]


@pytest.mark.django_db(transaction=True, databases=["default", "sweeper"])
def test_the_sweeper_rings_for_open_desks_only(zaytuna: Desk, tapuz: Desk, effects: Effects) -> None:
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            wish("a")
            Item.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    _set(zaytuna, "suspended")
    assert sweeping.due_tenants(ITEMS) == [tapuz.tenant.pk]
    _set(zaytuna, "active")
    assert set(sweeping.due_tenants(ITEMS)) == {tapuz.tenant.pk, zaytuna.tenant.pk}


def test_what_was_given_up_is_wished_for_again_by_its_id(zaytuna: Desk, tapuz: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        item = wish("a")
        assert services.revive(pk=item.pk) is False
        Item.objects.update(state="dead", attempts=12, error="no")
    with tenant_context(tapuz.tenant):
        assert services.revive(pk=item.pk) is False
    with tenant_context(zaytuna.tenant):
        assert services.revive(pk=item.pk) is True
        assert services.drain() == 1
