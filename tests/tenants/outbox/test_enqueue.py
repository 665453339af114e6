from typing import Any

import pytest
from django.db import transaction

from tenants.isolation.context import tenant_context
from tenants.outbox import leases, services
from tenants.outbox.models import Item
from tests.factories.people import Desk
from tests.tenants.outbox.effects import Effects, wish


def test_the_same_wish_twice_is_one_item(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        assert wish("a").pk == wish("a").pk
        assert Item.objects.count() == 1


def test_an_unknown_kind_of_effect_is_refused_at_once(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant), pytest.raises(LookupError):
        services.enqueue(kind="nobody.knows", key="a")


def test_a_change_that_is_rolled_back_takes_its_wish_along(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        with transaction.atomic():
            wish("a")
            transaction.set_rollback(True)
        assert Item.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_not_before(
    zaytuna: Desk, effects: Effects, rings: list[dict[str, Any]]
) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
        assert rings == []
    assert rings == [{"task": "tenants.outbox.tasks.drain", "tenant_id": str(zaytuna.tenant.pk)}]


def test_what_was_done_can_be_wished_for_again(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
        services.drain()
        services.retry(kind="test.effect", key="a")
        services.drain()
        assert effects.done == ["a", "a"]


def test_wishing_again_for_what_is_still_queued_changes_nothing(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
        claimed = leases.claim(Item)
        services.retry(kind="test.effect", key="a")
        assert leases.claim(Item) is None
        assert claimed is not None
