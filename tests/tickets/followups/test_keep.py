"""Only a later reply that reached the customer keeps a promise."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from helpdesk.lib import clock
from tenants.membership.models import Member
from tests.tickets.followups.conftest import HOUR
from tests.tickets.followups.words import answer, give_word, send, state, told
from tickets.followups import services
from tickets.messages import services as messages
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_later_reply_that_was_sent_keeps_it(ticket: Ticket, bob: Member, now: Traveller) -> None:
    promise = give_word(ticket, bob)
    now.shift(HOUR)
    reply = answer(ticket, bob, "Here it is.")
    ticket.refresh_from_db()
    assert (state(promise), promise.kept_by, promise.next_at) == (("kept", True), reply, None)
    assert (ticket.promised_at, len(told("kept"))) == (None, 1)


def test_its_own_reply_does_not(ticket: Ticket, bob: Member) -> None:
    promise = give_word(ticket, bob, sent=False)
    send(promise.message)
    assert state(promise) == ("open", False)


@pytest.mark.parametrize("lost", [False, True])
def test_a_reply_that_did_not_arrive_does_not(ticket: Ticket, bob: Member, lost: bool) -> None:
    promise = give_word(ticket, bob)
    reply = answer(ticket, bob, "Here it is.", sent=False)
    if lost:
        messages.undeliverable(message_id=str(reply.pk), reason="550")
    ticket.refresh_from_db()
    assert (state(promise), ticket.promised_at) == (("open", False), promise.due_at)


@pytest.mark.parametrize("swept", [False, True])
def test_an_answer_that_came_back_after_it_was_sent_keeps_nothing(
    ticket: Ticket, bob: Member, now: Traveller, swept: bool
) -> None:
    promise = give_word(ticket, bob, 4)
    now.shift(4 * HOUR + timedelta(minutes=1))
    reply = answer(ticket, bob, "Here it is.", sent=False)
    if swept:
        services.drain()
    messages.delivered(message_id=str(reply.pk), at=promise.due_at)
    assert state(promise) == ("kept", True)
    messages.undeliverable(message_id=str(reply.pk), reason="550")
    ticket.refresh_from_db()
    assert (state(promise), promise.kept_by, ticket.promised_at) == (("open", False), None, promise.due_at)
    services.drain()
    assert (state(promise), promise.broken_at) == (("broken", False), promise.due_at)


def test_where_another_word_was_given_since_an_answer_that_came_back_changes_nothing(
    ticket: Ticket, bob: Member, now: Traveller
) -> None:
    promise = give_word(ticket, bob)
    reply = answer(ticket, bob, "Here it is.")
    now.shift(HOUR)
    later = give_word(ticket, bob, 8)
    messages.undeliverable(message_id=str(reply.pk), reason="550")
    ticket.refresh_from_db()
    assert (state(promise), state(later), ticket.promised_at) == (("kept", True), ("open", False), later.due_at)


def test_a_note_does_not(ticket: Ticket, bob: Member) -> None:
    promise = give_word(ticket, bob)
    messages.note(ticket=ticket, by=bob, body="Still at the workshop")
    assert state(promise) == ("open", False)


def test_an_answer_written_before_the_promise_does_not(ticket: Ticket, bob: Member) -> None:
    before = answer(ticket, bob, sent=False)
    promise = give_word(ticket, bob)
    send(before)
    assert state(promise) == ("open", False)


def test_to_the_second_it_is_in_time(ticket: Ticket, bob: Member, now: Traveller) -> None:
    promise = give_word(ticket, bob)
    reply = answer(ticket, bob, sent=False)
    now.move_to(promise.due_at)
    services.drain()
    assert state(promise) == ("broken", False)
    send(reply)
    assert (state(promise), promise.broken_at) == (("kept", True), None)


@pytest.mark.parametrize("swept", [False, True])
def test_a_late_answer_settles_what_stays_broken(ticket: Ticket, bob: Member, now: Traveller, swept: bool) -> None:
    promise = give_word(ticket, bob)
    now.move_to(promise.due_at + timedelta(seconds=1))
    if swept:
        services.drain()
    reply = answer(ticket, bob)
    ticket.refresh_from_db()
    assert (state(promise), promise.broken_at, promise.kept_by) == (("broken", True), promise.due_at, reply)
    assert (ticket.promised_at, len(told("broken")), told("kept")) == (None, 1, [])


def test_two_confirmations_keep_it_once(ticket: Ticket, bob: Member) -> None:
    give_word(ticket, bob)
    reply = answer(ticket, bob)
    send(reply)
    assert len(told("kept")) == 1


def test_solving_with_an_answer_keeps_it(ticket: Ticket, bob: Member) -> None:
    promise = give_word(ticket, bob)
    answer(ticket, bob, "It is done.", then="solved")
    assert state(promise) == ("kept", True)


def test_a_promise_in_a_reply_that_failed_was_never_heard(ticket: Ticket, bob: Member) -> None:
    promise = give_word(ticket, bob, sent=False)
    messages.undeliverable(message_id=str(promise.message_id), reason="550")
    ticket.refresh_from_db()
    assert (state(promise), promise.settled_by, ticket.promised_at) == (("withdrawn", True), None, None)
    assert len(told("lost")) == 1


def test_sent_again_it_counts_again(ticket: Ticket, bob: Member) -> None:
    promise = give_word(ticket, bob, sent=False)
    messages.undeliverable(message_id=str(promise.message_id), reason="550")
    messages.resend(message=promise.message, by=bob)
    send(promise.message)
    ticket.refresh_from_db()
    assert (state(promise), ticket.promised_at) == (("open", False), promise.due_at)
    assert promise.next_at == promise.made_at + 2 * HOUR


def test_what_was_moved_by_a_reply_that_failed_stands_as_before(ticket: Ticket, bob: Member, now: Traveller) -> None:
    first = give_word(ticket, bob)
    now.shift(HOUR)
    second = give_word(ticket, bob, hours=24, sent=False)
    messages.undeliverable(message_id=str(second.message_id), reason="550")
    ticket.refresh_from_db()
    assert (state(first), state(second)) == (("open", False), ("withdrawn", True))
    assert ticket.promised_at == first.due_at
    now.move_to(first.due_at)
    services.drain()
    assert state(first) == ("broken", False)


def test_solving_by_hand_leaves_our_word_open(ticket: Ticket, bob: Member) -> None:
    """The console asks first; a rule or a colleague that solves does not make us forget."""
    promise = give_word(ticket, bob)
    tickets.set_status(ticket=ticket, status="solved", by=bob)
    ticket.refresh_from_db()
    assert (state(promise), ticket.promised_at) == (("open", False), promise.due_at)
    assert promise.due_at > clock.now()
