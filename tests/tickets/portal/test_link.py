from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import Http404
from django.test import override_settings

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.contracts.fuzz import belt_removed, row_security_removed
from tests.factories.forms import NOURA, door, submit
from tests.factories.letters import deliver
from tests.factories.mail import take_in, write
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.contacts import services as contacts
from tickets.contacts.models import Identity
from tickets.messages.errors import EmptyMessage
from tickets.messages.models import Message
from tickets.portal import keys, selectors, services
from tickets.portal.errors import NotProving
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(zaytuna: Desk) -> Any:
    with tenant_context(zaytuna.tenant):
        yield zaytuna


def opens(key: str) -> bool:
    try:
        selectors.door(key)
    except Http404:
        return False
    return True


@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_opens_its_own_ticket(inside: Desk, purpose: Purpose) -> None:
    sent, _other = submit(), submit()
    found = selectors.door(keys.of(sent.link, purpose))
    assert (found.ticket, found.purpose) == (sent.link.ticket, purpose)


def test_a_key_of_another_company_opens_nothing_here(zaytuna: Desk, tapuz: Desk) -> None:
    with tenant_context(tapuz.tenant):
        foreign = keys.of(submit().link, Purpose.MAIL)
        assert opens(foreign)
    with tenant_context(zaytuna.tenant):
        submit()
        assert not opens(foreign)


def test_a_key_lives_through_a_change_of_the_secret_until_the_old_one_goes(inside: Desk) -> None:
    key = keys.of(submit().link, Purpose.MAIL)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert opens(key)
    with override_settings(SECRET_KEY="new"):
        assert not opens(key)


def test_a_link_that_is_taken_back_opens_nothing_and_says_who_did_it(inside: Desk, alice: Member) -> None:
    sent = submit()
    found = [keys.of(sent.link, purpose) for purpose in Purpose]
    services.revoke(ticket=sent.link.ticket, by=alice)
    services.revoke(ticket=sent.link.ticket, by=alice)
    assert not any(map(opens, found))
    assert Link.objects.get().revoked_by == alice
    assert Event.objects.get(verb="portal.revoked").member == alice


def test_a_new_link_kills_the_old_one(inside: Desk, alice: Member) -> None:
    sent = submit()
    new = services.renew(ticket=sent.link.ticket, by=alice)
    assert not opens(keys.of(sent.link, Purpose.MAIL))
    assert opens(keys.of(new, Purpose.MAIL))
    assert Event.objects.filter(verb="portal.renewed").count() == 1


def test_any_ticket_may_get_a_link(inside: Desk, alice: Member) -> None:
    link = services.renew(ticket=make_ticket(), by=alice)
    assert opens(keys.of(link, Purpose.GIVEN))


def test_who_only_sent_the_form_reads_his_own_words(inside: Desk, alice: Member) -> None:
    sent = submit()
    make_reply(sent.link.ticket, alice, "Your new sofa goes to 12 Olive Street.")
    services.answer(door=door(sent, Purpose.PAGE), body="Thanks", mark=uuid4())
    shown = {purpose: [message.text for message in selectors.said(door(sent, purpose))] for purpose in Purpose}
    assert shown[Purpose.PAGE] == ["The sofa that arrived today is torn.", "Thanks"]
    for purpose in (Purpose.MAIL, Purpose.GIVEN):
        assert "Your new sofa goes to 12 Olive Street." in shown[purpose]


def test_what_the_owner_of_the_address_writes_stays_hidden_from_who_sent_the_form(inside: Desk) -> None:
    sent = submit()
    services.answer(door=door(sent, Purpose.MAIL), body="My door code is 1234", mark=uuid4())
    assert "1234" not in str([message.text for message in selectors.said(door(sent, Purpose.PAGE))])


def test_no_door_shows_a_note(inside: Desk, alice: Member) -> None:
    from tickets.messages import services as messages

    sent = submit()
    messages.note(ticket=sent.link.ticket, by=alice, body="canary-note")
    for purpose in Purpose:
        assert "canary-note" not in [message.text for message in selectors.said(door(sent, purpose))]


def test_an_answer_opens_a_solved_ticket_again(inside: Desk, alice: Member) -> None:
    sent = submit()
    make_reply(sent.link.ticket, alice)
    Ticket.objects.update(status="solved")
    services.answer(door=door(sent, Purpose.MAIL), body="It came torn again.", mark=uuid4())
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.preview) == ("open", "It came torn again.")
    assert ticket.waiting_since is not None


def test_the_same_answer_twice_is_one_message(inside: Desk) -> None:
    sent, mark = submit(), uuid4()
    for _ in range(2):
        services.answer(door=door(sent, Purpose.MAIL), body="again", mark=mark)
    assert Message.objects.filter(text="again").count() == 1


def test_an_empty_answer_is_refused(inside: Desk) -> None:
    sent = submit()
    with pytest.raises(EmptyMessage):
        services.answer(door=door(sent, Purpose.MAIL), body=" ", mark=uuid4())
    assert Message.objects.count() == 1


def test_it_was_me_proves_the_address(inside: Desk) -> None:
    sent = submit()
    services.confirm(door=door(sent, Purpose.MAIL))
    services.confirm(door=door(sent, Purpose.MAIL))
    assert Link.objects.get().confirmed_at is not None
    assert Identity.objects.get().confirmed_at is not None
    assert Event.objects.filter(verb="portal.confirmed").count() == 1


@pytest.mark.parametrize("purpose", [Purpose.PAGE, Purpose.GIVEN])
def test_only_the_key_from_the_mail_proves_anything(inside: Desk, purpose: Purpose) -> None:
    sent = submit()
    for settle in (services.confirm, services.disown):
        with pytest.raises(NotProving):
            settle(door=door(sent, purpose))
    services.answer(door=door(sent, purpose), body="hello", mark=uuid4())
    link = Link.objects.get()
    assert (link.confirmed_at, link.disowned_at, link.revoked_at) == (None, None, None)
    assert Identity.objects.get().confirmed_at is None


def test_an_answer_behind_the_mailed_link_proves_the_address(inside: Desk) -> None:
    sent = submit()
    services.answer(door=door(sent, Purpose.MAIL), body="more", mark=uuid4())
    assert Link.objects.get().confirmed_at is not None


def test_once_the_owner_has_shown_himself_the_other_writes_no_more(inside: Desk) -> None:
    sent = submit()
    services.confirm(door=door(sent, Purpose.MAIL))
    with pytest.raises(NotProving):
        services.answer(door=door(sent, Purpose.PAGE), body="send it to my new address", mark=uuid4())
    assert Message.objects.count() == 1


def test_it_was_not_me_shuts_every_door(inside: Desk) -> None:
    sent = submit()
    services.disown(door=door(sent, Purpose.MAIL))
    assert not any(opens(keys.of(sent.link, purpose)) for purpose in Purpose)
    assert Link.objects.get().disowned_at is not None
    assert Identity.objects.get().confirmed_at is None


def test_a_proved_address_of_before_proves_nothing_about_the_next_form(inside: Desk) -> None:
    services.confirm(door=door(submit(), Purpose.MAIL))
    assert submit().link.confirmed_at is None


def test_only_the_address_that_we_write_to_is_proved(inside: Desk) -> None:
    first = submit()
    contacts.add_identity(contact=first.link.ticket.requester, kind="email", value="second@example.com")
    services.confirm(door=door(first, Purpose.MAIL))
    services.confirm(door=door(submit(), Purpose.MAIL))
    proved = Identity.objects.filter(confirmed_at__isnull=False).values_list("value", flat=True)
    assert list(proved) == [NOURA]


def test_a_mail_to_the_signed_address_proves_its_writer(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        submit()
    [letter] = deliver(zaytuna.tenant)
    answer = write("More", to=letter.from_email, message_id="<2@example.com>")
    take_in(zaytuna, answer, to=letter.from_email)
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.count() == 1
        assert Link.objects.get().confirmed_at is not None
        assert Identity.objects.get(value=NOURA).confirmed_at is not None


def test_a_mail_of_somebody_else_proves_nothing(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        submit()
    [letter] = deliver(zaytuna.tenant)
    other = write("Hello", sender="eve@example.com", to=letter.from_email, message_id="<3@example.com>")
    take_in(zaytuna, other, sender="eve@example.com", to=letter.from_email)
    with tenant_context(zaytuna.tenant):
        assert Message.objects.count() == 2
        assert Link.objects.get().confirmed_at is None


def test_a_visit_is_written_once_a_minute(inside: Desk) -> None:
    sent = submit()
    services.seen(door=door(sent, Purpose.MAIL))
    first = Link.objects.get().seen_at
    services.seen(door=door(sent, Purpose.MAIL))
    assert first is not None
    assert Link.objects.get().seen_at == first


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_foreign_key_opens_nothing_even_with_both_halves_of_the_wall_gone(zaytuna: Desk, tapuz: Desk) -> None:
    with tenant_context(tapuz.tenant):
        found = [keys.of(submit().link, purpose) for purpose in Purpose]
    with row_security_removed(), belt_removed(), tenant_context(zaytuna.tenant):
        assert Link.objects.count() == len(found), "the control: the rows are in sight"
        assert not any(map(opens, found))
