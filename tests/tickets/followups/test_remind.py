"""Each stage of a promise is told once, whoever looks, however late, and whoever dies."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from time_machine import Traveller

from helpdesk.lib import bell, clock
from tenants.isolation.context import tenant_context
from tenants.isolation.models import TenantQuerySet
from tenants.membership.models import Member, TeamMember
from tenants.outbox import sweeping
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tests.tickets.followups.conftest import HOUR
from tests.tickets.followups.words import give_word, state, told
from tickets.followups import reminders, rules, services
from tickets.followups.models import Promise
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline

pytestmark = pytest.mark.django_db
Clock = Traveller


class Killed(BaseException):
    """The worker is gone."""


def _stages() -> list[tuple[str, int]]:
    return [(kind, data["stage"]) for kind in ("reminded", "broken") for data in told(kind)]


def test_the_owner_hears_of_it_at_half_time_and_before_it_is_due_then_it_is_broken(
    ticket: Ticket, bob: Member, now: Clock
) -> None:
    promise = give_word(ticket, bob, hours=8)
    heard = []
    for minutes in range(0, 9 * 60, 15):
        if services.drain():
            heard.append(minutes)
        now.shift(timedelta(minutes=15))
    assert heard == [4 * 60, 7 * 60 + 30, 8 * 60]
    assert _stages() == [("reminded", 1), ("reminded", 2), ("broken", 3)]
    assert told("reminded")[0]["to"] == [str(bob.pk)]
    assert (state(promise), promise.broken_at, promise.next_at) == (("broken", False), promise.due_at, None)


def test_who_looks_late_tells_once(ticket: Ticket, bob: Member, now: Clock) -> None:
    give_word(ticket, bob)
    now.shift(48 * HOUR)
    assert (services.drain(), services.drain()) == (1, 0)
    assert _stages() == [("broken", 3)]


def test_leads_hear_of_what_was_broken(ticket: Ticket, inside: Desk, alice: Member, bob: Member, now: Clock) -> None:
    lead = add_member(inside, "lena@zaytuna.example", "lead", "Lena")
    TeamMember.objects.create(team=inside.team, member=lead)
    TeamMember.objects.create(team=inside.team, member=alice)
    tickets.set_team(ticket=ticket, team=inside.team, by=bob)
    give_word(ticket, bob)
    now.shift(5 * HOUR)
    services.drain()
    assert told("broken")[0]["to"] == [str(bob.pk), str(lead.pk)]


def test_without_a_lead_the_owner_of_the_company_hears(ticket: Ticket, alice: Member, bob: Member, now: Clock) -> None:
    give_word(ticket, bob)
    now.shift(5 * HOUR)
    services.drain()
    assert told("broken")[0]["to"] == [str(bob.pk), str(alice.pk)]


def test_what_nobody_owns_is_told_to_the_leads(ticket: Ticket, alice: Member, bob: Member, now: Clock) -> None:
    give_word(ticket, bob)
    tickets.release(member=bob, by=alice)
    now.shift(2 * HOUR)
    services.drain()
    assert told("reminded")[0]["to"] == [str(alice.pk)]


def test_what_is_settled_is_told_no_more(ticket: Ticket, bob: Member, now: Clock) -> None:
    promise = give_word(ticket, bob)
    services.withdraw(promise=promise, reason="He rang", by=bob)
    now.shift(5 * HOUR)
    assert services.drain() == 0


def test_one_company_never_tells_of_another(ticket: Ticket, inside: Desk, bob: Member, tapuz: Desk, now: Clock) -> None:
    give_word(ticket, bob)
    now.shift(5 * HOUR)
    with tenant_context(tapuz.tenant):
        assert services.drain() == 0


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_a_clock_that_is_put_back_or_forward_doubles_nothing(
    ticket: Ticket, bob: Member, now: Clock, step: timedelta
) -> None:
    give_word(ticket, bob, hours=8)
    for minutes in range(0, 12 * 60, 10):
        services.drain()
        now.shift(timedelta(minutes=10))
        if minutes in (200, 460):
            now.shift(step)
    assert sorted(_stages()) == sorted(set(_stages()))
    assert ("broken", 3) in _stages()


def test_a_full_batch_rings_again(ticket: Ticket, bob: Member, now: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    rings: list[str] = []
    monkeypatch.setattr(reminders, "BATCH", 1)
    monkeypatch.setattr(bell, "ring_on_commit", lambda task, **_: rings.append(task.name))
    give_word(ticket, bob)
    now.shift(2 * HOUR)
    rings.clear()
    assert services.drain() == 1
    assert "tickets.followups.tasks.drain" in rings


def test_the_sweeper_knows_where_to_look() -> None:
    source = sweeping.sources.get("promises")
    assert (source.table, source.due, source.where) == ("tickets_promise", "next_at", "next_at IS NOT NULL")


POINTS: dict[str, tuple[object, str]] = {
    "before the rows": (reminders.telling, "events"),
    "before the history": (timeline, "record_all"),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_loses_and_doubles_nothing(
    ticket: Ticket, bob: Member, now: Clock, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    give_word(ticket, bob)
    now.shift(5 * HOUR)
    place, name = POINTS[point]
    _die_once(monkeypatch, place, name)
    with pytest.raises(Killed), transaction.atomic():
        services.drain()
    assert Promise.objects.get().stage == rules.UNTOLD
    assert services.drain() == 1
    assert _stages() == [("broken", 3)]


def test_control_without_one_commit_a_death_would_lose_the_word(
    ticket: Ticket, bob: Member, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The points above are real: rows and history apart, and what was marked is never told."""
    give_word(ticket, bob)
    now.shift(5 * HOUR)
    _die_once(monkeypatch, timeline, "record_all")
    with pytest.raises(Killed):
        services.drain()
    services.drain()
    assert _stages() == []


def _die_once(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> None:
    whole: Callable[..., Any] = getattr(place, name)

    def die(*_: object, **__: object) -> None:
        monkeypatch.setattr(place, name, whole)
        raise Killed

    monkeypatch.setattr(place, name, die)


def _due(desk: Desk, bob: Member, count: int) -> None:
    with tenant_context(desk.tenant):
        for number in range(count):
            give_word(make_ticket(email=f"n{number}@example.com"), bob, hours=0.5)
        past = clock.now() - 2 * HOUR
        Promise.objects.update(made_at=past, due_at=past + HOUR, next_at=past)


def _four_at_once(desk: Desk) -> None:
    ready = Barrier(4)

    def work() -> None:
        ready.wait()
        for _ in range(8):
            with tenant_context(desk.tenant):
                services.drain()
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.django_db(transaction=True)
def test_four_drains_at_once_tell_each_once(zaytuna: Desk, bob: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders.tell_due, "__defaults__", (3,))
    _due(zaytuna, bob, 12)
    _four_at_once(zaytuna)
    with tenant_context(zaytuna.tenant):
        assert sorted(one["promise"] for one in told("broken")) == sorted(
            str(pk) for pk in Promise.objects.values_list("pk", flat=True)
        )


@pytest.mark.django_db(transaction=True)
def test_control_without_the_locks_some_are_told_twice(
    zaytuna: Desk, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TenantQuerySet, "select_for_update", lambda self, **_: self.all())
    _due(zaytuna, bob, 12)
    _four_at_once(zaytuna)
    with tenant_context(zaytuna.tenant):
        assert len(told("broken")) > 12
