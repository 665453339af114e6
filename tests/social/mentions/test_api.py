"""Mentions and their authors over the API."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.models import Author, Mention, Move, State
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import give_in
from tickets.contacts import services as contacts
from tickets.messages import registry
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

Key = Callable[..., Program]


@pytest.fixture
def desk(zaytuna: Desk, bob: Member, program: Key) -> Program:
    return program(zaytuna, bob, ["social:read", "social:write"])


@pytest.fixture
def mention(account: SocialAccount) -> Mention:
    services.hear(account=account, data=said.post("p1", "torn", url="https://plaza.example/p1", likes=2))
    services.hear(account=account, data=said.post("p1", "torn!", edited=3))
    return said.noted(account, said.post("p1", "torn"), is_tagged=True)


def test_a_mention_is_shown_with_its_post_and_author(desk: Program, mention: Mention) -> None:
    shown = desk.get(f"/mentions/{mention.pk}/").json()
    assert (shown["state"], shown["tagged"], shown["network"], shown["ticket"]) == ("new", True, "plaza", None)
    assert (shown["post"]["text"], shown["post"]["likes"]) == ("torn", 2)
    assert [one["text"] for one in shown["post"]["wordings"]] == ["torn!"]
    assert (shown["author"]["handle"], shown["author"]["contact"]) == ("noura", None)
    assert shown["brand"]["name"] == "Zaytuna"


def test_what_was_taken_back_has_no_words(desk: Program, mention: Mention) -> None:
    services.taken_back(network=said.NETWORK, key="p1", at=said.at(9))
    shown = desk.get(f"/mentions/{mention.pk}/").json()
    assert (shown["state"], shown["post"]["text"], shown["post"]["wordings"]) == ("withdrawn", "", [])
    assert shown["post"]["withdrawn_at"] is not None


@pytest.mark.parametrize(
    "asked, found",
    [
        ("", ["p2", "p1"]),
        ("?open=true", ["p1"]),
        ("?open=false", ["p2"]),
        ("?state=dismissed", ["p2"]),
        ("?state=new&state=dismissed", ["p2", "p1"]),
        ("?tagged=true", ["p1"]),
        ("?tagged=false", ["p2"]),
        ("?network=plaza", ["p2", "p1"]),
        ("?network=mastodon", []),
        ("?intent=praise", []),
        ("?updated_since=2020-01-01T00:00:00Z", ["p2", "p1"]),
        ("?updated_since=2040-01-01T00:00:00Z", []),
        ("?order=created_at", ["p1", "p2"]),
    ],
)
def test_mentions_are_filtered(
    desk: Program, account: SocialAccount, mention: Mention, bob: Member, asked: str, found: list[str]
) -> None:
    other = said.noted(account, said.post("p2", minutes=5, by="sami"))
    services.dismiss(mention=other, reason="spam", by=bob)
    assert [one["post"]["key"] for one in desk.get(f"/mentions/{asked}").json()["results"]] == found


def test_the_history_of_an_author(desk: Program, account: SocialAccount, mention: Mention) -> None:
    said.noted(account, said.post("q1", by="sami"))
    author = Author.objects.get(key="noura")
    rows = desk.get(f"/mentions/?author={author.pk}&brand={mention.brand_id}").json()["results"]
    assert [one["id"] for one in rows] == [str(mention.pk)]


def test_another_filter_is_refused(desk: Program) -> None:
    assert desk.get("/mentions/?colour=red").json()["code"] == "unknown_parameter"


def test_a_page_costs_the_same_however_long_it_is(
    desk: Program, account: SocialAccount, django_assert_max_num_queries: Any
) -> None:
    for minute in range(6):
        said.opened(account, said.post(f"p{minute}", by=f"a{minute}", minutes=minute))
    with django_assert_max_num_queries(14):
        assert len(desk.get("/mentions/").json()["results"]) == 6


def test_put_aside_and_taken_up_again(desk: Program, mention: Mention, bob: Member) -> None:
    path = f"/mentions/{mention.pk}/outcome/"
    answer = desk.put(path, {"outcome": "dismissed", "reason": "spam"})
    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (200, "dismissed", "spam")
    assert answer.json()["settled_by"]["name"] == "Bob"
    again = desk.put(path, {"outcome": "dismissed", "reason": "spam"})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert desk.delete(path).status_code == 204
    mention.refresh_from_db()
    assert (mention.state, mention.settled_at) == (State.NEW, None)
    assert desk.delete(path).status_code == 409


@pytest.mark.parametrize(
    "body, field",
    [
        ({"outcome": "dismissed"}, "reason"),
        ({"outcome": "dismissed", "reason": "boredom"}, "reason"),
        ({"outcome": "thanked"}, "text"),
        ({"outcome": "answered"}, "outcome"),
        ({"outcome": "dismissed", "reason": "spam", "colour": "red"}, "colour"),
    ],
)
def test_an_outcome_says_what_it_needs(desk: Program, mention: Mention, body: dict[str, str], field: str) -> None:
    answer = desk.put(f"/mentions/{mention.pk}/outcome/", body)
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json()["errors"]}
    mention.refresh_from_db()
    assert (mention.state, Move.objects.count()) == (State.NEW, 1)


def test_praise_is_thanked_with_words(desk: Program, mention: Mention, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry.deliverers, "get", lambda name: lambda message: None)
    answer = desk.put(f"/mentions/{mention.pk}/outcome/", {"outcome": "thanked", "text": "Thank you, Noura!"})
    assert answer.status_code == 200, answer.json()
    reply = Message.objects.get(kind="reply")
    assert (reply.text, reply.audience) == ("Thank you, Noura!", "public")
    assert (answer.json()["intent"], answer.json()["settled_at"]) == ("praise", None)


def test_a_mention_is_put_into_the_inbox_once(desk: Program, mention: Mention) -> None:
    first = desk.put(f"/mentions/{mention.pk}/ticket/").json()
    assert first["ticket"] == desk.put(f"/mentions/{mention.pk}/ticket/").json()["ticket"]
    assert Ticket.objects.count() == 1


def test_nobody_settles_what_he_has_not_read(desk: Program, mention: Mention) -> None:
    read = desk.get(f"/mentions/{mention.pk}/").headers["ETag"]
    path = f"/mentions/{mention.pk}/outcome/"
    body = {"outcome": "dismissed", "reason": "spam"}
    assert desk.put(path, body, If_Match='"other"').status_code == 412
    mention.refresh_from_db()
    assert mention.state == State.NEW
    assert desk.put(path, body, If_Match=read).status_code == 200
    assert desk.delete(path, If_Match=read).status_code == 412


def test_an_author_is_recognised_and_not(desk: Program, mention: Mention) -> None:
    author = Author.objects.get()
    known = contacts.create(name="Noura Q")
    path = f"/authors/{author.pk}/contact/"
    linked = desk.put(path, {"contact": str(known.pk)}).json()
    assert (linked["contact"]["name"], linked["matched_by"]["name"]) == ("Noura Q", "Bob")
    assert desk.delete(path).status_code == 204
    assert desk.get(f"/authors/{author.pk}/").json()["matched_by"] is None


def test_an_agent_says_no_more_who_it_is_when_something_was_given(
    desk: Program, account: SocialAccount, zaytuna: Desk, alice: Member, bob: Member
) -> None:
    give_in(said.opened(account, said.post("p1")).ticket, alice, bob)
    author, other = Author.objects.get(), contacts.create(name="Noura Q")
    before = snapshot(zaytuna)
    answer = desk.put(f"/authors/{author.pk}/contact/", {"contact": str(other.pk)})
    assert (answer.status_code, answer.json()["code"]) == (409, "requester_stays")
    assert snapshot(zaytuna) == before


def test_our_own_accounts_are_no_authors(desk: Program, account: SocialAccount) -> None:
    services.hear(account=account, data=said.post("p1", by=said.author("z", native_id=account.native_id)))
    assert desk.get(f"/authors/{Author.objects.get().pk}/").status_code == 404


def test_a_contact_of_another_company_is_nobody_here(desk: Program, mention: Mention, tapuz: Desk) -> None:
    with tenant_context(tapuz.tenant):
        foreign = contacts.create(name="Theirs")
    answer = desk.put(f"/authors/{Author.objects.get().pk}/contact/", {"contact": str(foreign.pk)})
    assert answer.status_code == 400
    assert Author.objects.get().contact is None


def test_another_company_sees_nothing(mention: Mention, tapuz: Desk, charlie: Member, program: Key) -> None:
    theirs = program(tapuz, charlie, ["social:read", "social:write"])
    author = Author.objects.get()
    assert theirs.get("/mentions/").json()["results"] == []
    for ask in (
        lambda: theirs.get(f"/mentions/{mention.pk}/"),
        lambda: theirs.get(f"/authors/{author.pk}/"),
        lambda: theirs.put(f"/mentions/{mention.pk}/outcome/", {"outcome": "dismissed", "reason": "spam"}),
        lambda: theirs.put(f"/mentions/{mention.pk}/ticket/"),
        lambda: theirs.delete(f"/authors/{author.pk}/contact/"),
        lambda: theirs.get(f"/mentions/{uuid4()}/"),
    ):
        assert ask().status_code == 404
    mention.refresh_from_db()
    assert (mention.state, mention.ticket, Move.objects.count()) == (State.NEW, None, 1)
