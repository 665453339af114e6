"""What becomes of a mail: a ticket, a message in one, or nothing but a kept mail."""

import pytest

from tenants.files import services as files
from tenants.isolation.context import tenant_context
from tenants.routes import services as routes
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply
from tickets.contacts.models import Contact, Identity
from tickets.mail import rates, services
from tickets.mail.models import Inbound, Mailbox, Outbound
from tickets.messages.models import Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def test_a_mail_opens_a_ticket(zaytuna: Desk) -> None:
    done = take_in(zaytuna, write("My sofa is torn.\nPlease help."))
    with tenant_context(zaytuna.tenant):
        ticket = Ticket.objects.select_related("requester", "team").get()
        message = ticket.messages.get()
        assert (done.state, done.outcome, done.message) == ("done", "ticket", message)
        assert (ticket.subject, ticket.channel, ticket.status) == ("The sofa arrived torn", "email", "new")
        assert (ticket.requester.name, ticket.team) == ("Noura Qahtani", zaytuna.team)
        assert (message.kind, message.text) == ("customer", "My sofa is torn.\nPlease help.")
        assert message.created_at == done.received_at == ticket.waiting_since
        assert done.mail_id == "<1@example.com>"


def test_arabic_opens_an_arabic_ticket_that_runs_from_the_right(zaytuna: Desk) -> None:
    take_in(zaytuna, write("وصلت الكنبة ممزقة وأريد استبدالها", subject="الكنبة ممزقة"))
    with tenant_context(zaytuna.tenant):
        ticket = Ticket.objects.get()
        message = ticket.messages.get()
        assert (ticket.language, message.language, message.direction) == ("ar", "ar", "rtl")


def test_the_same_person_is_one_contact_whatever_the_letter_case(zaytuna: Desk) -> None:
    take_in(zaytuna, write())
    take_in(zaytuna, write(sender="NOURA.Q@Example.com", message_id="<2@example.com>"))
    with tenant_context(zaytuna.tenant):
        assert Identity.objects.get().value == "noura.q@example.com"
        assert Ticket.objects.count() == 2


def test_a_mail_handed_over_twice_is_one_ticket(zaytuna: Desk) -> None:
    take_in(zaytuna, write())
    take_in(zaytuna, b"Received: again\n" + write())
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.count() == Message.objects.count() == 1


def test_a_mail_to_two_mailboxes_of_a_company_is_one_ticket(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        Mailbox.objects.create(address="sales@zaytuna.localhost", name="Sales")
        routes.claim(kind="mail", key="sales@zaytuna.localhost", tenant=zaytuna.tenant)
    first = take_in(zaytuna, write())
    copy = take_in(zaytuna, write(), to="sales@zaytuna.localhost")
    assert (copy.outcome, copy.message) == ("ignored", first.message)
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.count() == 1


def test_a_mail_to_two_companies_is_a_ticket_of_each(zaytuna: Desk, tapuz: Desk) -> None:
    take_in(zaytuna, write())
    take_in(tapuz, write())
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            assert Ticket.objects.get().number == 1


def test_quoted_replies_are_hidden_and_kept(zaytuna: Desk) -> None:
    body = "Still torn.\n\nOn 01/05/2026 10:00, Zaytuna <support@zaytuna.localhost> wrote:\n> We sent a new one.\n"
    message = take_in(zaytuna, write(body)).message
    assert message is not None
    assert message.text == "Still torn."
    assert "> We sent a new one." in message.hidden


def test_html_is_cleaned_before_it_is_kept(zaytuna: Desk) -> None:
    raw = (
        b"From: n@example.com\nTo: support@zaytuna.localhost\nContent-Type: text/html; charset=utf-8\n\n"
        b'<p dir="rtl" onclick="x()">Torn<script>alert(1)</script><img src="https://t.example/p.gif"></p>'
    )
    message = take_in(zaytuna, raw).message
    assert message is not None
    assert message.html == '<p dir="rtl">Torn</p>'
    assert message.text == "Torn"


def test_a_quote_that_only_the_html_shows_is_hidden_too(zaytuna: Desk) -> None:
    raw = (
        b"From: n@example.com\nTo: support@zaytuna.localhost\nContent-Type: text/html; charset=utf-8\n\n"
        b"<div>Still torn</div><div class='gmail_quote'><div class='gmail_attr'>On 1 May 2026, Z wrote:</div>"
        b"<blockquote>We sent a new one</blockquote></div>"
    )
    message = take_in(zaytuna, raw).message
    assert message is not None
    assert message.text == "Still torn"
    assert "We sent a new one" in message.hidden


def test_attachments_are_kept(zaytuna: Desk) -> None:
    raw = (
        b"From: n@example.com\nTo: support@zaytuna.localhost\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the picture\n"
        b'--b\nContent-Type: image/png; name="../../torn.png"\nContent-Disposition: attachment\n'
        b"Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
    )
    message = take_in(zaytuna, raw).message
    assert message is not None
    with tenant_context(zaytuna.tenant):
        attachment = message.attachments.select_related("file").get()
        assert (attachment.name, attachment.media_type) == ("torn.png", "image/png")
        assert files.read(file=attachment.file) == b"\x89PNG\r\n\x1a\n"


def test_an_empty_subject_stays_empty(zaytuna: Desk) -> None:
    take_in(zaytuna, write(subject=""))
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().subject == ""


def test_who_wants_his_answers_elsewhere_is_known_by_that_address(zaytuna: Desk) -> None:
    take_in(zaytuna, write(sender="Form <no-reply@shop.example>", reply_to="noura.q@example.com"))
    with tenant_context(zaytuna.tenant):
        assert Identity.objects.get().value == "noura.q@example.com"


@pytest.mark.parametrize("sender", ["", "nonsense", ":a;\\x00,b:", "<>", "a@" + "b" * 255])
def test_a_sender_that_cannot_be_read_is_taken_from_the_envelope(zaytuna: Desk, sender: str) -> None:
    raw = f"From: {sender}\nTo: support@zaytuna.localhost\nSubject: Torn\n\nTorn".encode()
    assert take_in(zaytuna, raw, sender="real@example.com").outcome == "ticket"
    with tenant_context(zaytuna.tenant):
        assert Identity.objects.get().value == "real@example.com"


def test_a_mail_from_nobody_is_a_ticket_too(zaytuna: Desk) -> None:
    assert take_in(zaytuna, b"Subject: Torn\n\nTorn", sender="nonsense").outcome == "ticket"
    with tenant_context(zaytuna.tenant):
        assert Contact.objects.get().name == "Unknown sender"
        assert Identity.objects.count() == 0


def test_a_mail_reopens_a_solved_ticket(zaytuna: Desk) -> None:
    first = take_in(zaytuna, write()).message
    assert first is not None
    with tenant_context(zaytuna.tenant):
        reply = make_reply(first.ticket, zaytuna.members["agent"])
        tickets.set_status(ticket=first.ticket, status=Status.SOLVED, by=zaytuna.members["agent"])
        sent = Outbound.objects.get(message=reply)
    again = take_in(zaytuna, write("Torn again", message_id="<2@example.com>", in_reply_to=sent.mail_id))
    assert again.outcome == "reply"
    with tenant_context(zaytuna.tenant):
        ticket = Ticket.objects.get()
        assert (ticket.status, ticket.solved_at) == ("open", None)
        assert "ticket.reopened" in Event.objects.values_list("verb", flat=True)


def test_more_than_thirty_tickets_an_hour_wait_in_quarantine_and_a_lead_lets_them_in(
    zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "MAX_TICKETS", 2)
    for number in range(2):
        take_in(zaytuna, write(message_id=f"<{number}@example.com>"))
    third = take_in(zaytuna, write(message_id="<3@example.com>"))
    assert (third.state, third.outcome) == ("dead", "")
    assert take_in(zaytuna, write(sender="other@example.com", message_id="<4@example.com>")).outcome == "ticket"
    with tenant_context(zaytuna.tenant):
        services.retry(inbound=third, by=zaytuna.members["owner"])
        services.drain()
        assert Inbound.objects.get(pk=third.pk).outcome == "ticket"
