"""Only what we signed ourselves joins a conversation."""

from dataclasses import dataclass

import pytest

from tenants.isolation.context import tenant_context
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply
from tickets.mail import keys
from tickets.mail.models import Outbound
from tickets.mail.rules.signing import reply_address
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@dataclass
class Talk:
    """A ticket with one answer of ours: what a mail program knows of it."""

    desk: Desk
    ticket: Ticket
    mail_id: str
    address: str

    def answer(self, **headers: str) -> str:
        """What becomes of one more mail with these headers: "joined", "new", or its outcome."""
        done = take_in(self.desk, write("And again", message_id="<2@example.com>", **headers))
        if done.message is None:
            return done.outcome
        return "joined" if done.message.ticket_id == self.ticket.pk else "new"


@pytest.fixture
def talk(zaytuna: Desk) -> Talk:
    message = take_in(zaytuna, write()).message
    assert message is not None
    with tenant_context(zaytuna.tenant):
        reply = make_reply(message.ticket, zaytuna.members["agent"])
        address = reply_address(zaytuna.mailbox.address, message.ticket.number, keys.current())
        return Talk(zaytuna, message.ticket, Outbound.objects.get(message=reply).mail_id, address)


def test_our_message_id_in_in_reply_to_joins(talk: Talk) -> None:
    assert talk.answer(in_reply_to=talk.mail_id) == "joined"


def test_our_message_id_among_the_references_joins(talk: Talk) -> None:
    references = f"<a@example.com> {talk.mail_id} <b@example.com>"
    assert talk.answer(in_reply_to="<b@example.com>", references=references) == "joined"


def test_our_signed_address_joins_whoever_else_is_addressed(talk: Talk) -> None:
    assert talk.answer(to=f"boss@example.com, {talk.address}") == "joined"


def test_our_signed_address_in_cc_joins(talk: Talk) -> None:
    assert talk.answer(cc=talk.address.upper()) == "joined"


def test_our_signed_address_on_the_envelope_joins(talk: Talk) -> None:
    done = take_in(talk.desk, write("And again", message_id="<2@example.com>"), to=talk.address)
    assert (done.outcome, done.message and done.message.ticket_id) == ("reply", talk.ticket.pk)


@pytest.mark.parametrize("subject", ["Re: The sofa arrived torn", "[#1]", "Re: [Ticket 1] The sofa arrived torn", "#1"])
def test_a_subject_never_joins(talk: Talk, subject: str) -> None:
    assert talk.answer(subject=subject) == "new"


def test_the_customers_own_message_id_does_not_join(talk: Talk) -> None:
    assert talk.answer(in_reply_to="<1@example.com>") == "new"


def test_a_number_without_a_signature_does_not_join(talk: Talk) -> None:
    box, _, host = talk.desk.mailbox.address.partition("@")
    assert talk.answer(to=f"{box}+1@{host}") == "new"


@pytest.mark.parametrize("position", [3, -20])
def test_a_changed_letter_in_the_signature_does_not_join(talk: Talk, position: int) -> None:
    box, _, rest = talk.address.partition(".")
    wrong = ("b" if rest[0] == "a" else "a") + rest[1:]
    assert talk.answer(to=f"{box}.{wrong}") == "new"


def test_a_signature_for_another_ticket_does_not_join(talk: Talk) -> None:
    assert talk.answer(to=talk.address.replace("+1.", "+2.")) == "new"


def test_another_companys_signature_does_not_join(talk: Talk, tapuz: Desk) -> None:
    with tenant_context(tapuz.tenant):
        foreign = reply_address(talk.desk.mailbox.address, talk.ticket.number, keys.current())
    assert talk.answer(to=foreign) == "new"


def test_our_message_id_sent_to_another_company_does_not_join(talk: Talk, tapuz: Desk) -> None:
    done = take_in(tapuz, write("And again", message_id="<2@example.com>", in_reply_to=talk.mail_id))
    assert done.outcome == "ticket"
    with tenant_context(talk.desk.tenant):
        assert talk.ticket.messages.count() == 2


def test_the_newest_of_two_conversations_wins(talk: Talk) -> None:
    other = take_in(talk.desk, write("Another matter", message_id="<3@example.com>")).message
    assert other is not None
    with tenant_context(talk.desk.tenant):
        newer = Outbound.objects.get(message=make_reply(other.ticket, talk.desk.members["agent"])).mail_id
    done = take_in(talk.desk, write("x", message_id="<4@example.com>", references=f"{talk.mail_id} {newer}"))
    assert done.message is not None
    assert done.message.ticket_id == other.ticket_id


def test_a_token_of_a_ticket_that_is_gone_opens_a_new_one(talk: Talk) -> None:
    with tenant_context(talk.desk.tenant):
        gone = reply_address(talk.desk.mailbox.address, 999, keys.current())
    assert talk.answer(to=gone) == "new"


def test_a_third_person_with_a_valid_token_joins_under_his_own_name(talk: Talk) -> None:
    done = take_in(
        talk.desk,
        write("I am her brother", sender="Brother <b@example.com>", message_id="<2@example.com>"),
        to=talk.address,
    )
    assert done.outcome == "reply"
    assert done.message is not None
    assert done.message.contact is not None
    with tenant_context(talk.desk.tenant):
        talk.ticket.refresh_from_db()
        assert done.message.contact.name == "Brother"
        assert talk.ticket.requester_id != done.message.contact_id
