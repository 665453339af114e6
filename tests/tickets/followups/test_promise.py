from datetime import timedelta

import pytest
from time_machine import Traveller

from helpdesk.lib import clock
from tenants.membership.models import Member
from tests.tickets.followups.conftest import HOUR
from tests.tickets.followups.words import answer, give_word, state, told
from tickets.followups import services
from tickets.followups.errors import NeedsReason, Settled
from tickets.followups.models import Promise
from tickets.messages.errors import NoPromise
from tickets.messages.models import Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_reply_may_say_by_when_the_customer_hears_more(ticket: Ticket, bob: Member) -> None:
    promise = give_word(ticket, bob)
    ticket.refresh_from_db()
    assert (promise.owner, promise.made_by, promise.state, promise.stage) == (bob, bob, "open", 0)
    assert promise.next_at == promise.made_at + 2 * HOUR
    assert ticket.promised_at == promise.due_at == clock.now() + 4 * HOUR
    assert [data["promise"] for data in told("promised")] == [str(promise.pk)]


def test_the_owner_is_whose_ticket_it_is(ticket: Ticket, alice: Member, bob: Member) -> None:
    assert give_word(ticket, alice).owner == bob


@pytest.mark.parametrize("hours", [0, -1, 24 * 90 + 1])
def test_a_time_that_is_over_or_too_far_is_refused_and_nothing_is_sent(
    ticket: Ticket, bob: Member, hours: float
) -> None:
    before = Message.objects.count()
    with pytest.raises(NoPromise):
        give_word(ticket, bob, hours)
    assert (Message.objects.count(), Promise.objects.count()) == (before, 0)


def test_what_is_solved_needs_no_next_word(ticket: Ticket, bob: Member) -> None:
    with pytest.raises(NoPromise):
        give_word(ticket, bob, then="solved")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.promised_at, Promise.objects.count()) == ("new", None, 0)


def test_before_it_is_due_another_reply_agrees_it_anew(ticket: Ticket, bob: Member, now: Traveller) -> None:
    first = give_word(ticket, bob)
    now.shift(HOUR)
    second = give_word(ticket, bob, hours=24)
    first.refresh_from_db()
    ticket.refresh_from_db()
    assert (state(first), first.replaced_by) == (("moved", True), second)
    assert (state(second), ticket.promised_at) == (("open", False), second.due_at)
    assert len(told("moved")) == 1


def test_after_it_was_due_it_stays_broken(ticket: Ticket, bob: Member, now: Traveller) -> None:
    first = give_word(ticket, bob)
    now.shift(5 * HOUR)
    second = give_word(ticket, bob)
    assert (state(first), state(second)) == (("broken", True), ("open", False))
    assert (len(told("broken")), len(told("moved"))) == (1, 0)


def test_a_promise_follows_the_ticket_to_its_next_owner(ticket: Ticket, alice: Member, bob: Member) -> None:
    promise = give_word(ticket, bob)
    for owner in (alice, None):
        tickets.assign(ticket=ticket, assignee=owner, by=bob)
        promise.refresh_from_db()
        assert promise.owner == owner
    tickets.set_priority(ticket=ticket, priority="high", by=alice)
    ticket.refresh_from_db()
    assert ticket.promised_at == promise.due_at


def test_who_takes_it_back_says_why(ticket: Ticket, alice: Member, bob: Member) -> None:
    promise = give_word(ticket, bob)
    with pytest.raises(NeedsReason):
        services.withdraw(promise=promise, reason="  ", by=alice)
    assert state(promise) == ("open", False)
    services.withdraw(promise=promise, reason="He rang: no need", by=alice)
    ticket.refresh_from_db()
    assert (state(promise), promise.settled_by, promise.next_at) == (("withdrawn", True), alice, None)
    assert (ticket.promised_at, told("withdrawn")[0]["reason"]) == (None, "He rang: no need")
    with pytest.raises(Settled):
        services.withdraw(promise=promise, reason="again", by=alice)


def test_what_was_broken_stays_so_when_it_is_taken_back(ticket: Ticket, bob: Member, now: Traveller) -> None:
    promise = give_word(ticket, bob)
    now.shift(5 * HOUR)
    services.withdraw(promise=promise, reason="He rang", by=bob)
    assert (state(promise), promise.broken_at) == (("broken", True), promise.due_at)


def test_a_ticket_has_one_open_promise_at_most(ticket: Ticket, bob: Member) -> None:
    for hours in (4, 5, 6):
        give_word(ticket, bob, hours)
    assert Promise.objects.filter(settled_at__isnull=True).count() == 1
    ticket.refresh_from_db()
    assert ticket.promised_at == clock.now() + timedelta(hours=6)


def test_an_answer_without_a_time_promises_nothing(ticket: Ticket, bob: Member) -> None:
    answer(ticket, bob)
    ticket.refresh_from_db()
    assert (Promise.objects.count(), ticket.promised_at) == (0, None)
