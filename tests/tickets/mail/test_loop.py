"""Machines are heard and never answered; nothing we wrote comes back as a ticket."""

import pytest
from django.core import mail as outbox

from tenants.isolation.context import tenant_context
from tenants.outbox import services as effects
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.mail.delivery import WrittenMail
from tickets.mail.models import Outbound
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def tickets_of(desk: Desk) -> int:
    with tenant_context(desk.tenant):
        return Ticket.objects.count()


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"x_autoreply": "yes"},
        {"precedence": "auto_reply"},
        {"subject": "Automatic reply: The sofa"},
        {"subject": "رد تلقائي: الكنبة"},
    ],
    ids=["auto-submitted", "x-autoreply", "precedence", "subject", "arabic subject"],
)
def test_an_automatic_reply_opens_no_ticket_and_is_kept(zaytuna: Desk, headers: dict[str, str]) -> None:
    done = take_in(zaytuna, write(**headers))
    assert (done.state, done.outcome) == ("done", "ignored")
    assert done.reason
    assert tickets_of(zaytuna) == 0


def test_an_automatic_reply_in_a_conversation_shows_in_the_timeline_only(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        sent = Outbound.objects.get(message=make_reply(ticket, zaytuna.members["agent"]))
    raw = write("I am away", auto_submitted="auto-replied", in_reply_to=sent.mail_id, message_id="<2@example.com>")
    assert take_in(zaytuna, raw).outcome == "ignored"
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
        assert (ticket.status, ticket.messages.count()) == ("waiting", 2)
        assert Event.objects.filter(ticket_id=ticket.pk, verb="mail.auto_replied").count() == 1


@pytest.mark.parametrize("box", ["support", "support+1.token", "SUPPORT"])
def test_a_mail_from_our_own_address_is_a_loop(zaytuna: Desk, box: str) -> None:
    assert take_in(zaytuna, write(sender=f"Zaytuna <{box}@zaytuna.localhost>")).outcome == "ignored"
    assert tickets_of(zaytuna) == 0


def test_our_own_mail_that_comes_back_is_a_loop(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        make_reply(make_ticket(), zaytuna.members["agent"])
        effects.drain()
    [left] = outbox.outbox
    assert isinstance(left, WrittenMail)
    assert take_in(zaytuna, left.raw, sender="forwarder@example.com").outcome == "ignored"
    resent = left.raw.replace(b"From: ", b"X-Old-From: ", 1)
    assert take_in(zaytuna, b"From: forwarder@example.com\r\n" + resent).outcome == "ignored"
    assert tickets_of(zaytuna) == 1


def test_two_desks_that_write_to_each_other_do_not_play_ping_pong(zaytuna: Desk, tapuz: Desk) -> None:
    """An agent writes to the other desk; a mail is answered by people only, so nothing more leaves by itself."""
    with tenant_context(zaytuna.tenant):
        make_reply(make_ticket(email=tapuz.mailbox.address), zaytuna.members["agent"])
        effects.drain()
    letters = _empty_outbox()
    for _ in range(20):
        for raw, desk in ((letter, tapuz if letter.to == [tapuz.mailbox.address] else zaytuna) for letter in letters):
            take_in(desk, raw.raw, sender="x@example.com")
            with tenant_context(desk.tenant):
                effects.drain()
        letters = _empty_outbox()
        if not letters:
            break
    assert letters == []
    assert tickets_of(tapuz) == 1


def _empty_outbox() -> list[WrittenMail]:
    letters = [letter for letter in outbox.outbox if isinstance(letter, WrittenMail)]
    outbox.outbox.clear()
    return letters
