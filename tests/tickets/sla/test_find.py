"""Goals that are set later may say of old tickets that they were missed: it is written down, and nobody is told."""

from typing import Any

import pytest

from tenants.membership.models import Member
from tenants.outbox import services as outbox
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import at, clock_of, due, send, story, told
from tickets.calendars import services as calendars
from tickets.calendars.models import Calendar
from tickets.notifications.models import Notification
from tickets.sla import drain, policies, reckoning
from tickets.sla.models import SlaClock, SlaEvent, SlaPolicy
from tickets.ticket.models import Ticket
from tickets.workspace import sentences

pytestmark = pytest.mark.django_db


def _work() -> None:
    while outbox.drain():
        pass


def _tighten(alice: Member, minutes: int = 60) -> None:
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=minutes)


def test_a_shorter_goal_makes_old_tickets_missed_and_no_noise(
    desk: Desk, alice: Member, at_ten: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckoning, "BATCH", 2)
    old = [make_ticket(email=f"c{number}@example.com", assignee=alice) for number in range(5)]
    noise = Notification.objects.count()
    at_ten.move_to(at(3.5))
    _tighten(alice)
    _work()
    drain.drain()
    assert {due(ticket) for ticket in old} == {(1, 0.75)}
    assert {clock_of(ticket, "first").breached_at for ticket in old} == {at(1)}
    assert SlaEvent.objects.filter(verb="breached").count() == 5
    assert Notification.objects.count() == noise
    assert told(old[0]) == [("sla.found", "first")]
    assert sentences.sentence("sla.found", {"metric": "first"}) == "Missed by goals that were set later: First answer"


def test_at_its_first_need_an_old_company_hears_of_nothing_that_is_over(desk: Desk, alice: Member, at_ten: Any) -> None:
    old = make_ticket(assignee=alice)
    SlaClock.objects.all().delete()
    SlaPolicy.objects.all().delete()
    Ticket.objects.update(due_at=None)
    noise = Notification.objects.count()
    at_ten.move_to(at(100))
    make_ticket(email="omar@example.com")
    _work()
    drain.drain()
    assert due(old) == (4, 3)
    assert story(old, "first") == [(1, "started", 0), (1, "breached", 4)]
    assert told(old)[-2:] == [("sla.found", "first"), ("sla.found", "resolution")]
    assert Notification.objects.count() == noise
    before = list(SlaEvent.objects.values_list("pk", flat=True))
    policies.reckon_soon()
    _work()
    assert list(SlaEvent.objects.values_list("pk", flat=True)) == before


def test_what_the_old_goal_called_missed_is_told(desk: Desk, alice: Member, at_ten: Any) -> None:
    ticket = make_ticket(assignee=alice)
    noise = Notification.objects.count()
    at_ten.move_to(at(4.5))  # nobody has looked yet
    _tighten(alice)
    _work()
    assert story(ticket, "first")[1][:2] == (1, "breached")
    assert told(ticket) == [("sla.breached", "first")]
    assert Notification.objects.count() > noise


def test_what_is_missed_between_the_change_and_the_wish_is_told(desk: Desk, alice: Member, at_ten: Any) -> None:
    ticket = make_ticket(assignee=alice)
    at_ten.move_to(at(0.5))
    _tighten(alice)
    at_ten.move_to(at(2))  # the worker was away
    _work()
    drain.drain()
    assert told(ticket) == [("sla.breached", "first")]


def test_who_is_in_danger_by_a_shorter_goal_is_warned(desk: Desk, alice: Member, at_ten: Any) -> None:
    ticket = make_ticket(assignee=alice)
    at_ten.move_to(at(0.9))
    _tighten(alice)
    _work()
    drain.drain()
    assert told(ticket) == [("sla.warned", "first")]


def test_an_answered_or_paused_clock_is_found_by_nobody(desk: Desk, alice: Member, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(3))
    send(make_reply(ticket, bob))
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=60, resolution_minutes=60)
    calendars.change(calendar=Calendar.objects.get(), week={"1": [["09:00", "17:00"]]}, by=alice)
    _work()
    assert told(ticket) == []
    assert SlaEvent.objects.filter(verb="breached").count() == 0
