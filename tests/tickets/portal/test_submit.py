import email
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache

from tenants.files.models import File
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox.errors import EffectFailed
from tenants.outbox.models import Item
from tests.factories.forms import NOURA, submit
from tests.factories.letters import deliver
from tests.factories.mail import take_in
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.mail.test_bounce import report
from tickets.contacts.models import Contact, Identity
from tickets.mail import delivery
from tickets.mail.models import Mailbox, Outbound
from tickets.messages.errors import NoMailbox
from tickets.messages.models import Attachment, Message
from tickets.messages.services import NewFile
from tickets.portal import acknowledgement, addresses, services
from tickets.portal.errors import FormClosed
from tickets.portal.models import Link, WebForm
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Category, Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(zaytuna: Desk) -> Any:
    with tenant_context(zaytuna.tenant):
        yield zaytuna


def test_a_form_is_a_ticket_with_its_words_files_and_link(inside: Desk) -> None:
    category = Category.objects.create(name_en="Delivery")
    WebForm.objects.create(team=inside.team)
    sent = submit(category=category, files=[NewFile("torn.txt", b"torn")], consent="I agree.")
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.subject, ticket.status) == ("form", "The sofa arrived torn", "new")
    assert (ticket.team, ticket.category, ticket.requester.name) == (inside.team, category, "Noura")
    assert ticket.waiting_since is not None
    assert Message.objects.get().text == "The sofa that arrived today is torn."
    assert Attachment.objects.get().name == "torn.txt"
    assert sent.link == Link.objects.get(ticket=ticket)
    assert Event.objects.get(verb="portal.submitted").data["consent"] == "I agree."


def test_the_same_mark_twice_is_one_ticket_and_one_mail(inside: Desk) -> None:
    mark = uuid4()
    first, second = submit(mark=mark), submit(mark=mark, body="changed")
    assert first == second
    assert Ticket.objects.count() == Message.objects.count() == Item.objects.count() == 1


def test_another_mark_is_another_ticket(inside: Desk) -> None:
    assert submit().link != submit().link


def test_a_known_address_is_the_same_person_under_the_name_we_know(inside: Desk) -> None:
    known = make_ticket(email=NOURA, name="Noura Qahtani").requester
    submit(name="Somebody Else", email="NOURA.Q@example.com")
    assert Contact.objects.get() == known
    assert Contact.objects.get().name == "Noura Qahtani"


def test_a_closed_form_takes_nothing(inside: Desk) -> None:
    WebForm.objects.create(is_open=False)
    with pytest.raises(FormClosed):
        submit()
    assert not Ticket.objects.exists()


def test_an_error_takes_everything_back(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(acknowledgement, "queue", broken)
    mark = uuid4()
    with pytest.raises(ZeroDivisionError):
        submit(mark=mark, files=[NewFile("a.txt", b"a")])
    for model in (Ticket, Message, Contact, Link, File, Item):
        assert not model.objects.exists(), model
    monkeypatch.undo()
    assert submit(mark=mark).link.ticket.number == 1


HOSTILE = "Buy <b>pills</b> at http://evil.example now"


def test_the_acknowledgement_carries_no_word_of_the_sender(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        sent = submit(name=HOSTILE, subject=HOSTILE, body=HOSTILE)
        url = addresses.url_of(sent.link, Purpose.MAIL)
    [letter] = deliver(zaytuna.tenant)
    raw = letter.message().as_bytes().decode()
    assert letter.to == [NOURA]
    for word in ("pills", "evil.example", "Noura"):
        assert word not in raw
    assert "#1" in raw.replace("=23", "#")
    assert url in "".join(str(part.get_payload(decode=True).decode()) for part in _parts(raw))


def _parts(raw: str) -> list[Any]:
    return [part for part in email.message_from_string(raw).walk() if not part.is_multipart()]


def test_the_acknowledgement_says_that_a_machine_wrote_it(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        submit()
    raw = deliver(zaytuna.tenant)[0].message().as_bytes().decode()
    assert "Auto-Submitted: auto-replied\r\n" in raw
    assert "X-Auto-Response-Suppress: All\r\n" in raw
    assert "Reply-To: Zaytuna <support+1." in raw


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("en", "ltr")])
def test_the_acknowledgement_is_in_the_language_of_the_form(zaytuna: Desk, language: str, direction: str) -> None:
    with tenant_context(zaytuna.tenant):
        submit(language=language)
    raw = deliver(zaytuna.tenant)[0].message().as_bytes().decode()
    assert f"Content-Language: {language}\r\n" in raw
    html = next(part for part in _parts(raw) if part.get_content_type() == "text/html")
    assert f'dir="{direction}"' in html.get_payload(decode=True).decode()


def test_nobody_is_bombed_with_mails_and_every_ticket_is_made(zaytuna: Desk, tapuz: Desk) -> None:
    """Over all companies, whose forms can be used one after the other."""
    with tenant_context(zaytuna.tenant):
        mailed = [submit().is_mailed for _ in range(acknowledgement.MOST_AN_HOUR + 2)]
        assert Ticket.objects.count() == len(mailed)
    with tenant_context(tapuz.tenant):
        assert submit().is_mailed is False
        assert submit(email="yossi@example.com").is_mailed is True
    assert mailed == [True] * acknowledgement.MOST_AN_HOUR + [False, False]
    assert len(deliver(zaytuna.tenant)) == acknowledgement.MOST_AN_HOUR


def test_one_mailbox_is_one_however_many_words_stand_behind_its_plus(inside: Desk) -> None:
    mailed = [submit(email=f"noura.q+{number}@example.com").is_mailed for number in range(5)]
    assert mailed == [True] * acknowledgement.MOST_AN_HOUR + [False, False]


def test_after_an_hour_mails_leave_again(inside: Desk) -> None:
    for _ in range(acknowledgement.MOST_AN_HOUR + 1):
        submit()
    cache.clear()
    assert submit().is_mailed is True


def test_no_mail_goes_to_our_own_address(inside: Desk) -> None:
    assert submit(email=inside.mailbox.address).is_mailed is False
    assert not Item.objects.exists()


def test_no_mail_leaves_for_a_link_that_was_taken_back(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.revoke(ticket=submit().link.ticket, by=alice)
    assert deliver(zaytuna.tenant) == []


def test_a_reply_to_a_form_ticket_leaves_by_mail_with_the_private_link(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        sent = submit()
        make_reply(sent.link.ticket, alice, "A new one leaves today.")
        url = addresses.url_of(sent.link, Purpose.MAIL)
        assert Outbound.objects.get().recipient == NOURA
    letters = [letter.message().as_bytes().decode() for letter in deliver(zaytuna.tenant)]
    text = "".join(part.get_payload(decode=True).decode() for part in _parts(letters[1]))
    assert "A new one leaves today." in text
    assert url in text


def test_a_reply_to_a_mail_has_no_such_line(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        make_reply(make_ticket(), alice)
    [letter] = deliver(zaytuna.tenant)
    assert b"/c/" not in letter.message().as_bytes()


def test_without_a_mailbox_the_ticket_is_made_and_the_reply_says_what_is_missing(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        Mailbox.objects.all().delete()
        sent = submit()
        assert sent.is_mailed is False
        with pytest.raises(NoMailbox):
            make_reply(sent.link.ticket, alice)
    assert mail.outbox == []


def test_a_form_proves_no_address(inside: Desk) -> None:
    submit()
    assert Identity.objects.get().confirmed_at is None
    assert Link.objects.get().confirmed_at is None


def test_an_acknowledgement_that_comes_back_is_told_to_the_agents(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        submit()
    [letter] = deliver(zaytuna.tenant)
    mail_id = str(email.message_from_bytes(letter.message().as_bytes())["Message-ID"])
    take_in(zaytuna, report(mail_id), sender="<>")
    with tenant_context(zaytuna.tenant):
        assert "No such user" in Event.objects.get(verb="portal.unreached").data["reason"]
        assert Ticket.objects.count() == 1


def test_an_address_that_no_server_takes_is_told_to_the_agents(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise EffectFailed("550 no such user", permanent=True)

    monkeypatch.setattr(delivery, "hand_over", refused)
    with tenant_context(zaytuna.tenant):
        submit()
    assert deliver(zaytuna.tenant) == []
    with tenant_context(zaytuna.tenant):
        assert Event.objects.get(verb="portal.unreached").data["reason"] == "550 no such user"
