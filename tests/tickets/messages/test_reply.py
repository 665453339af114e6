"""A reply leaves only when every place in it is filled in."""

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages import services
from tickets.messages.errors import UnresolvedPlaceholder
from tickets.messages.models import Message

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["Hello {{contact.first_name}},", "Hello {{first_name}},", "{contact.name}: done"])
def test_a_reply_with_an_open_place_is_refused_and_says_which(zaytuna: Desk, bob: Member, body: str) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        with pytest.raises(UnresolvedPlaceholder) as refused:
            services.reply(ticket=ticket, by=bob, body=body)
        ticket.refresh_from_db()
        assert Message.objects.count() == 1
    assert refused.value.names[0] in body
    assert ticket.status == "new"


def test_filled_in_it_goes(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        reply = services.reply(ticket=make_ticket(), by=bob, body="Hello Noura, write `{{ user.name }}` there.")
    assert reply.text == "Hello Noura, write `{{ user.name }}` there."


def test_a_note_for_colleagues_may_name_a_place(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        note = services.note(ticket=make_ticket(), by=bob, body="The reply lacks {{contact.first_name}}.")
    assert note.is_note
