"""Parked or solved by hand without an answer, and opened again: the customer has waited all the time."""

from typing import Any

import pytest

from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import ask, at, clock_of, due, hours_of, send, story, told
from tickets.messages import rewording
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.sla import drain
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def _set(ticket: Ticket, status: str, by: Member) -> Ticket:
    return tickets.set_status(ticket=ticket, status=status, by=by)


@pytest.mark.parametrize("status", ["waiting", "solved"])
@pytest.mark.parametrize("again", ["open", "new"])
def test_the_clock_runs_on_with_what_had_passed(desk: Desk, bob: Member, at_ten: Any, status: str, again: str) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    _set(ticket, status, bob)
    at_ten.move_to(at(2))
    assert hours_of(_set(ticket, again, bob).waiting_since) == 0
    assert due(ticket) == (4, 3)
    assert story(ticket, "first") == [(1, "started", 0), (2, "started", 0), (1, "cancelled", 1)]


def test_parked_over_its_time_it_is_missed_when_it_was_due(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    _set(ticket, "waiting", bob)
    at_ten.move_to(at(9))
    drain.drain()
    assert told(ticket) == []
    _set(ticket, "open", bob)
    drain.drain()
    assert clock_of(ticket, "first").breached_at == at(4)


def test_missed_before_it_is_not_missed_again(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(5))
    drain.drain()
    for status in ("waiting", "open", "solved", "open"):
        _set(ticket, status, bob)
        drain.drain()
    assert told(ticket) == [("sla.breached", "first")]


def test_a_later_question_runs_on_from_itself(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    send(make_reply(ticket, bob))
    at_ten.move_to(at(2))
    ask(ticket)
    at_ten.move_to(at(3))
    ask(ticket, "Hello?")
    _set(ticket, "waiting", bob)
    at_ten.move_to(at(4))
    _set(ticket, "open", bob)
    assert due(ticket) == (10, 8)


def test_who_has_his_answer_waits_for_nothing(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    make_reply(ticket, bob)  # on its way
    assert _set(ticket, "open", bob).waiting_since is None
    assert due(ticket) == (None, None)


def test_solved_with_an_answer_and_opened_again_it_is_our_turn_from_now_on(
    desk: Desk, bob: Member, at_ten: Any
) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    send(messages.reply(ticket=ticket, by=bob, body="A new one left.", then="solved"))
    at_ten.move_to(at(5))
    assert hours_of(_set(ticket, "open", bob).waiting_since) == 5
    assert due(ticket) == (13, 11)


def test_what_was_taken_back_is_not_waited_for(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    _set(ticket, "waiting", bob)
    rewording.withdraw(message=Message.objects.get(ticket=ticket), at=at(1))
    assert _set(ticket, "open", bob).waiting_since is None
