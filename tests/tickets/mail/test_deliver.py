"""A reply leaves once, to the customer only, with nothing in it that was meant for us."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.outbox import services as effects
from tenants.outbox.errors import EffectFailed
from tenants.outbox.models import Item
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.contacts.models import Contact
from tickets.mail import delivery, keys
from tickets.mail.models import Outbound
from tickets.mail.rules.signing import read_message_id, read_reply_address
from tickets.messages import services as messages
from tickets.messages.errors import NoChannel, NotFailed
from tickets.messages.models import Message
from tickets.ticket import services as tickets
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def left() -> list[EmailMessage]:
    """The mails that left, read."""
    written = [mail for mail in django_mail.outbox if isinstance(mail, delivery.WrittenMail)]
    return [message_from_bytes(mail.raw, policy=policy.default) for mail in written]  # type: ignore[misc]


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def send_all(desk: Desk) -> list[EmailMessage]:
    with tenant_context(desk.tenant):
        Item.objects.filter(state="queued").update(due_at=timezone.now())
        effects.drain()
    return left()


@pytest.fixture
def reply(zaytuna: Desk) -> Message:
    with tenant_context(zaytuna.tenant):
        return make_reply(make_ticket(), zaytuna.members["agent"])


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The mail server answers with this error; None heals it."""

    def refusing(error: Exception | None) -> None:
        def send(self: Any) -> int:
            if error is not None:
                raise error
            django_mail.outbox.append(self)
            return 1

        monkeypatch.setattr(delivery.WrittenMail, "send", send)

    return refusing


def state(desk: Desk, message: Message) -> tuple[str, str]:
    with tenant_context(desk.tenant):
        message.refresh_from_db()
    return message.delivery, message.delivery_error


def test_a_reply_reaches_the_customer(zaytuna: Desk, reply: Message) -> None:
    [mail] = send_all(zaytuna)
    assert mail["To"] == "noura.q@example.com"
    assert str(mail["From"]) == "Bob · Zaytuna <support@zaytuna.localhost>"
    assert text(mail).startswith("We are sorry, a new one leaves today.")
    assert "> The sofa that arrived today is torn." in text(mail)
    assert state(zaytuna, reply) == ("sent", "")
    with tenant_context(zaytuna.tenant):
        key = keys.current()
        assert read_reply_address(str(mail["Reply-To"].addresses[0].addr_spec), key) == 1
        assert read_message_id(str(mail["Message-ID"]), key) == (1, reply.pk)


def test_bounces_come_back_to_a_signed_address(zaytuna: Desk, reply: Message) -> None:
    send_all(zaytuna)
    [envelope] = [mail.from_email for mail in django_mail.outbox]
    with tenant_context(zaytuna.tenant):
        assert read_reply_address(envelope, keys.current()) == 1


def test_arabic_leaves_from_right_to_left(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket("الكنبة ممزقة", "وصلت الكنبة ممزقة", name="نورة")
        make_reply(ticket, zaytuna.members["agent"], "نعتذر منك، سنرسل كنبة جديدة اليوم.")
    [mail] = send_all(zaytuna)
    html = mail.get_body(("html",))
    assert html is not None
    assert 'dir="rtl" lang="ar"' in html.get_content()
    assert mail["Content-Language"] == "ar"
    assert mail["Subject"] == "الكنبة ممزقة"


def test_an_answer_to_a_mail_carries_its_chain(zaytuna: Desk) -> None:
    first = take_in(zaytuna, write()).message
    assert first is not None
    with tenant_context(zaytuna.tenant):
        ours = Outbound.objects.get(message=make_reply(first.ticket, zaytuna.members["agent"])).mail_id
    take_in(zaytuna, write("Thanks", message_id="<2@example.com>", in_reply_to=ours))
    with tenant_context(zaytuna.tenant):
        make_reply(first.ticket, zaytuna.members["agent"], "You are welcome.")
    mail = send_all(zaytuna)[1]
    assert mail["In-Reply-To"] == "<2@example.com>"
    assert str(mail["References"]).split() == ["<1@example.com>", ours, "<2@example.com>"]
    assert mail["Subject"] == "Re: The sofa arrived torn"


def test_the_chain_is_bounded(zaytuna: Desk) -> None:
    first = take_in(zaytuna, write()).message
    assert first is not None
    with tenant_context(zaytuna.tenant):
        for number in range(30):
            make_reply(first.ticket, zaytuna.members["agent"], f"Answer {number}")
        outbound = Outbound.objects.order_by("-created_at", "-id").first()
        assert outbound is not None
        references = outbound.references.split()
        assert (len(references), references[0]) == (21, "<1@example.com>")
        assert outbound.in_reply_to == "<1@example.com>"


def test_signatures_stand_below_the_reply(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        bob = zaytuna.members["agent"]
        bob.signature, zaytuna.mailbox.signature = "Bob Haddad", "Zaytuna, Riyadh"
        bob.save()
        zaytuna.mailbox.save()
        make_reply(make_ticket(), bob)
    [mail] = send_all(zaytuna)
    assert "-- \nBob Haddad\nZaytuna, Riyadh" in text(mail).replace("\r\n", "\n")


def test_a_note_never_leaves(zaytuna: Desk, reply: Message) -> None:
    with tenant_context(zaytuna.tenant):
        note = messages.note(ticket=reply.ticket, by=zaytuna.members["agent"], body="CANARY-NOTE")
        make_reply(reply.ticket, zaytuna.members["agent"], "Second")
        effects.enqueue(kind=delivery.KIND, key=str(note.pk))
    mails = send_all(zaytuna)
    assert len(mails) == 2
    assert not any("CANARY" in mail.as_string() for mail in mails)


def test_a_customers_message_is_refused_when_somebody_queues_it(zaytuna: Desk, reply: Message) -> None:
    with tenant_context(zaytuna.tenant):
        said = reply.ticket.messages.get(kind="customer")
        with pytest.raises(EffectFailed, match="Only a reply"):
            delivery.send(str(said.pk), {})


def test_nobody_elses_words_are_quoted_to_the_customer(zaytuna: Desk, reply: Message) -> None:
    with tenant_context(zaytuna.tenant):
        brother = Contact.objects.create(name="Brother")
        messages.receive(ticket=reply.ticket, contact=brother, body="CANARY-BROTHER")
        make_reply(reply.ticket, zaytuna.members["agent"], "Second")
    assert not any("CANARY" in text(mail) for mail in send_all(zaytuna))


def test_attachments_leave_with_it(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        new = messages.NewFile("صورة.png", b"\x89PNG")
        messages.reply(ticket=make_ticket(), by=zaytuna.members["agent"], body="See", files=[new])
    [mail] = send_all(zaytuna)
    [attached] = list(mail.iter_attachments())
    assert (attached.get_filename(), attached.get_content()) == ("صورة.png", b"\x89PNG")


def test_a_customer_without_an_address_cannot_be_answered(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        nobody = Contact.objects.create(name="Nobody")
        ticket = tickets.create(subject="x", requester=nobody, channel="email")
        with pytest.raises(NoChannel):
            make_reply(ticket, zaytuna.members["agent"])
        assert Message.objects.count() == Item.objects.count() == 0


def test_one_of_our_own_addresses_is_never_a_recipient(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(email=zaytuna.mailbox.address)
        with pytest.raises(NoChannel):
            make_reply(ticket, zaytuna.members["agent"])


def test_a_ticket_begun_in_the_console_is_answered_by_mail(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        contact = make_ticket().requester
        ticket = tickets.create(subject="Your order", requester=contact, channel="console")
        make_reply(ticket, zaytuna.members["agent"])
    [mail] = send_all(zaytuna)
    assert (mail["Subject"], mail["In-Reply-To"]) == ("Your order", None)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"noura.q@example.com": (550, b"5.1.1 No such user")}),
        smtplib.SMTPDataError(554, b"5.7.1 Refused as spam"),
        smtplib.SMTPSenderRefused(553, b"5.7.1 Not yours", "support@zaytuna.localhost"),
    ],
)
def test_a_final_no_is_a_failed_reply_at_once(zaytuna: Desk, reply: Message, refuse: Any, error: Exception) -> None:
    refuse(error)
    send_all(zaytuna)
    result, said = state(zaytuna, reply)
    assert result == "failed"
    assert said.startswith("55")
    with tenant_context(zaytuna.tenant):
        assert Item.objects.get().state == "dead"
        assert Event.objects.filter(verb="messages.failed").count() == 1


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"noura.q@example.com": (451, b"4.7.1 Greylisted")}),
        smtplib.SMTPDataError(452, b"4.3.1 Full"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials"),
        smtplib.SMTPConnectError(554, b"5.7.1 Go away"),
        smtplib.SMTPServerDisconnected("closed"),
        TimeoutError("timed out"),
        ConnectionRefusedError(111, "refused"),
    ],
)
def test_a_no_for_now_is_tried_again(zaytuna: Desk, reply: Message, refuse: Any, error: Exception) -> None:
    refuse(error)
    send_all(zaytuna)
    assert state(zaytuna, reply)[0] == "queued"
    refuse(None)
    send_all(zaytuna)
    assert state(zaytuna, reply) == ("sent", "")


def test_a_failed_reply_is_sent_again_under_the_same_id(zaytuna: Desk, reply: Message, refuse: Any) -> None:
    refuse(smtplib.SMTPDataError(554, b"no"))
    send_all(zaytuna)
    with tenant_context(zaytuna.tenant):
        before = Outbound.objects.get().mail_id
        reply.ticket.requester.identities.update(value="noura@new.example")
        messages.resend(message=reply, by=zaytuna.members["agent"])
        assert Outbound.objects.get().mail_id == before
    refuse(None)
    [mail] = send_all(zaytuna)
    assert (mail["Message-ID"], mail["To"]) == (before, "noura@new.example")
    assert state(zaytuna, reply)[0] == "sent"
    with tenant_context(zaytuna.tenant), pytest.raises(NotFailed):
        messages.resend(message=reply, by=zaytuna.members["agent"])


def test_a_reply_that_bounced_is_sent_again_too(zaytuna: Desk, reply: Message) -> None:
    send_all(zaytuna)
    with tenant_context(zaytuna.tenant):
        messages.undeliverable(message_id=str(reply.pk), reason="bounced")
        messages.resend(message=reply, by=zaytuna.members["agent"])
    assert len(send_all(zaytuna)) == 2


def test_a_worker_killed_after_sending_sends_the_same_bytes_again(
    zaytuna: Desk, reply: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(messages, "delivered", killed)
        with pytest.raises(KeyboardInterrupt), tenant_context(zaytuna.tenant):
            effects.drain()
    send_all(zaytuna)
    first, second = (mail.raw for mail in django_mail.outbox if isinstance(mail, delivery.WrittenMail))
    assert first == second


def test_a_reply_that_left_does_not_leave_again(zaytuna: Desk, reply: Message) -> None:
    send_all(zaytuna)
    with tenant_context(zaytuna.tenant):
        delivery.send(str(reply.pk), {})
    assert len(left()) == 1


def test_a_lost_attachment_waits_and_says_so(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenants.files import storage

    with tenant_context(zaytuna.tenant):
        new = messages.NewFile("a.png", b"\x89PNG")
        messages.reply(ticket=make_ticket(), by=zaytuna.members["agent"], body="See", files=[new])
        storage.path_of(zaytuna.tenant.pk, storage.digest(b"\x89PNG")).unlink()
    assert send_all(zaytuna) == []
    with tenant_context(zaytuna.tenant):
        assert Item.objects.get().error == delivery.NO_FILE
