"""A miss that was written before the word of an answer in time came is lifted; one that was real stays."""

from typing import Any

import pytest

from helpdesk.lib import clock as desk_clock
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import ask, at, clock_of, send, story, told
from tickets.messages import rewording
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.notifications.models import Notification
from tickets.sla import drain, policies
from tickets.sla.models import SlaEvent, SlaPolicy
from tickets.ticket import services as tickets
from tickets.workspace import deadlines, sentences

pytestmark = pytest.mark.django_db

A_SECOND = 1 / 3600


def test_taken_a_second_before_its_time_it_was_in_time_though_we_hear_of_it_later(
    desk: Desk, bob: Member, at_ten: Any
) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(4.1))
    assert drain.drain() == 1
    noise = Notification.objects.count()
    assert noise > 0
    at_ten.move_to(at(4.2))
    messages.delivered(message_id=str(reply.pk), at=at(4 - A_SECOND))
    clock = clock_of(ticket, "first")
    assert (clock.met_at, clock.breached_at, clock.next_at) == (at(4 - A_SECOND), None, None)
    assert SlaEvent.objects.get(verb="met").data["lifted"] == at(4).isoformat()
    assert SlaEvent.objects.get(verb="breached").at == at(4)  # what was written stays
    assert [verb for verb, _metric in told(ticket)] == ["sla.breached", "sla.lifted"]
    assert Notification.objects.count() == noise
    assert deadlines.clocks(deadlines.of(ticket), now=desk_clock.now())[0].look == "kept"
    assert sentences.sentence("sla.lifted", {"metric": "first"}) == "In time after all: First answer"


@pytest.mark.parametrize(("sent", "missed"), [(4, None), (4 + A_SECOND, at(4))])
def test_what_counts_is_when_it_was_sent(desk: Desk, bob: Member, at_ten: Any, sent: float, missed: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(5))
    drain.drain()
    messages.delivered(message_id=str(reply.pk), at=at(sent))
    assert clock_of(ticket, "first").breached_at == missed


def test_found_in_its_place_after_the_miss_it_was_in_time(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    messages.undeliverable(message_id=str(reply.pk), reason="no word")
    at_ten.move_to(at(5))
    drain.drain()
    messages.delivered(message_id=str(reply.pk), at=at(0.5), after_all=True)
    assert (clock_of(ticket, "first").met_at, clock_of(ticket, "first").breached_at) == (at(0.5), None)


def test_answered_on_the_network_in_time_it_was_not_missed(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(5))
    drain.drain()
    tickets.answered_elsewhere(ticket=tickets.lock(ticket), at=at(3))
    assert (clock_of(ticket, "first").met_at, clock_of(ticket, "first").breached_at) == (at(3), None)


def test_taken_back_in_time_it_was_not_missed_though_it_was_written_down(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(5))
    drain.drain()
    rewording.withdraw(message=Message.objects.get(ticket=ticket), at=at(1))
    assert (clock_of(ticket, "first").cancelled_at, clock_of(ticket, "first").breached_at) == (at(1), None)


def test_a_lifted_miss_is_not_handed_on_to_the_next_clock(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(4.1))
    drain.drain()
    messages.delivered(message_id=str(reply.pk), at=at(3))
    ask(ticket)
    assert story(ticket, "next") == [(1, "started", 4.1)]
    assert clock_of(ticket, "next").breached_at is None


def test_a_miss_under_the_stricter_goal_of_before_stays(desk: Desk, alice: Member, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(5))
    drain.drain()
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=600)
    tickets.set_priority(ticket=ticket, priority="high", by=alice)
    send(make_reply(ticket, bob))
    assert (clock_of(ticket, "first").met_at, clock_of(ticket, "first").breached_at) == (at(5), at(4))
