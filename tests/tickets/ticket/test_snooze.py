"""A ticket laid aside comes back at its time, or when the customer speaks."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.messages import services as messages
from tickets.notifications.models import Notification
from tickets.ticket import services as tickets
from tickets.ticket import snoozing
from tickets.ticket.errors import CannotSnooze
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> Any:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def _woken() -> list[Any]:
    return list(Event.objects.filter(verb="ticket.woken").values_list("member__name", "data"))


def test_it_wakes_at_its_time_and_once(zaytuna: Desk, bob: Member, now: Any) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        snoozing.snooze(ticket=ticket, until=timezone.now() + timedelta(hours=2), by=bob)
        assert snoozing.drain() == 0
        now.shift(2 * 3600)
        assert (snoozing.drain(), snoozing.drain()) == (1, 0)
        assert (Ticket.objects.get().snoozed_until, _woken()) == (None, [(None, {"to": [str(bob.pk)]})])


def test_the_customers_word_wakes_it(zaytuna: Desk, bob: Member, now: Any) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        snoozing.snooze(ticket=ticket, until=timezone.now() + timedelta(hours=2), by=bob)
        messages.receive(ticket=ticket, contact=ticket.requester, body="Hello?")
        data = {"by_customer": True, "to": [str(bob.pk)]}
        assert (Ticket.objects.get().snoozed_until, _woken()) == (None, [(None, data)])
        now.shift(2 * 3600)
        assert snoozing.drain() == 0


def test_a_colleague_wakes_it(zaytuna: Desk, alice: Member, bob: Member, now: Any) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = snoozing.snooze(ticket=make_ticket(), until=timezone.now() + timedelta(days=1), by=bob)
        for _ in range(2):
            snoozing.wake(ticket=ticket, by=alice)
        assert _woken() == [("Alice", {"to": [str(bob.pk)]})]


def test_who_laid_it_aside_last_is_told_and_where_he_has_left_its_owner(
    zaytuna: Desk, alice: Member, bob: Member, now: Any
) -> None:
    until = timezone.now() + timedelta(hours=1)
    with tenant_context(zaytuna.tenant):
        kept, left, nobodys = make_ticket(assignee=alice), make_ticket(assignee=alice), make_ticket()
        snoozing.snooze(ticket=kept, until=until, by=alice)
        now.shift(1)
        snoozing.snooze(ticket=kept, until=until, by=bob)
        gone = add_member(zaytuna, "gone@zaytuna.example", "agent")
        for ticket in left, nobodys:
            snoozing.snooze(ticket=ticket, until=until, by=gone)
        Member.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
        now.shift(3600)
        assert snoozing.drain() == 3
        woken = dict(Event.objects.filter(verb="ticket.woken").values_list("ticket_id", "data__to"))
        assert woken == {kept.pk: [str(bob.pk)], left.pk: [str(alice.pk)], nobodys.pk: []}
        told = Notification.objects.filter(kind="woken").values_list("ticket", "member")
        assert set(told) == {(kept.pk, bob.pk), (kept.pk, alice.pk), (left.pk, alice.pk)}


def test_what_is_solved_sleeps_no_more(zaytuna: Desk, bob: Member, now: Any) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = snoozing.snooze(ticket=make_ticket(), until=timezone.now() + timedelta(days=1), by=bob)
        tickets.set_status(ticket=ticket, status="solved", by=bob)
        assert (Ticket.objects.get().snoozed_until, _woken()) == (None, [])


@pytest.mark.parametrize("until", [timedelta(0), timedelta(minutes=-1), timedelta(days=367)])
def test_no_time_that_is_past_or_too_far(zaytuna: Desk, bob: Member, now: Any, until: timedelta) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        with pytest.raises(CannotSnooze):
            snoozing.snooze(ticket=ticket, until=timezone.now() + until, by=bob)
        assert Ticket.objects.get().snoozed_until is None
        assert not Event.objects.filter(verb="ticket.snoozed").exists()


def test_what_is_solved_is_not_laid_aside(zaytuna: Desk, bob: Member, now: Any) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = tickets.set_status(ticket=make_ticket(), status="solved", by=bob)
        with pytest.raises(CannotSnooze):
            snoozing.snooze(ticket=ticket, until=timezone.now() + timedelta(hours=1), by=bob)
