"""A first answer that was queued and lost answered nothing: the customer waits for the first one still."""

from typing import Any

import pytest

from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import ask, at, due, send, story
from tickets.messages import services as messages
from tickets.ticket import services as tickets

pytestmark = pytest.mark.django_db


def test_after_a_first_answer_that_was_lost_he_waits_for_the_first_one(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    messages.undeliverable(message_id=str(reply.pk), reason="550")
    tickets.set_status(ticket=ticket, status="waiting", by=bob)
    at_ten.move_to(at(2))
    ask(ticket)
    assert (story(ticket, "first")[-1], story(ticket, "next")) == ((2, "started", 2), [])
    assert due(ticket) == (6, 5)


@pytest.mark.parametrize("sent", [True, False])
def test_after_an_answer_that_left_or_is_on_its_way_he_waits_for_the_next_one(
    desk: Desk, bob: Member, at_ten: Any, sent: bool
) -> None:
    ticket = make_ticket()
    lost = make_reply(ticket, bob)
    messages.undeliverable(message_id=str(lost.pk), reason="550")
    tickets.set_status(ticket=ticket, status="waiting", by=bob)
    reply = make_reply(ticket, bob, "Once more: we are sorry.")
    if sent:
        send(reply)
    at_ten.move_to(at(2))
    ask(ticket)
    assert story(ticket, "next") == [(1, "started", 2)]
