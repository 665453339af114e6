from datetime import timedelta
from threading import Thread
from typing import Any
from unittest.mock import ANY

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.outbox import leases, rules, services
from tenants.outbox.errors import EffectFailed
from tenants.outbox.models import Item
from tests.factories.people import Desk
from tests.tenants.outbox.effects import Effects, wish


def test_what_is_due_is_done_once(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        for key in "abc":
            wish(key)
        assert services.drain() == 3
        assert services.drain() == 0
        assert effects.done == ["a", "b", "c"]
        assert set(Item.objects.values_list("state", "attempts")) == {("done", 1)}


def test_one_company_never_does_the_work_of_another(zaytuna: Desk, tapuz: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
    with tenant_context(tapuz.tenant):
        assert services.drain() == 0


def test_what_is_due_later_waits(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        services.enqueue(kind="test.effect", key="a", due_at=timezone.now() + timedelta(minutes=1))
        assert services.drain() == 0


def test_a_failure_waits_longer_each_time(zaytuna: Desk, effects: Effects) -> None:
    effects.failures["a"] = EffectFailed("greylisted")
    with tenant_context(zaytuna.tenant), time_machine.travel("2026-05-01T10:00:00Z", tick=False) as clock:
        wish("a")
        waits = []
        for _ in range(4):
            services.drain()
            item = Item.objects.get()
            waits.append((item.due_at - timezone.now()).total_seconds())
            clock.move_to(item.due_at)
        assert waits == [10, 20, 40, 80]
        assert (item.state, item.attempts, item.error) == ("queued", 4, "greylisted")


def test_a_permanent_failure_is_given_up_at_once_and_somebody_is_told(zaytuna: Desk, effects: Effects) -> None:
    effects.failures["a"] = EffectFailed("no such user", permanent=True)
    with tenant_context(zaytuna.tenant):
        wish("a")
        services.drain()
        assert Item.objects.get().state == "dead"
        assert effects.dead == [("a", "no such user")]


def test_the_last_try_is_the_dead_letter(zaytuna: Desk, effects: Effects) -> None:
    effects.failures["a"] = EffectFailed("timeout")
    with tenant_context(zaytuna.tenant):
        wish("a")
        for _ in range(rules.MAX_ATTEMPTS):
            Item.objects.update(due_at=timezone.now())
            services.drain()
        assert Item.objects.get().state == "dead"
        assert effects.dead == [("a", "timeout")]


def test_a_poison_item_does_not_stop_the_rest(zaytuna: Desk, effects: Effects) -> None:
    effects.failures["poison"] = RuntimeError("boom")
    with tenant_context(zaytuna.tenant):
        for key in ("a", "poison", "b"):
            wish(key)
        services.drain()
        assert effects.done == ["a", "b"]
        assert Item.objects.get(key="poison").error == "RuntimeError: boom"


def test_what_is_kept_of_a_failure_quotes_nobody(zaytuna: Desk, effects: Effects) -> None:
    """The platform's operators read it; the company is told all of it."""
    said = "550 <noura.q@example.com>: no such user\n5.1.1 The sofa arrived torn"
    effects.failures["a"] = EffectFailed(said, permanent=True)
    effects.failures["b"] = EffectFailed(said)
    with tenant_context(zaytuna.tenant):
        wish("a")
        wish("b")
        services.drain()
        assert {item.error for item in Item.objects.all()} == {"550 <…>: no such user"}
        assert effects.dead == [("a", said)]


def test_an_item_that_kills_its_worker_every_time_is_given_up(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
        Item.objects.update(attempts=rules.MAX_ATTEMPTS)  # each counted before the work, none of them settled
        services.drain()
        assert effects.done == []
        assert Item.objects.get().state == "dead"


def test_a_dead_letter_that_nobody_can_take_still_ends(
    zaytuna: Desk, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects.failures["a"] = EffectFailed("no", permanent=True)
    monkeypatch.setattr(Effects, "given_up", lambda *_: 1 / 0)
    with tenant_context(zaytuna.tenant):
        wish("a")
        services.drain()
        assert Item.objects.get().state == "dead"


def test_a_full_batch_rings_again(zaytuna: Desk, effects: Effects, rings: list[dict[str, Any]]) -> None:
    with tenant_context(zaytuna.tenant):
        wish("a")
        wish("b")
        assert services.drain(limit=1) == 1
    assert {"task": "tenants.outbox.tasks.drain", "tenant_id": ANY} in rings


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_item(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant):
        for key in "abcdefgh":
            wish(key)

    def work() -> None:
        with tenant_context(zaytuna.tenant, atomic=False):
            services.drain()
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(effects.done) == list("abcdefgh")


def test_what_is_at_work_is_nobody_elses_until_its_lease_ends(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant), time_machine.travel("2026-05-01T10:00:00Z", tick=False) as clock:
        wish("a")
        assert leases.claim(Item) is not None
        assert leases.claim(Item) is None
        clock.shift(31)
        again = leases.claim(Item)
        assert again is not None
        assert again.attempts == 2


def test_a_worker_that_lost_its_lease_cannot_settle(zaytuna: Desk, effects: Effects) -> None:
    with tenant_context(zaytuna.tenant), time_machine.travel("2026-05-01T10:00:00Z", tick=False) as clock:
        wish("a")
        stale = leases.claim(Item)
        clock.shift(31)
        assert leases.claim(Item) is not None
        assert stale is not None
        services.work(item=stale)
        assert Item.objects.get().state == "queued"


@pytest.mark.django_db(transaction=True)
def test_long_work_keeps_its_lease(zaytuna: Desk, effects: Effects, settings: Any) -> None:
    settings.WORK_LEASE_SECONDS = 0.3
    with tenant_context(zaytuna.tenant):
        wish("a")
    with tenant_context(zaytuna.tenant, atomic=False):
        item = leases.claim(Item)
        assert item is not None
        renewed: list[int] = []
        with leases._repeating(lambda: (leases.extend(item), renewed.append(1))):
            while len(renewed) < 4:
                assert leases.claim(Item) is None


def test_a_renewal_that_fails_does_not_stop_the_work(settings: Any) -> None:
    from django.db import OperationalError

    settings.WORK_LEASE_SECONDS = 0.01
    tries: list[int] = []

    def renew() -> None:
        tries.append(1)
        raise OperationalError

    with leases._repeating(renew):
        while len(tries) < 2:
            pass
