"""A ticket of which a part is public is drawn in two lanes."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.membership.rules import PERMISSIONS, Role
from tests.factories.people import Desk
from tests.factories.squares import Place, make_public_ticket, open_place
from tests.tickets.workspace.public import part
from tickets.messages import services as messages
from tickets.messages.errors import NoReply
from tickets.messages.models import Audience, Message
from tickets.ticket.models import Ticket
from tickets.workspace import registry
from tickets.workspace.registry import Mark

Browse = Callable[[Desk, Member], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    return open_place(monkeypatch)


@pytest.fixture
def ticket(zaytuna: Desk, place: Place) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_public_ticket()


@pytest.fixture
def where(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/"


def test_public_and_private_words_never_stand_in_one_lane(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        messages.reply(ticket=ticket, by=bob, body="said to all", audience="public")
        messages.reply(ticket=ticket, by=bob, body="said to her")
        messages.note(ticket=ticket, by=bob, body="said to us")
    client = browse(zaytuna, bob)
    for page in (client.get(where), client.get(where, HTTP_HEARD_LIVE="1")):
        text = page.content.decode()
        public, private = part(text, 'id="spine-public"', "</ol>"), part(text, 'id="spine"', "</ol>")
        assert [words in public for words in ("torn", "said to all", "said to her", "said to us")] == [
            True,
            True,
            False,
            False,
        ]
        assert [words in private for words in ("torn", "said to all", "said to her", "said to us")] == [
            False,
            False,
            True,
            True,
        ]
        assert public.count('<span class="chip chip--public">') == 2
        assert "chip--public" not in private
    assert "Waiting to be published" in public


def test_the_wait_stands_in_the_lane_where_somebody_waits(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    assert "gapmark--live" in part(client.get(where).content.decode(), 'id="spine-public"', "</ol>")
    with tenant_context(zaytuna.tenant):
        messages.receive(ticket=ticket, contact=ticket.requester, body="and here")
    assert "gapmark--live" in part(client.get(where).content.decode(), 'id="spine"', "</ol>")


def test_a_private_ticket_of_the_square_has_one_lane_and_keeps_it_while_it_is_open(
    zaytuna: Desk, bob: Member, place: Place, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_public_ticket(audience=Audience.PERSON)
    client, where = browse(zaytuna, bob), f"/tickets/{ticket.number}/"
    page = client.get(where).content.decode()
    assert ("lane--public" in page, f'data-part="{where}?flat=1"' in page) == (False, True)
    with tenant_context(zaytuna.tenant):
        messages.receive(ticket=ticket, contact=ticket.requester, body="now to all", audience="public")
    live = client.get(f"{where}?flat=1", HTTP_HEARD_LIVE="1").content.decode()
    assert ("now to all" in part(live, 'id="spine"', "</ol>"), "spine-public" in live) == (True, False)
    assert "lane--public" in client.get(where).content.decode()


def test_marks_and_bridges_of_other_rooms_stand_where_they_belong(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        reply = messages.reply(ticket=ticket, by=bob, body="said to all", audience="public")
    template = "components/empty.html"
    registry.marks.add("one", lambda _ticket, found: {found[0].pk: Mark(template, None)})
    registry.marks.add("two", lambda _ticket, _found: {reply.pk: Mark("", is_by_hand=True)})
    registry.bridges.add("one", lambda _viewer, _ticket: (template, None))
    registry.bridges.add("two", lambda _viewer, _ticket: None)
    page = browse(zaytuna, bob).get(where).content.decode()
    assert page.count('class="msg__mark"') == 1
    assert "To be published by hand" in page
    assert "Waiting to be published" not in page
    assert "empty" in part(page, 'id="bridge"', 'id="spine"')


def test_what_its_author_took_back_is_empty_and_says_so(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        Message.objects.filter(ticket=ticket).update(text="", withdrawn_at=ticket.created_at)
    assert "Its author took this back." in browse(zaytuna, bob).get(where).content.decode()


def test_a_reply_that_was_not_published_says_why_and_what_to_do_next(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        reply = messages.reply(ticket=ticket, by=bob, body="said to all", audience="public")
        messages.undeliverable(message_id=str(reply.pk), reason="The post is gone.\nWrite to her privately.")
    page = browse(zaytuna, bob).get(where).content.decode()
    assert "Not published" in page
    assert "The post is gone. <b>Write to her privately.</b>" in page


def test_who_may_not_publish_does_not_send_a_public_reply_again(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(zaytuna.tenant):
        public, private = (
            messages.reply(ticket=ticket, by=bob, body="said", audience=audience) for audience in ("public", "person")
        )
        for reply in (public, private):
            messages.undeliverable(message_id=str(reply.pk), reason="away")
    door = f"/messages/{public.pk}/delivery/"
    assert door in browse(zaytuna, bob).get(where).content.decode()
    monkeypatch.setitem(PERMISSIONS, Role.AGENT, PERMISSIONS[Role.AGENT] - {"publishing.public"})
    page = browse(zaytuna, bob).get(where).content.decode()
    assert door not in page
    assert f"/messages/{private.pk}/delivery/" in page
    assert browse(zaytuna, bob).post(door).status_code == 403
    with tenant_context(zaytuna.tenant):
        public.refresh_from_db()
    assert public.delivery == "failed"


def test_a_reply_that_cannot_be_sent_again_says_why(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(zaytuna.tenant):
        reply = messages.reply(ticket=ticket, by=bob, body="said to all", audience="public")
        messages.undeliverable(message_id=str(reply.pk), reason="away")

    def deliver(_message: Message) -> None:
        raise NoReply("The account is paused.")

    monkeypatch.setitem(messages.registry.deliverers._entries, "social", deliver)
    page = browse(zaytuna, bob).post(f"/messages/{reply.pk}/delivery/", follow=True).content.decode()
    assert "The account is paused." in page
    with tenant_context(zaytuna.tenant):
        reply.refresh_from_db()
    assert reply.delivery == "failed"


def test_a_long_public_thread_costs_what_a_short_one_does(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where).status_code == 200
        return len(asked)

    bare = cost()
    with tenant_context(zaytuna.tenant):
        for index in range(20):
            messages.receive(ticket=ticket, contact=ticket.requester, body=f"{index}", audience="public")
            messages.note(ticket=ticket, by=bob, body=f"{index}")
    assert cost() == bare
