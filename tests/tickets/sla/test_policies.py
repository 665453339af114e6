"""What a company aims at, and how open clocks follow a change."""

from datetime import time
from typing import Any

import pytest

from helpdesk.lib.refusal import Refusal
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox import services as outbox
from tenants.outbox.models import Item
from tenants.tenancy.models import Company
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import at, clock_of, due, hours_of, send, story, told
from tickets.calendars import services as calendars
from tickets.calendars.models import Calendar
from tickets.sla import drain, policies, reckoning
from tickets.sla.errors import TooManyPolicies
from tickets.sla.models import SlaClock, SlaPolicy
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def _work() -> None:
    while outbox.drain():
        pass


def _aims() -> list[tuple[Any, ...]]:
    fields = ("channel", "first_minutes", "next_minutes", "resolution_minutes")
    return list(SlaPolicy.objects.order_by("position").values_list(*fields))


def test_a_new_company_answers_within_the_hour_in_public_and_in_hours_by_mail(desk: Desk) -> None:
    assert _aims() == [("social", 60, 60, None), ("", 240, 480, 3 * 24 * 60)]


def test_a_day_of_the_solution_is_as_long_as_the_company_is_open(desk: Desk) -> None:
    SlaPolicy.objects.all().delete()
    Company.objects.update(opens_at=time(9), closes_at=time(17))
    assert [policy.resolution_minutes for policy in policies.current()] == [None, 3 * 8 * 60]


def test_a_company_that_never_had_any_gets_the_usual_ones_at_first_need_and_all_its_tickets_clocks(desk: Desk) -> None:
    old = make_ticket()
    SlaClock.objects.all().delete()
    SlaPolicy.objects.all().delete()
    Ticket.objects.update(due_at=None)
    make_ticket(email="omar@example.com")
    assert len(_aims()) == 2
    _work()
    assert due(old) == (4, 3)


def test_who_archived_all_of_them_gets_none_back(desk: Desk, alice: Member) -> None:
    for policy in SlaPolicy.objects.all():
        policies.archive(policy=policy, by=alice)
    assert policies.current() == []


@pytest.mark.parametrize(
    "aims",
    [
        {"name": " "},
        {"first_minutes": None, "next_minutes": None, "resolution_minutes": None},
        {"first_minutes": 0},
        {"first_minutes": 366 * 24 * 60 + 1},
        {"warn_percent": 0},
        {"warn_percent": 100},
    ],
)
def test_what_cannot_be_aimed_at_is_refused_and_nothing_changes(desk: Desk, alice: Member, aims: Any) -> None:
    before = list(SlaPolicy.objects.values())
    with pytest.raises(Refusal):
        policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, **aims)
    assert list(SlaPolicy.objects.values()) == before
    assert not Entry.objects.filter(verb__startswith="sla.").exists()


def test_a_change_raises_the_version_and_says_what_it_was(desk: Desk, alice: Member) -> None:
    policy = policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=120)
    entry = Entry.objects.get(verb="sla.change")
    assert (policy.version, entry.before, entry.after) == (2, {"first_minutes": 240}, {"first_minutes": 120})
    assert policies.change(policy=policy, by=alice, name="All", first_minutes=120).version == 2
    assert Item.objects.filter(kind=policies.KIND).count() == 1


def test_open_clocks_follow_the_change_in_the_background(desk: Desk, alice: Member, bob: Member, at_ten: Any) -> None:
    waiting, calm, done = (make_ticket(email=f"c{number}@example.com") for number in range(3))
    for ticket in (calm, done):
        send(make_reply(ticket, bob))
    Ticket.objects.filter(pk=done.pk).update(solved_at=at(0))
    at_ten.move_to(at(1))
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=120, resolution_minutes=60 * 24)
    assert due(waiting) == (4, 3)
    _work()
    assert due(waiting) == (2, 1.5)
    assert hours_of(clock_of(waiting, "resolution").due_at) == 24
    assert (clock_of(calm, "resolution").target_s, clock_of(calm, "first").target_s) == (86400, 4 * 3600)
    assert clock_of(done, "resolution").policy_version == 1
    before = list(SlaClock.objects.values())
    policies.reckon_soon()
    _work()
    assert list(SlaClock.objects.values()) == before


def test_many_tickets_are_reckoned_batch_by_batch(desk: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "BATCH", 2)
    monkeypatch.setattr(reckoning, "BATCHES", 2)
    made = [make_ticket(email=f"c{number}@example.com") for number in range(11)]
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=120)
    _work()
    assert {due(ticket) for ticket in made} == {(2, 1.5)}
    assert set(Item.objects.filter(kind=policies.KIND).values_list("state", flat=True)) == {"done"}


def test_other_hours_keep_what_has_passed_by_the_old_ones(desk: Desk, alice: Member, at_ten: Any) -> None:
    """Open around the clock for an hour, then only from 15 to 17 by the wall of Riyadh: from 12 to 14 of ours."""
    ticket = make_ticket()
    at_ten.move_to(at(1))
    week = {str(day): [["15:00", "17:00"]] for day in range(1, 8)}
    calendars.change(calendar=Calendar.objects.get(), week=week, by=alice)
    _work()
    clock = clock_of(ticket, "first")
    assert (clock.elapsed_s, clock.running_since, clock.calendar_version) == (3600, at(1), 2)
    assert due(ticket) == (27, 4)  # of the three hours that are left two today, one tomorrow
    assert story(ticket, "first")[-1] == (1, "changed", 1)


def test_who_changes_a_ticket_before_the_background_comes_keeps_what_has_passed_too(
    desk: Desk, alice: Member, bob: Member, at_ten: Any
) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(2))
    for day, opens in (("1", "20:00"), ("7", "21:00")):  # shut since ten, whichever of the two changes one asks
        calendars.change(calendar=Calendar.objects.get(), week={day: [[opens, "23:00"]]}, by=alice)
    tickets.set_priority(ticket=ticket, priority="high", by=bob)
    clock = clock_of(ticket, "first")
    assert (clock.elapsed_s, clock.calendar_version) == (7200, 3)
    assert due(ticket)[0] == 10  # two hours are left: from 21 to 23 by the wall of Riyadh
    _work()
    assert (clock_of(ticket, "first").elapsed_s, due(ticket)[0]) == (7200, 10)


def test_missed_once_the_same_wait_is_not_missed_again_under_another_policy(
    desk: Desk, alice: Member, bob: Member, at_ten: Any
) -> None:
    ticket = make_ticket()
    no_answers = policies.create(by=alice, name="Solve only", priority="high", resolution_minutes=60 * 24 * 9)
    policies.place(policy=no_answers, position=0, by=alice)
    at_ten.move_to(at(5))
    drain.drain()
    for priority in ("high", "normal", "high"):
        tickets.set_priority(ticket=ticket, priority=priority, by=bob)
        drain.drain()
    assert [one for one in told(ticket) if one[1] == "first"] == [("sla.breached", "first")]
    assert [verb for _cycle, verb, _at in story(ticket, "first")].count("breached") == 1


def test_moved_up_it_counts_first(desk: Desk, alice: Member) -> None:
    ticket = make_ticket()
    quick = policies.create(by=alice, name="By mail", channel="email", first_minutes=30)
    _work()
    assert due(ticket) == (4, 3)
    policies.move(policy=quick, up=True, by=alice)
    _work()
    assert due(ticket) == (0.5, 0.375)
    assert [str(one) for one in policies.current()] == ["Social networks", "By mail", "Everything else"]


def test_archived_and_restored_it_comes_last(desk: Desk, alice: Member) -> None:
    social = SlaPolicy.objects.get(channel="social")
    policies.archive(policy=social, by=alice)
    assert [one.channel for one in policies.current()] == [""]
    policies.restore(policy=social, by=alice)
    assert [one.channel for one in policies.current()] == ["", "social"]


def test_policies_that_count_are_bounded(desk: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "MOST", 3)
    third = policies.create(by=alice, name="VIP", first_minutes=60)
    before = list(SlaPolicy.objects.values())
    with pytest.raises(TooManyPolicies):
        policies.create(by=alice, name="Press", first_minutes=60)
    assert list(SlaPolicy.objects.values()) == before
    policies.archive(policy=third, by=alice)
    policies.create(by=alice, name="Press", first_minutes=60)
    with pytest.raises(TooManyPolicies):
        policies.restore(policy=third, by=alice)
    assert len(policies.current()) == 3


def test_each_company_has_its_own(desk: Desk, tapuz: Desk, alice: Member) -> None:
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=1)
    with tenant_context(tapuz.tenant):
        assert _aims()[1] == ("", 240, 480, 3 * 24 * 60)
