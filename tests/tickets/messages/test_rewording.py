"""Words that change after they were said, and what the ticket shows of them."""

from datetime import timedelta

import pytest

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import rewording
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.search import selectors as search
from tickets.search import services as indexing
from tickets.ticket import mending
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket(subject="A sofa", body="It is purplewombat.")


@pytest.mark.django_db
def test_nothing_that_was_said_is_left(zaytuna: Desk, ticket: Ticket, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        said = Message.objects.get()
        Message.objects.update(hidden="purplewombat", html="<p>purplewombat</p>")
        gone = rewording.withdraw(message=said, at=clock.now())
        assert (gone.text, gone.hidden, gone.html, gone.language, gone.direction) == ("", "", "", "", "ltr")
        assert gone.withdrawn_at is not None
        ticket.refresh_from_db()
        assert (ticket.preview, ticket.waiting_since, ticket.subject) == ("", None, "A sofa")
        assert search.find(alice, "purplewombat") == []
        assert search.find(alice, "sofa") == [ticket]


@pytest.mark.django_db
def test_our_own_words_are_not_taken_back(zaytuna: Desk, ticket: Ticket, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for ours in (make_reply(ticket, bob), messages.note(ticket=ticket, by=bob, body="Torn")):
            before, events = Message.objects.values().get(pk=ours.pk), Event.objects.count()
            rewording.withdraw(message=ours, at=clock.now())
            rewording.correct(message=ours, body="Other words")
            assert (Message.objects.values().get(pk=ours.pk), Event.objects.count()) == (before, events)


@pytest.mark.django_db
def test_what_was_answered_already_starts_no_clock(zaytuna: Desk, ticket: Ticket, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        first = Message.objects.get()
        make_reply(ticket, bob)
        again = messages.receive(ticket=ticket, contact=ticket.requester, body="Thanks, but when?")
        ticket.refresh_from_db()
        waits = ticket.waiting_since
        rewording.withdraw(message=first, at=clock.now())
        ticket.refresh_from_db()
        assert ticket.waiting_since == waits == again.created_at
        rewording.withdraw(message=again, at=clock.now())
        ticket.refresh_from_db()
        assert ticket.waiting_since is None


@pytest.mark.django_db
def test_after_an_answer_that_failed_the_customer_still_waits(zaytuna: Desk, ticket: Ticket, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        reply = make_reply(ticket, bob)
        messages.undeliverable(message_id=str(reply.pk), reason="refused")
        assert [message.text for message in rewording.unanswered(ticket)] == ["It is purplewombat."]


@pytest.mark.django_db
def test_a_correction_changes_what_is_shown_and_found(zaytuna: Desk, ticket: Ticket, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        said = rewording.correct(message=Message.objects.get(), body="الطلب وصل ممزقا")
        assert (said.language, said.direction) == ("ar", "rtl")
        ticket.refresh_from_db()
        assert (ticket.preview, ticket.language) == ("الطلب وصل ممزقا", "ar")
        assert search.find(alice, "ممزقا") == [ticket]
        assert search.find(alice, "purplewombat") == []


@pytest.mark.django_db
def test_what_was_taken_back_is_not_corrected(zaytuna: Desk, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        said = rewording.withdraw(message=Message.objects.get(), at=clock.now())
        assert rewording.correct(message=said, body="A secret").text == ""
        assert Message.objects.get().text == ""


@pytest.mark.django_db
def test_something_older_makes_the_wait_longer_never_shorter(zaytuna: Desk, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = tickets.lock(ticket)
        since = ticket.waiting_since
        assert since is not None
        mending.waits_since(ticket=ticket, at=since + timedelta(hours=1))
        assert Ticket.objects.get().waiting_since == since
        mending.waits_since(ticket=ticket, at=since - timedelta(hours=1))
        assert Ticket.objects.get().waiting_since == since - timedelta(hours=1)


@pytest.mark.django_db
def test_who_asks_is_found_by_the_new_name(zaytuna: Desk, ticket: Ticket, alice: Member, bob: Member) -> None:
    from tickets.contacts import services as contacts

    with tenant_context(zaytuna.tenant):
        other = contacts.create(name="Zubaydah")
        tickets.set_requester(ticket=ticket, requester=other, by=bob)
        indexing.reindex(ticket_id=ticket.pk)
        assert search.find(alice, "zubaydah") == [ticket]
        assert search.find(alice, "noura") == []
        told = Event.objects.get(verb="ticket.requester")
        assert (told.member, told.data["after"]) == (bob, "Zubaydah")
