"""Whoever something was given to stays the one who asks: a new contact would have a fresh budget."""

from collections.abc import Callable, Iterator

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow, give_in, make_request
from tests.factories.tickets import make_ticket
from tests.tickets.recovery.gifts import nothing_changes
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.recovery import approvals, granting
from tickets.recovery.models import Approval
from tickets.ticket import services as tickets
from tickets.ticket.errors import RequesterStays
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


@pytest.fixture
def friend(zaytuna: Desk) -> Iterator[Contact]:
    with tenant_context(zaytuna.tenant):
        yield contacts.by_email(email="friend@example.com", name="Friend")


def requester_of(ticket: Ticket) -> Contact:
    ticket.refresh_from_db()
    return ticket.requester


def refused(ticket: Ticket, friend: Contact, by: Member) -> None:
    with nothing_changes(), pytest.raises(RequesterStays) as found:
        tickets.set_requester(ticket=ticket, requester=friend, by=by)
    assert "a lead has to say" in str(found.value.message)


def asked(alice: Member, bob: Member) -> Approval:
    allow(alice)
    return make_request(bob)


def test_an_agent_says_who_asks_until_something_is_given(friend: Contact, alice: Member, bob: Member) -> None:
    ticket = make_ticket()
    given = ticket.requester
    tickets.set_requester(ticket=ticket, requester=friend, by=bob)
    tickets.set_requester(ticket=ticket, requester=given, by=bob)
    give_in(ticket, alice, bob)
    refused(ticket, friend, bob)
    with nothing_changes():
        tickets.set_requester(ticket=ticket, requester=given, by=bob)  # the same


def test_nor_while_something_is_asked_for(friend: Contact, alice: Member, bob: Member) -> None:
    refused(asked(alice, bob).ticket, friend, bob)


def test_a_lead_says_who_asks_and_it_is_written_down(friend: Contact, alice: Member, bob: Member, lee: Member) -> None:
    grant = give_in(make_ticket(), alice, bob)
    tickets.set_requester(ticket=grant.ticket, requester=friend, by=lee)
    event = Event.objects.get(verb="ticket.requester")
    assert (requester_of(grant.ticket), event.member, event.data["after"]) == (friend, lee, "Friend")


def test_what_was_taken_back_binds_nobody(friend: Contact, alice: Member, bob: Member) -> None:
    grant = give_in(make_ticket(), alice, bob)
    granting.reverse(grant=grant, by=alice, reason="")
    tickets.set_requester(ticket=grant.ticket, requester=friend, by=bob)
    assert requester_of(grant.ticket) == friend


ENDS: dict[str, Callable[[Approval, Member, Member], object]] = {
    "withdrawn": lambda approval, asker, lead: approvals.withdraw(approval=approval, by=asker),
    "refused": lambda approval, asker, lead: approvals.decide(approval=approval, by=lead, granted=None, answer="No"),
}


@pytest.mark.parametrize("state", ENDS)
def test_what_is_asked_for_no_more_binds_nobody(
    friend: Contact, alice: Member, bob: Member, lee: Member, state: str
) -> None:
    approval = asked(alice, bob)
    ENDS[state](approval, bob, lee)
    tickets.set_requester(ticket=approval.ticket, requester=friend, by=bob)
    assert requester_of(approval.ticket) == friend
