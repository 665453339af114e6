"""A reply answers what its writer saw. When somebody else has spoken since, nothing is sent."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member, make_desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import selectors
from tickets.messages import services as messages
from tickets.messages.errors import ThreadMoved
from tickets.messages.models import Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


def newest(ticket: Ticket) -> Message:
    return Message.objects.filter(ticket=ticket).order_by("-pk")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["customer", "reply", "note"])
def test_anybody_elses_word_stops_the_reply(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, whose: str
) -> None:
    with tenant_context(zaytuna.tenant):
        seen = newest(ticket).pk
        if whose == "customer":
            messages.receive(ticket=ticket, contact=ticket.requester, body="Forget it, I found the bill.")
        elif whose == "reply":
            make_reply(ticket, alice)
        else:
            messages.note(ticket=ticket, by=alice, body="Wait: legal wants to read it.")
        before = Message.objects.count()
        with pytest.raises(ThreadMoved) as moved:
            messages.reply(ticket=ticket, by=bob, body="A new one leaves today.", seen=seen)
        assert [message.pk for message in moved.value.messages] == [newest(ticket).pk]
        assert Message.objects.count() == before
        seen = newest(ticket).pk
        assert messages.reply(ticket=ticket, by=bob, body="A new one leaves today.", seen=seen).kind == "reply"


@pytest.mark.django_db
def test_ones_own_words_stop_nobody(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        seen = newest(ticket).pk
        messages.note(ticket=ticket, by=bob, body="Asked the store.")
        assert messages.reply(ticket=ticket, by=bob, body="It is on its way.", seen=seen)


@pytest.mark.django_db
def test_who_does_not_say_what_he_saw_is_not_stopped(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        make_reply(ticket, alice)
        assert messages.reply(ticket=ticket, by=bob, body="It is on its way.")


@pytest.mark.django_db
def test_a_note_is_never_stopped(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        make_reply(ticket, alice)
        assert messages.note(ticket=ticket, by=bob, body="I saw it too late.")


@pytest.mark.django_db
def test_a_mail_that_was_late_is_new_though_its_date_is_old(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        first = newest(ticket)
        messages.receive(
            ticket=ticket, contact=ticket.requester, body="Written before.", at=first.created_at.replace(year=2020)
        )
        with pytest.raises(ThreadMoved):
            messages.reply(ticket=ticket, by=bob, body="x", seen=first.pk)


def _both_answer(monkeypatch: pytest.MonkeyPatch, patience: float) -> list[str]:
    """Two agents who saw the same thread press at once. Each waits after its check for the other to have checked.

    `patience` (seconds) runs out where a lock lets only one of them check.
    """
    desk = make_desk("zaytuna")
    agents = [add_member(desk, f"{name}@zaytuna.example", name, name.title()) for name in ("agent", "lead")]
    with tenant_context(desk.tenant):
        ticket = make_ticket()
        seen = newest(ticket).pk
    both_checked = threading.Barrier(2)
    check = selectors.newer

    def checked(*args: object, **named: object) -> list[Message]:
        found = check(*args, **named)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            both_checked.wait(patience)
        return found

    monkeypatch.setattr(selectors, "newer", checked)
    outcomes: list[str] = []

    def answer(by: Member) -> None:
        try:
            with tenant_context(desk.tenant):
                messages.reply(ticket=ticket, by=by, body=f"From {by.name}.", seen=seen)
            outcomes.append("sent")
        except ThreadMoved:
            outcomes.append("stopped")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(by,)) for by in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with tenant_context(desk.tenant):
        assert Message.objects.filter(ticket=ticket, kind="reply").count() == outcomes.count("sent")
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _both_answer(monkeypatch, 1) == ["sent", "stopped"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is there, and the lock is what ends it."""
    monkeypatch.setattr(tickets, "lock", lambda ticket: Ticket.objects.get(pk=ticket.pk))
    assert _both_answer(monkeypatch, 10) == ["sent", "sent"]
