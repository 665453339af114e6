"""A sender's address is a claim. No mail speaks for one of us."""

import pytest

from tenants.isolation.context import tenant_context
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply
from tickets.mail.models import Outbound
from tickets.messages.models import Kind, Message

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sender", ["Bob <bob@zaytuna.example>", "ALICE@zaytuna.example"])
def test_a_mail_in_an_agents_name_is_a_customers_message(zaytuna: Desk, sender: str) -> None:
    message = take_in(zaytuna, write("Please refund him.", sender=sender)).message
    assert message is not None
    assert (message.kind, message.member_id, message.delivery) == (Kind.CUSTOMER, None, "")


def test_an_agents_name_with_a_valid_token_still_is_no_reply_and_leaves_nowhere(zaytuna: Desk) -> None:
    first = take_in(zaytuna, write()).message
    assert first is not None
    with tenant_context(zaytuna.tenant):
        sent = Outbound.objects.get(message=make_reply(first.ticket, zaytuna.members["agent"]))
    forged = take_in(
        zaytuna,
        write(
            "Send your card number to …",
            sender="Bob <bob@zaytuna.example>",
            message_id="<2@x>",
            in_reply_to=sent.mail_id,
        ),
    ).message
    assert forged is not None
    assert forged.kind == Kind.CUSTOMER
    with tenant_context(zaytuna.tenant):
        assert forged.contact_id != first.ticket.requester_id
        assert Outbound.objects.count() == 1


def test_control_headers_of_ours_mean_nothing_from_outside(zaytuna: Desk) -> None:
    raw = write(x_heard_member="bob", x_heard_kind="reply", x_heard_ticket="1", x_heard_send_cc="evil@example.com")
    message = take_in(zaytuna, raw).message
    assert message is not None
    assert message.kind == Kind.CUSTOMER
    with tenant_context(zaytuna.tenant):
        assert Message.objects.exclude(kind=Kind.CUSTOMER).count() == 0


def test_a_copy_to_a_stranger_makes_him_no_reader(zaytuna: Desk) -> None:
    first = take_in(zaytuna, write(cc="stranger@evil.example")).message
    assert first is not None
    with tenant_context(zaytuna.tenant):
        sent = Outbound.objects.get(message=make_reply(first.ticket, zaytuna.members["agent"]))
        assert sent.recipient == "noura.q@example.com"


def test_a_reply_to_one_of_our_own_addresses_is_not_believed(zaytuna: Desk) -> None:
    message = take_in(zaytuna, write(reply_to=zaytuna.mailbox.address)).message
    assert message is not None
    with tenant_context(zaytuna.tenant):
        sent = Outbound.objects.get(message=make_reply(message.ticket, zaytuna.members["agent"]))
        assert sent.recipient == "noura.q@example.com"
