"""A ticket on which one can speak in public: who reads what is written."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.squares import DIRECT, LIMIT, PUBLIC, Place, make_public_ticket, open_place
from tests.factories.tickets import make_ticket
from tests.tickets.workspace.public import form, part, said
from tickets.messages import drafts
from tickets.messages import services as messages
from tickets.messages.errors import NoReply, TooLong
from tickets.messages.models import Audience, Draft, Message
from tickets.ticket.models import Ticket

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


def test_the_composer_offers_three_audiences_the_likeliest_chosen(
    zaytuna: Desk, bob: Member, where: str, browse: Browse
) -> None:
    page = browse(zaytuna, bob).get(where).content.decode()
    switch = part(page, 'role="radiogroup"', "</div>")
    assert [value for value in ("public", "reply", "note") if f'value="{value}"' in switch] == [
        "public",
        "reply",
        "note",
    ]
    assert part(switch, 'value="public"', ">").rstrip().endswith("checked")
    assert switch.count("checked") == 1
    assert '<span class="to to--public">as <bdi>@zaytuna</bdi></span>' in page
    assert f"0 / {LIMIT}" in page


def test_a_public_reply_is_public_and_a_direct_one_is_not(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, place: Place, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    for kind in ("public", "reply", "note"):
        assert client.post(f"{where}messages/", form(f"words for {kind}", kind)).status_code == 302
    assert said(zaytuna, ticket) == [
        ("reply", "public", "words for public"),
        ("reply", "person", "words for reply"),
        ("note", "person", "words for note"),
    ]
    assert [message.text for message in place.sent] == ["words for public", "words for reply"]


@pytest.mark.parametrize(("kind", "audience"), [("public", "reply"), ("reply", "public"), ("despite", "reply")])
def test_when_switch_and_button_disagree_nothing_is_said(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse, kind: str, audience: str
) -> None:
    sent = {"kind": kind, "audience": audience, "text": "to whom?", "despite": "because"}
    answer = browse(zaytuna, bob).post(f"{where}messages/", sent)
    assert answer.status_code == 422
    assert said(zaytuna, ticket) == []


def test_a_light_user_may_not_publish(zaytuna: Desk, ticket: Ticket, where: str, place: Place, browse: Browse) -> None:
    client = browse(zaytuna, add_member(zaytuna, "lou@zaytuna.example", "light"))
    assert client.post(f"{where}messages/", form("hello")).status_code == 422
    assert client.post(f"{where}reading/", {"text": "refund", "audience": "public"}).status_code == 403
    assert (said(zaytuna, ticket), place.sent) == ([], [])
    assert 'value="public"' not in client.get(where).content.decode()


def test_a_ticket_that_came_by_mail_is_never_answered_in_public(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    client = browse(zaytuna, bob)
    answer = client.post(f"/tickets/{ticket.number}/messages/", form("hello"))
    assert (answer.status_code, b"nothing is said in public" in answer.content) == (422, True)
    assert said(zaytuna, ticket) == []
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert not [trace for trace in ('value="public"', "reading", "composer-guard", "lane--") if trace in page]


def test_a_way_that_is_shut_says_why_and_has_no_button(
    zaytuna: Desk, bob: Member, where: str, place: Place, browse: Browse
) -> None:
    place.voices = [PUBLIC, replace(DIRECT, way="none", why="She takes no messages. Answer in public.")]
    page = browse(zaytuna, bob).get(where).content.decode()
    assert "disabled" in part(page, 'name="audience" value="reply"', ">")
    assert "She takes no messages. Answer in public." in page
    assert 'class="btn btn--main send' not in page


def test_where_every_way_is_shut_a_note_is_left(
    zaytuna: Desk, bob: Member, where: str, place: Place, browse: Browse
) -> None:
    place.voices = [replace(PUBLIC, way="none", why="Gone."), replace(DIRECT, way="none", why="Gone.")]
    page = browse(zaytuna, bob).get(where).content.decode()
    assert part(page, 'name="audience" value="note"', ">").rstrip().endswith("checked")
    assert page.count('name="kind"') == 1 + page.count('value="despite"')


def test_by_hand_the_post_is_a_click_away_and_the_button_says_what_it_does(
    zaytuna: Desk, bob: Member, where: str, place: Place, browse: Browse
) -> None:
    place.voices = [replace(PUBLIC, way="manual_link", why="By hand.", url="https://square.example/1"), DIRECT]
    page = browse(zaytuna, bob).get(where).content.decode()
    assert 'href="https://square.example/1" target="_blank" rel="noopener noreferrer"' in page
    assert "Keep it, to be published by hand" in page
    assert 'data-copy="composer-text"' in page


def test_what_a_network_refuses_is_said_in_words(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(error: Exception) -> bytes:
        def deliver(_message: Message) -> None:
            raise error

        monkeypatch.setitem(messages.registry.deliverers._entries, "social", deliver)
        answer = browse(zaytuna, bob).post(f"{where}messages/", form("hello"))
        assert answer.status_code == 422
        return answer.content

    assert b"The post is gone. Write to her." in refuse(NoReply("The post is gone. Write to her."))
    assert b"it is 61 characters long, the network takes 60" in refuse(TooLong(61, 60))
    assert said(zaytuna, ticket) == []


def test_a_draft_remembers_for_whom_it_was_begun(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    client.post(f"{where}draft/", {"text": "half", "audience": "reply"})
    assert part(client.get(where).content.decode(), 'value="reply"', ">").rstrip().endswith("checked")
    client.post(f"{where}draft/", {"text": "half", "audience": "public"})
    assert part(client.get(where).content.decode(), 'value="public"', ">").rstrip().endswith("checked")
    with tenant_context(zaytuna.tenant):
        kept = Draft.objects.get()
        assert (kept.kind, kept.audience) == ("reply", "public")
        note = drafts.save(ticket=ticket, by=bob, text="half", kind="note", audience=Audience.PUBLIC)
        assert note is not None
        assert note.audience == "person"
