"""What is due is said once: whoever sweeps, however often, and whatever the clock of the machine does."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models.query import QuerySet

from helpdesk.lib import bell
from tenants.isolation.context import tenant_context
from tenants.outbox import sweeping
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tests.tickets.sla.reading import TEN, at, clock_of, due, story, told
from tickets.sla import drain as due_clocks
from tickets.sla import tasks
from tickets.sla.models import SlaClock, SlaEvent
from tickets.ticket import services as tickets
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def test_it_warns_in_time_and_then_writes_down_what_was_missed(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    assert due_clocks.drain() == 0
    at_ten.move_to(at(3.1))
    assert (due_clocks.drain(), due_clocks.drain()) == (1, 0)
    assert story(ticket, "first") == [(1, "started", 0), (1, "warned", 3.1)]
    at_ten.move_to(at(4.5))
    assert (due_clocks.drain(), due_clocks.drain()) == (1, 0)
    assert story(ticket, "first")[-1] == (1, "breached", 4)  # when it was due, not when we looked
    assert told(ticket) == [("sla.warned", "first"), ("sla.breached", "first")]
    assert due(ticket) == (4, 3)


def test_nobody_is_warned_of_what_is_over(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(100))
    assert due_clocks.drain() == 2
    assert told(ticket) == [("sla.breached", "first"), ("sla.breached", "resolution")]
    assert (clock_of(ticket, "first").warned_at, SlaClock.objects.filter(next_at__isnull=False).count()) == (None, 0)


def test_the_event_says_which_clock_and_when_it_was_due(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(5))
    due_clocks.drain()
    clock, event = clock_of(ticket, "first"), Event.objects.get(verb="sla.breached")
    assert event.data == {"metric": "first", "due": at(4).isoformat(), "clock": str(clock.pk)}
    assert event.member is None


def test_one_company_never_does_the_work_of_another(desk: Desk, tapuz: Desk, at_ten: Any) -> None:
    make_ticket()
    at_ten.move_to(at(5))
    with tenant_context(tapuz.tenant):
        assert due_clocks.drain() == 0
    assert due_clocks.drain() == 1


def test_a_full_batch_rings_for_the_next(desk: Desk, at_ten: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring_on_commit", lambda task, **_: rung.append(task.name))
    monkeypatch.setattr(due_clocks, "BATCH", 2)
    for number in range(3):
        make_ticket(email=f"c{number}@example.com")
    at_ten.move_to(at(5))
    for _ in range(2):
        tasks.drain(tenant_id=str(desk.tenant.pk))
    assert SlaEvent.objects.filter(verb="breached").count() == 3
    assert rung.count("tickets.sla.tasks.drain") == 1


@pytest.mark.parametrize("step", [1, -1])
def test_a_clock_that_is_put_an_hour_on_or_back_doubles_nothing(desk: Desk, at_ten: Any, step: int) -> None:
    ticket = make_ticket()
    for moment in (3.1, 3.1 + step, 3.2, 4.1 - step, 4.1, 4.1 + step, 4.1 - step, 4.2, 6):
        at_ten.move_to(at(moment))
        due_clocks.drain()
    assert [verb for verb, _metric in told(ticket)].count("sla.breached") == 1
    assert [row for row in story(ticket, "first") if row[1] == "breached"] == [(1, "breached", 4)]
    assert len([row for row in story(ticket, "first") if row[1] == "warned"]) <= 1


def _make_many(desk: Desk, number: int) -> None:
    with time_machine.travel(TEN, tick=False), tenant_context(desk.tenant):
        for index in range(number):
            make_ticket(email=f"c{index}@example.com")


def _at_once(work: Callable[[], object], times: int) -> list[str]:
    """The work in so many threads; gives what went wrong."""
    wrong: list[str] = []

    def run() -> None:
        try:
            work()
        except Exception as error:
            wrong.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def _missed() -> int:
    return SlaEvent.objects.filter(verb="breached", clock__metric="first").count()


@pytest.mark.django_db(transaction=True)
def test_of_four_who_drain_at_once_each_clock_has_one(zaytuna: Desk) -> None:
    _make_many(zaytuna, 20)
    with time_machine.travel(at(5), tick=False):

        def work() -> None:
            for _ in range(10):
                with tenant_context(zaytuna.tenant):
                    due_clocks.drain(limit=3)

        assert _at_once(work, 4) == []
    with tenant_context(zaytuna.tenant):
        assert _missed() == Event.objects.filter(verb="sla.breached").count() == 20


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_say_the_same_and_the_table_stops_them(
    zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both have read a clock before either wrote, and only the unique row keeps them from two."""
    _make_many(zaytuna, 5)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
    from threading import Barrier

    both_read = Barrier(2, timeout=20)
    look = due_clocks.Tally.look
    seen: set[int] = set()

    def looking(self: Any, clock: SlaClock) -> None:
        if id(self) not in seen:
            seen.add(id(self))
            both_read.wait()
        look(self, clock)

    monkeypatch.setattr(due_clocks.Tally, "look", looking)
    with time_machine.travel(at(5), tick=False):

        def work() -> None:
            with tenant_context(zaytuna.tenant):
                due_clocks.drain()

        assert _at_once(work, 2) == ["IntegrityError"]
    with tenant_context(zaytuna.tenant):
        assert _missed() == Event.objects.filter(verb="sla.breached").count() == 5


@pytest.mark.django_db(transaction=True, databases=["default", "sweeper"])
def test_two_who_sweep_at_once_ring_and_nothing_is_said_twice(
    zaytuna: Desk, tapuz: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_many(zaytuna, 3)
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring", lambda task, **said: rung.append(said["tenant_id"]))
    with tenant_context(zaytuna.tenant):  # by the database's own clock
        SlaClock.objects.filter(metric="first").update(next_at=TEN.replace(year=2020), due_at=TEN.replace(year=2020))
    assert _at_once(sweeping.sweep, 2) == []
    assert set(rung) == {str(zaytuna.tenant.pk)}
    for tenant_id in (*rung, *rung):
        with tenant_context(tenant_id):
            due_clocks.drain()
    with tenant_context(zaytuna.tenant):
        assert _missed() == 3


@pytest.mark.django_db(transaction=True)
def test_who_answers_while_the_sweeper_looks_waits_for_it(zaytuna: Desk) -> None:
    """The sweeper holds the clock; the ticket's row stays free until then, and no two locks cross."""
    _make_many(zaytuna, 1)
    with time_machine.travel(at(5), tick=False):
        with tenant_context(zaytuna.tenant):
            due_clocks.drain()
            pk = SlaClock.objects.filter(metric="first").values_list("ticket_id", flat=True).get()
            done = Thread(target=_park, args=(zaytuna, pk))
            done.start()
            done.join(0.3)
            assert done.is_alive()
        done.join(20)
        assert not done.is_alive()
    with tenant_context(zaytuna.tenant):
        verbs = sorted(SlaEvent.objects.filter(clock__metric="first").values_list("verb", flat=True))
        assert verbs == ["breached", "cancelled", "started"]


def _park(desk: Desk, pk: Any) -> None:
    try:
        with tenant_context(desk.tenant), transaction.atomic():
            from tenants.membership.models import Member
            from tickets.ticket.models import Ticket

            tickets.set_status(ticket=Ticket(pk=pk), status="waiting", by=Member.objects.earliest("id"))
    finally:
        connection.close()
