"""A post becomes work for a brand once, and what belongs together stands together."""

from datetime import timedelta

import pytest

from social.accounts.models import SocialAccount
from social.connectors.protocol import Kind
from social.mentions import services
from social.mentions.errors import NothingSaid, OwnAuthor
from social.mentions.models import Conversation, Mention, Move, State
from tests.factories import said


def test_a_mention_waits_from_when_it_was_said(account: SocialAccount) -> None:
    mention = said.noted(account, said.post("p1", minutes=3), via="tagged", is_tagged=True, hits=[("zaytuna", 14, 21)])
    assert (mention.state, mention.via, mention.is_tagged) == (State.NEW, "tagged", True)
    assert mention.hits == [["zaytuna", 14, 21]]
    assert (mention.created_at, mention.due_at) == (said.at(3), said.at(3) + timedelta(minutes=60))
    assert mention.settled_at is None
    assert list(Move.objects.values_list("before", "after", "member")) == [("", "new", None)]


def test_noted_again_it_is_the_same(account: SocialAccount) -> None:
    first = said.noted(account, said.post("p1"))
    again = said.noted(account, said.post("p1"))
    assert again.pk == first.pk
    assert (Mention.objects.count(), Conversation.objects.count(), Move.objects.count()) == (1, 1, 1)


def test_one_post_may_name_two_brands(account: SocialAccount) -> None:
    second = said.make_brand("Zayt Oil")
    first = said.noted(account, said.post("p1"))
    other = services.note(post=first.post, brand=second, via="named", is_tagged=False)
    assert other.pk != first.pk
    assert other.conversation.pk != first.conversation.pk
    assert other.conversation.account is None


def test_a_brand_answers_by_its_own_account(account: SocialAccount) -> None:
    second = said.make_brand("Zayt Oil")
    voice = said.make_account(second, "page-oil")
    first = said.noted(account, said.post("p1"))
    other = services.note(post=first.post, brand=second, via="named", is_tagged=False)
    assert (first.conversation.account, other.conversation.account) == (account, voice)


def test_in_private_we_answer_by_the_account_that_was_written_to_last(account: SocialAccount) -> None:
    second = said.make_account(account.brand, "page-2")
    said.noted(second, said.direct("d2", minutes=5))
    said.noted(account, said.direct("d1", minutes=1))
    assert Conversation.objects.get().account == second
    said.noted(account, said.direct("d3", minutes=9))
    assert Conversation.objects.get().account == account


def test_public_and_private_are_two_conversations(account: SocialAccount) -> None:
    public = said.noted(account, said.post("p1"))
    private = said.noted(account, said.direct("d1", root_key="thread-9"))
    assert public.conversation.root_key == "p1"
    assert (private.conversation.is_private, private.conversation.root_key) == (True, "")


def test_the_first_wording_says_how_it_was_found(account: SocialAccount) -> None:
    said.noted(account, said.post("p1", "later", edited=5), hits=[["later", 0, 5]], via="tagged", is_tagged=True)
    mention = said.noted(account, said.post("p1", "first"), hits=[["first", 0, 5]])
    assert (mention.hits, mention.via, mention.is_tagged) == ([["first", 0, 5]], "named", False)
    again = said.noted(account, said.post("p1", "later", edited=5), hits=[["later", 0, 5]])
    assert again.hits == [["first", 0, 5]]


@pytest.mark.parametrize("kind", [Kind.POST, Kind.QUOTE])
def test_what_was_only_passed_on_is_no_mention(account: SocialAccount, kind: Kind) -> None:
    with pytest.raises(NothingSaid):
        said.noted(account, said.post("p1", "  ", kind=kind))
    assert not Mention.objects.exists()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.DIRECT])
def test_a_picture_that_is_sent_to_us_is_heard(account: SocialAccount, kind: Kind) -> None:
    assert said.noted(account, said.post("p1", "", kind=kind)).state == State.NEW


def test_our_own_words_are_no_mention(account: SocialAccount) -> None:
    ours = said.author("zaytuna-key", native_id=account.native_id)
    with pytest.raises(OwnAuthor):
        said.noted(account, said.post("p1", by=ours))
    assert not Mention.objects.exists()
