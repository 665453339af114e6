"""A bounce opens no ticket; it marks the reply that did not arrive."""

import pytest

from tenants.isolation.context import tenant_context
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.mail import keys
from tickets.mail.models import Outbound
from tickets.mail.rules.signing import reply_address
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def report(mail_id: str, *, action: str = "failed", status: str = "5.1.1", kind: str = "delivery-status") -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example.com\nTo: support@zaytuna.localhost\nSubject: Undelivered Mail\n"
        f"Message-ID: <b@mx.example.com>\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you.\n"
        f"--b\nContent-Type: message/{kind}\n\nReporting-MTA: dns; mx.example.com\n\n"
        f"Final-Recipient: rfc822; noura.q@example.com\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {mail_id}\nSubject: Re: The sofa\n--b--\n"
    ).encode()


@pytest.fixture
def reply(zaytuna: Desk) -> Message:
    with tenant_context(zaytuna.tenant):
        return make_reply(make_ticket(), zaytuna.members["agent"])


@pytest.fixture
def mail_id(zaytuna: Desk, reply: Message) -> str:
    with tenant_context(zaytuna.tenant):
        return Outbound.objects.get(message=reply).mail_id


def delivery(desk: Desk, reply: Message) -> tuple[str, str]:
    with tenant_context(desk.tenant):
        reply.refresh_from_db()
    return reply.delivery, reply.delivery_error


def test_it_marks_the_reply_and_tells_why(zaytuna: Desk, reply: Message, mail_id: str) -> None:
    assert take_in(zaytuna, report(mail_id), sender="<>").outcome == "ignored"
    state, error = delivery(zaytuna, reply)
    assert state == "failed"
    assert "No such user" in error
    with tenant_context(zaytuna.tenant):
        assert Event.objects.filter(ticket_id=reply.ticket_id, verb="messages.failed").count() == 1
        assert Ticket.objects.count() == 1


def test_a_second_bounce_says_it_once(zaytuna: Desk, reply: Message, mail_id: str) -> None:
    take_in(zaytuna, report(mail_id), sender="")
    take_in(zaytuna, report(mail_id, status="5.2.2"), sender="")
    with tenant_context(zaytuna.tenant):
        assert Event.objects.filter(verb="messages.failed").count() == 1


def test_a_delay_is_no_failure(zaytuna: Desk, reply: Message, mail_id: str) -> None:
    take_in(zaytuna, report(mail_id, action="delayed", status="4.4.1"), sender="")
    assert delivery(zaytuna, reply)[0] == "queued"


def test_a_complaint_is_no_failure(zaytuna: Desk, reply: Message, mail_id: str) -> None:
    take_in(zaytuna, report(mail_id, kind="feedback-report"), sender="")
    assert delivery(zaytuna, reply)[0] == "queued"


def test_without_the_message_id_the_signed_address_says_which(zaytuna: Desk, reply: Message) -> None:
    with tenant_context(zaytuna.tenant):
        address = reply_address(zaytuna.mailbox.address, 1, keys.current())
    take_in(zaytuna, report("<rewritten@relay.example>"), sender="", to=address)
    assert delivery(zaytuna, reply)[0] == "failed"


@pytest.mark.parametrize(
    "foreign", ["<other@example.com>", "<heard.00000000000000000000000000000000.1.aaaaaaaaaaaaaaaa@z>"]
)
def test_a_bounce_of_something_that_is_not_ours_marks_nothing(zaytuna: Desk, reply: Message, foreign: str) -> None:
    assert take_in(zaytuna, report(foreign), sender="").outcome == "ignored"
    assert delivery(zaytuna, reply)[0] == "queued"


def test_another_companys_bounce_marks_nothing(zaytuna: Desk, tapuz: Desk, reply: Message, mail_id: str) -> None:
    take_in(tapuz, report(mail_id), sender="")
    assert delivery(zaytuna, reply)[0] == "queued"


def test_a_refusal_that_comes_before_our_own_note_stands(zaytuna: Desk, reply: Message, mail_id: str) -> None:
    take_in(zaytuna, report(mail_id), sender="")
    with tenant_context(zaytuna.tenant):
        messages.delivered(message_id=str(reply.pk), at=reply.created_at)
    assert delivery(zaytuna, reply)[0] == "failed"


def test_a_mail_with_the_null_sender_opens_no_ticket(zaytuna: Desk) -> None:
    assert take_in(zaytuna, write(), sender="").outcome == "ignored"
