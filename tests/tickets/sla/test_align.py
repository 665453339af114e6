"""The clocks of a ticket are those that it should have, whatever happens to it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import ask, at, clock_of, due, hours_of, send, story, told
from tickets.messages import rewording
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.sla import policies, services
from tickets.sla.models import SlaClock, SlaEvent, SlaPolicy
from tickets.ticket import services as tickets
from tickets.ticket.models import Tag

pytestmark = pytest.mark.django_db


def test_who_asks_first_has_a_clock_for_the_answer_and_one_for_the_solution(desk: Desk) -> None:
    ticket = make_ticket()
    assert story(ticket) == [("first", 1, "started", 0), ("resolution", 1, "started", 0)]
    assert due(ticket) == (4, 3)
    assert (hours_of(clock_of(ticket, "first").due_at), hours_of(clock_of(ticket, "resolution").due_at)) == (4, 72)
    assert hours_of(clock_of(ticket, "resolution").next_at) == 54


def test_an_answer_counts_when_it_was_sent_not_when_it_was_queued(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(3))
    reply = make_reply(ticket, bob)
    assert clock_of(ticket, "first").met_at is None
    assert due(ticket) == (None, None)
    at_ten.move_to(at(3.5))
    send(reply)
    assert clock_of(ticket, "first").met_at == at(3.5)
    assert story(ticket, "first") == [(1, "started", 0), (1, "met", 3.5)]
    assert clock_of(ticket, "first").next_at is None


def test_an_answer_that_was_sent_too_late_was_missed_at_the_time_it_was_due(
    desk: Desk, bob: Member, at_ten: Any
) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(3))
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(5))
    send(reply)
    assert story(ticket, "first") == [(1, "started", 0), (1, "breached", 4), (1, "met", 5)]
    assert told(ticket) == [("sla.breached", "first")]


def test_an_answer_that_failed_stops_nothing(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(2))
    messages.undeliverable(message_id=str(reply.pk), reason="550")
    assert (due(ticket), story(ticket, "first")) == ((4, 3), [(1, "started", 0)])


def test_sent_again_after_all_it_ends_the_clock_that_ran_on(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    messages.undeliverable(message_id=str(reply.pk), reason="550")
    at_ten.move_to(at(2))
    messages.resend(message=reply, by=bob)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since, due(ticket)) == ("waiting", None, (None, None))
    send(reply)
    assert story(ticket, "first") == [(1, "started", 0), (1, "met", 2)]
    assert SlaClock.objects.filter(ticket=ticket, metric="next").count() == 0


def test_a_mail_that_came_back_after_it_was_sent_begins_a_new_clock(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    send(reply)
    at_ten.move_to(at(1))
    messages.undeliverable(message_id=str(reply.pk), reason="550")
    assert due(ticket) == (9, 7)
    messages.resend(message=reply, by=bob)
    at_ten.move_to(at(2))
    send(reply)
    assert story(ticket, "next") == [(1, "started", 1), (1, "met", 2)]


def test_found_in_its_place_after_it_was_given_up_it_was_in_time(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    messages.undeliverable(message_id=str(reply.pk), reason="no word")
    messages.delivered(message_id=str(reply.pk), at=at(0.5), after_all=True)
    ticket.refresh_from_db()
    assert story(ticket, "first") == [(1, "started", 0), (1, "met", 0.5)]
    assert (ticket.waiting_since, due(ticket)) == (None, (None, None))


def test_the_next_answer_runs_from_the_first_unanswered_word(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    send(make_reply(ticket, bob))
    at_ten.move_to(at(1))
    ask(ticket)
    at_ten.move_to(at(2))
    ask(ticket, "Hello?")
    assert due(ticket) == (9, 7)
    assert story(ticket, "next") == [(1, "started", 1)]
    send(make_reply(ticket, bob))
    at_ten.move_to(at(3))
    ask(ticket, "Thank you, and the cushions?")
    assert story(ticket, "next") == [(1, "started", 1), (1, "met", 2), (2, "started", 3)]


def test_who_asks_while_an_answer_is_on_its_way_waits_from_his_question(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    ask(ticket)
    assert due(ticket) == (4, 3)
    at_ten.move_to(at(2))
    send(reply)
    assert story(ticket, "first")[-1] == (1, "met", 2)
    assert (story(ticket, "next"), due(ticket)) == ([(1, "started", 1)], (9, 7))


def test_of_two_answers_on_their_way_each_ends_the_wait_for_it(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    one = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    ask(ticket)
    at_ten.move_to(at(2))
    two = make_reply(ticket, bob, "In May.")
    send(one)
    assert story(ticket, "next") == [(1, "started", 1)]
    assert due(ticket) == (None, None)  # it is not our turn, but his clock runs on
    at_ten.move_to(at(3))
    send(two)
    assert story(ticket, "next") == [(1, "started", 1), (1, "met", 3)]


@pytest.mark.parametrize("status", ["waiting", "solved"])
def test_parked_without_an_answer_nobody_met_anything(desk: Desk, bob: Member, at_ten: Any, status: str) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    tickets.set_status(ticket=ticket, status=status, by=bob)
    assert story(ticket, "first") == [(1, "started", 0), (1, "cancelled", 1)]
    assert due(ticket) == (None, None)


def test_parked_too_late_it_was_missed_all_the_same(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(6))
    tickets.set_status(ticket=ticket, status="waiting", by=bob)
    assert story(ticket, "first") == [(1, "started", 0), (1, "breached", 4), (1, "cancelled", 6)]


def test_the_solution_rests_while_the_customer_is_waited_for(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(2))
    send(make_reply(ticket, bob))
    clock = clock_of(ticket, "resolution")
    assert (clock.elapsed_s, clock.due_at, clock.next_at) == (2 * 3600, None, None)
    at_ten.move_to(at(50))
    ask(ticket)
    assert hours_of(clock_of(ticket, "resolution").due_at) == 50 + 70
    assert story(ticket, "resolution") == [(1, "started", 0), (1, "paused", 2), (1, "resumed", 50)]


def test_solved_and_opened_again_it_goes_on_where_it_was(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(10))
    send(messages.reply(ticket=ticket, by=bob, body="A new one left.", then="solved"))
    assert story(ticket, "resolution") == [(1, "started", 0), (1, "met", 10)]
    at_ten.move_to(at(40))
    ask(ticket, "It is torn too.")
    again = clock_of(ticket, "resolution")
    assert (again.cycle, again.elapsed_s, hours_of(again.due_at)) == (2, 10 * 3600, 40 + 62)


def test_missed_once_it_is_not_missed_again_when_it_is_opened(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(80))
    send(messages.reply(ticket=ticket, by=bob, body="A new one left.", then="solved"))
    at_ten.move_to(at(81))
    ask(ticket, "It is torn too.")
    again = clock_of(ticket, "resolution")
    assert (again.breached_at, again.next_at) == (at(72), None)
    assert [row[1] for row in story(ticket, "resolution")] == ["started", "breached", "met", "started"]


def test_a_ticket_that_we_began_owes_no_first_answer(desk: Desk, bob: Member, at_ten: Any) -> None:
    requester = make_ticket().requester
    ticket = tickets.create(subject="Your delivery", requester=requester, channel="console", by=bob)
    send(messages.reply(ticket=ticket, by=bob, body="It comes on Monday."))
    assert (story(ticket), due(ticket)) == ([("resolution", 1, "started", 0)], (None, None))
    assert clock_of(ticket, "resolution").running_since is None
    at_ten.move_to(at(1))
    ask(ticket)
    assert (story(ticket, "next"), due(ticket)) == ([(1, "started", 1)], (9, 7))


def test_a_more_urgent_matter_keeps_what_has_passed(desk: Desk, alice: Member, at_ten: Any) -> None:
    urgent = policies.create(by=alice, name="Urgent", priority="urgent", first_minutes=90)
    policies.place(policy=urgent, position=0, by=alice)
    ticket = make_ticket()
    at_ten.move_to(at(1))
    tickets.set_priority(ticket=ticket, priority="urgent", by=alice)
    assert due(ticket) == (1.5, 1.125)
    assert story(ticket, "resolution") == [(1, "started", 0), (1, "cancelled", 1)]  # it aims at no solution
    tickets.set_priority(ticket=ticket, priority="low", by=alice)
    assert due(ticket) == (4, 3)
    assert [row[1] for row in story(ticket, "first")] == ["started", "changed", "changed"]


def test_a_target_that_has_passed_already_was_missed_when_it_would_have_been_due(
    desk: Desk, alice: Member, at_ten: Any
) -> None:
    ticket = make_ticket()
    quick = policies.create(by=alice, name="VIP", tag=Tag.objects.create(name="vip"), first_minutes=60)
    policies.place(policy=quick, position=0, by=alice)
    at_ten.move_to(at(3))
    tickets.add_tag(ticket=ticket, name="vip", by=alice)
    assert due(ticket) == (1, 0.75)
    tickets.remove_tag(ticket=ticket, name="vip", by=alice)
    assert due(ticket) == (4, 3)
    assert [row for row in story(ticket, "first") if row[1] == "breached"] == [(1, "breached", 1)]


def test_a_breach_stays_whatever_the_policy_becomes(desk: Desk, alice: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(5))
    tickets.set_priority(ticket=ticket, priority="high", by=alice)
    policies.change(policy=SlaPolicy.objects.get(channel=""), by=alice, first_minutes=600)
    tickets.set_priority(ticket=ticket, priority="low", by=alice)
    clock = clock_of(ticket, "first")
    assert (hours_of(clock.due_at), clock.breached_at, clock.next_at) == (10, at(4), None)
    assert told(ticket) == [("sla.breached", "first")]


def test_answered_where_he_spoke_he_has_his_answer(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(2))
    tickets.answered_elsewhere(ticket=tickets.lock(ticket), at=at(1.5))
    assert story(ticket, "first") == [(1, "started", 0), (1, "met", 1.5)]


def test_what_was_taken_back_needs_no_answer(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    rewording.withdraw(message=Message.objects.get(ticket=ticket), at=at(1))
    assert story(ticket, "first") == [(1, "started", 0), (1, "cancelled", 1)]


def test_what_was_taken_back_in_time_was_not_missed_though_we_hear_of_it_later(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(6))
    rewording.withdraw(message=Message.objects.get(ticket=ticket), at=at(1))
    assert story(ticket, "first") == [(1, "started", 0), (1, "cancelled", 1)]
    assert "sla.breached" not in [verb for verb, _ in told(ticket)]


def test_who_took_back_his_first_word_waits_since_the_next(desk: Desk, at_ten: Any) -> None:
    ticket = make_ticket()
    at_ten.move_to(at(1))
    ask(ticket)
    at_ten.move_to(at(2))
    rewording.withdraw(message=Message.objects.earliest("pk"), at=at(2))
    assert due(ticket) == (5, 4)
    assert [step[:2] for step in story(ticket, "first")] == [(1, "started"), (1, "changed")]


def test_nothing_happens_twice(desk: Desk, bob: Member, at_ten: Any) -> None:
    ticket = make_ticket()
    reply = make_reply(ticket, bob)
    at_ten.move_to(at(1))
    send(reply)
    before = list(SlaEvent.objects.values_list("id", flat=True)), list(SlaClock.objects.values())
    for _ in range(2):
        services.align(tickets.lock(ticket))
        send(reply)
    assert (list(SlaEvent.objects.values_list("id", flat=True)), list(SlaClock.objects.values())) == before


def test_without_a_policy_that_fits_nothing_runs(desk: Desk, alice: Member) -> None:
    for policy in SlaPolicy.objects.all():
        policies.archive(policy=policy, by=alice)
    ticket = make_ticket()
    assert (story(ticket), due(ticket)) == ([], (None, None))


def test_an_answer_costs_four_queries_more(desk: Desk, bob: Member) -> None:
    """And a customer's word no more; read as what names the tables of this room."""
    with CaptureQueriesContext(connection) as asked:
        ticket = make_ticket()
    first = _ours(asked)
    with CaptureQueriesContext(connection) as asked:
        reply = make_reply(ticket, bob)
    answering = _ours(asked)
    with CaptureQueriesContext(connection) as asked:
        send(reply)
    sent = _ours(asked)
    assert (first, answering, sent) == (4, 4, 4)


def _ours(asked: CaptureQueriesContext) -> int:
    return sum("tickets_sla" in query["sql"] for query in asked.captured_queries)
