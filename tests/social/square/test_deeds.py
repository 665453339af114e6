from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.models import Author, Mention, Move, State
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.factories.recoveries import give_in
from tests.social.accounts.network import Town
from tickets.contacts import services as contacts
from tickets.messages.models import Message

pytestmark = pytest.mark.django_db

Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def account(zaytuna: Desk) -> Iterator[SocialAccount]:
    with tenant_context(zaytuna.tenant):
        yield said.make_account(said.make_brand())


@pytest.fixture
def praise(account: SocialAccount) -> Mention:
    mention = said.noted(account, said.post(text="Zaytuna, lovely sofa!", by="dana"))
    Mention.objects.filter(pk=mention.pk).update(intent="praise", way="api", language="en")
    return mention


def now(mention: Mention) -> Mention:
    return Mention.objects.get(pk=mention.pk)


def test_praise_is_thanked_in_words_that_can_be_changed(
    zaytuna: Desk, bob: Member, browse: Browse, praise: Mention
) -> None:
    client = browse(zaytuna, bob)
    assert "Thank you, Dana! Your words" in client.get("/square/").content.decode()
    response = client.post(f"/square/{praise.pk}/thanks/", {"text": "Dana, you made our day.", "back": "show=all"})
    assert response["Location"] == "/square/?show=all"
    said_ = Message.objects.get(kind="reply")
    assert (said_.text, said_.audience) == ("Dana, you made our day.", "public")
    assert now(praise).settled_at is None  # it counts when it is published


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "شكرًا Dana!"), ("he", "תודה רבה Dana!"), ("ar-Latn", "شكرًا"), ("fr", "Thank you")]
)
def test_the_first_words_are_in_the_language_of_the_post(
    zaytuna: Desk, bob: Member, browse: Browse, praise: Mention, language: str, words: str
) -> None:
    Mention.objects.update(language=language)
    assert words in browse(zaytuna, bob).get("/square/").content.decode()


def test_what_the_guard_stops_is_shown_and_nothing_left(
    zaytuna: Desk, bob: Member, browse: Browse, praise: Mention
) -> None:
    client = browse(zaytuna, bob)
    words = "Thank you! We will refund you 300 SAR."
    response = client.post(f"/square/{praise.pk}/thanks/", {"text": words})
    assert response.status_code == 422
    assert "Nothing was published" in response.content.decode()
    assert "300 SAR" in response.content.decode()
    assert not Message.objects.filter(kind="reply").exists()
    assert now(praise).state == State.NEW
    client.post(f"/square/{praise.pk}/thanks/", {"text": words, "despite": "It was promised in public before."})
    assert Message.objects.get(kind="reply").text == words


def test_a_dismissal_has_a_reason_and_can_be_taken_back(
    zaytuna: Desk, bob: Member, browse: Browse, praise: Mention
) -> None:
    client = browse(zaytuna, bob)
    client.post(f"/square/{praise.pk}/dismissal/", {"reason": "boredom"})
    assert now(praise).state == State.NEW
    client.post(f"/square/{praise.pk}/dismissal/", {"reason": "not_ours"})
    assert (now(praise).state, now(praise).reason, now(praise).settled_by) == (State.DISMISSED, "not_ours", bob)
    shown = client.get("/square/?show=settled").content.decode()
    assert "Not about us" in shown
    client.post(f"/square/{praise.pk}/reopening/")
    assert now(praise).state == State.NEW


def test_who_comes_second_is_told_and_changes_nothing(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse, praise: Mention
) -> None:
    services.dismiss(mention=praise, reason="spam", by=alice)
    before = Move.objects.count()
    client = browse(zaytuna, bob)
    page: Any = client.post(f"/square/{praise.pk}/dismissal/", {"reason": "news"}, follow=True)
    assert "A colleague was quicker" in page.content.decode()
    assert client.post(f"/square/{praise.pk}/thanks/", {"text": "Thanks"}).status_code == 422
    assert (Move.objects.count(), now(praise).reason) == (before, "spam")


def test_what_has_no_ticket_gets_one_once(zaytuna: Desk, bob: Member, browse: Browse, praise: Mention) -> None:
    client = browse(zaytuna, bob)
    places = {client.post(f"/square/{praise.pk}/ticket/")["Location"] for _ in range(2)}
    ticket = now(praise).ticket
    assert ticket is not None
    assert places == {f"/tickets/{ticket.number}/"}
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert f"/square/authors/{praise.post.author_id}/" in page


def test_nobody_is_sent_away_from_the_desk(zaytuna: Desk, bob: Member, browse: Browse, praise: Mention) -> None:
    sent = {"reason": "spam", "back": "show=all&next=https://evil.example&network=//evil.example"}
    response = browse(zaytuna, bob).post(f"/square/{praise.pk}/dismissal/", sent)
    assert response["Location"] == "/square/?show=all"


def test_who_only_looks_changes_nothing(zaytuna: Desk, browse: Browse, praise: Mention) -> None:
    client = browse(zaytuna, add_member(zaytuna, "light@zaytuna.example", "light"))
    for verb in ("thanks", "dismissal", "reopening", "ticket"):
        assert client.post(f"/square/{praise.pk}/{verb}/", {"reason": "spam", "text": "x"}).status_code == 403
    assert now(praise).state == State.NEW


def test_a_stranger_finds_nothing_to_change(tapuz: Desk, charlie: Member, browse: Browse, praise: Mention) -> None:
    client = browse(tapuz, charlie)
    for verb in ("thanks", "dismissal", "reopening", "ticket"):
        assert client.post(f"/square/{praise.pk}/{verb}/", {"reason": "spam", "text": "x"}).status_code == 404
    assert now(praise).state == State.NEW


def test_a_person_says_which_contact_an_author_is(zaytuna: Desk, bob: Member, browse: Browse, praise: Mention) -> None:
    client, author = browse(zaytuna, bob), praise.post.author
    assert author is not None
    contact = contacts.by_email(email="dana@example.com", name="Dana Levi")
    shown = client.get(f"/square/authors/{author.pk}/?find=dana@example").content.decode()
    assert "Dana Levi" in shown
    client.post(f"/square/authors/{author.pk}/contact/", {"contact": str(contact.pk)})
    author.refresh_from_db()
    assert (author.contact, author.matched_by) == (contact, bob)
    client.post(f"/square/authors/{author.pk}/contact/removal/")
    author.refresh_from_db()
    assert author.matched_by is None
    assert author.contact != contact


def test_an_agent_says_no_more_who_it_is_when_something_was_given(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse, account: SocialAccount
) -> None:
    ticket = said.opened(account, said.post()).ticket
    assert ticket is not None
    give_in(ticket, alice, bob)
    path = f"/square/authors/{Author.objects.get().pk}/contact/"
    friend = contacts.by_email(email="friend@example.com", name="Friend")
    before = snapshot(zaytuna)
    page = browse(zaytuna, bob).post(path, {"contact": str(friend.pk)}, follow=True)
    assert "a lead has to say who the customer is" in page.content.decode()
    assert snapshot(zaytuna) == before
    lead = browse(zaytuna, alice)
    lead.post(path, {"contact": str(friend.pk)})
    ticket.refresh_from_db()
    assert ticket.requester == friend
    agents = browse(zaytuna, bob).post(f"{path}removal/", follow=True)
    assert "a lead has to say who the customer is" in agents.content.decode()
    ticket.refresh_from_db()
    assert ticket.requester == friend


def test_the_front_page_counts_what_waits_and_what_fell_silent(
    zaytuna: Desk, alice: Member, browse: Browse, praise: Mention, account: SocialAccount, town: Town
) -> None:
    accounts.needs_reauth(account=account)
    page = browse(zaytuna, alice).get("/").content.decode()
    for words in ("Unanswered in public", "Late in public", "Accounts to connect again"):
        assert words in page
