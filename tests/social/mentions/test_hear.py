"""What was said is kept once, and the same rows come of any order."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from social.accounts.models import SocialAccount
from social.connectors.protocol import Kind
from social.mentions import services
from social.mentions.models import Author, HandleChange, Mention, Move, Post, Revision
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk
from tickets.followups.models import Chaser
from tickets.messages.models import Message
from tickets.search.models import Entry
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


def test_a_post_is_kept_with_its_author(account: SocialAccount) -> None:
    heard = services.hear(account=account, data=said.post("p1", likes=3, tagged=["page-1"], root_key="r"))
    assert (heard.is_new, heard.is_changed, heard.is_own, heard.is_first) == (True, False, False, True)
    post = said.stored("p1")
    assert (post.text, post.likes, post.tagged) == ("The sofa from Zaytuna arrived torn.", 3, ["page-1"])
    assert (post.root_key, post.native_id, post.account) == ("r", "native-p1", account)
    author = Author.objects.get()
    assert (post.author, author.handle, author.followers, author.account) == (author, "noura", 40, None)


def test_a_post_that_came_before_changes_nothing(account: SocialAccount) -> None:
    first = services.hear(account=account, data=said.post("p1"))
    again = services.hear(account=account, data=said.post("p1"))
    assert again.post.pk == first.post.pk
    assert (again.is_new, again.is_changed) == (False, False)
    assert Post.objects.count() == Author.objects.count() == 1
    assert not Revision.objects.exists()


def test_a_later_wording_stands_apart_from_the_first(account: SocialAccount) -> None:
    services.hear(account=account, data=said.post("p1", "torn"))
    heard = services.hear(account=account, data=said.post("p1", "torn, and late", edited=5))
    assert (heard.is_new, heard.is_changed, heard.is_first) == (False, True, False)
    assert said.stored("p1").text == "torn"
    assert [(one.text, one.version_at) for one in Revision.objects.all()] == [("torn, and late", said.at(5))]


def test_an_earlier_wording_that_comes_late_is_the_posts_own(account: SocialAccount) -> None:
    services.hear(account=account, data=said.post("p1", "torn, and late", edited=5))
    heard = services.hear(account=account, data=said.post("p1", "torn"))
    assert (heard.is_new, heard.is_changed, heard.is_first) == (False, True, True)
    assert said.stored("p1").text == "torn"
    assert [one.text for one in Revision.objects.all()] == ["torn, and late"]


def test_a_profile_is_replaced_by_a_newer_one_only(account: SocialAccount) -> None:
    services.hear(account=account, data=said.post("p1", by=said.author(followers=90), edited=9, minutes=9))
    services.hear(account=account, data=said.post("p0", by=said.author(followers=40)))
    assert Author.objects.get().followers == 90
    services.hear(account=account, data=said.post("p2", by=said.author(followers=95), minutes=12))
    assert Author.objects.get().followers == 95


def test_what_an_older_profile_alone_tells_is_kept(account: SocialAccount) -> None:
    services.hear(account=account, data=said.post("p1", by=said.author(followers=None, bio=""), minutes=9))
    services.hear(account=account, data=said.post("p0", by=said.author(followers=40, bio="Riyadh")))
    author = Author.objects.get()
    assert (author.followers, author.bio, author.profile_at) == (40, "Riyadh", said.at(9))


def test_a_handle_that_was_left_is_remembered(account: SocialAccount) -> None:
    for minutes, handle in ((0, "noura"), (5, "noura_q"), (9, "noura")):
        services.hear(account=account, data=said.post(f"p{minutes}", by=said.author(handle=handle), minutes=minutes))
    assert Author.objects.get().handle == "noura"
    assert [(one.handle, one.until) for one in HandleChange.objects.all()] == [("noura_q", said.at(5))]


def test_our_own_account_is_known_by_its_native_id(account: SocialAccount) -> None:
    ours = said.author("zaytuna-key", native_id=account.native_id)
    heard = services.hear(account=account, data=said.post("p1", by=ours))
    assert heard.is_own
    assert Author.objects.get().account == account


def test_the_same_native_id_on_another_server_is_somebody_else(account: SocialAccount) -> None:
    elsewhere = said.make_account(account.brand, "other", base_url="https://b.example")
    there = said.author("stranger", native_id=account.native_id)
    assert not services.hear(account=elsewhere, data=said.post("p1", by=there)).is_own


def test_a_native_id_that_names_its_server_is_known_on_every_server(account: SocialAccount) -> None:
    said.make_account(account.brand, "9@a.example", base_url="https://a.example")
    elsewhere = said.make_account(account.brand, "7@b.example", base_url="https://b.example")
    ours = said.author("https://a.example/users/zaytuna", native_id="9@a.example")
    assert services.hear(account=elsewhere, data=said.post("p1", by=ours)).is_own


def test_an_account_that_is_connected_later_is_recognised(account: SocialAccount) -> None:
    them = said.author("zaytuna-2", native_id="page-2")
    assert not services.hear(account=account, data=said.post("p1", by=them)).is_own
    second = said.make_account(account.brand, "page-2")
    assert services.hear(account=account, data=said.post("p2", by=them)).is_own
    assert Author.objects.get().account == second


def test_a_reply_stands_under_the_root_of_what_it_answers(account: SocialAccount) -> None:
    services.hear(account=account, data=said.post("a"))
    services.hear(account=account, data=said.post("b", parent_key="a", kind=Kind.REPLY))
    services.hear(account=account, data=said.post("c", parent_key="b", kind=Kind.REPLY))
    services.hear(account=account, data=said.post("d", parent_key="unknown", kind=Kind.REPLY))
    assert [said.stored(key).root_key for key in "abcd"] == ["a", "a", "a", "unknown"]


def test_what_networks_send_fits_the_columns(account: SocialAccount) -> None:
    odd = said.author("k", handle="h" * 900, name="n\x00" * 300, bio="\x00", url="u" * 3000)
    services.hear(
        account=account, data=said.post("p\x00", "a\x00b", by=odd, links=["l" * 3000] * 80, language="x" * 30)
    )
    post = said.stored("p")
    assert (post.text, len(post.links), len(post.links[0]), post.language) == ("ab", 50, 1000, "x" * 8)


def test_another_company_has_rows_of_its_own(account: SocialAccount, tapuz: Desk) -> None:
    services.hear(account=account, data=said.post("p1"))
    with tenant_context(tapuz.tenant):
        theirs = said.make_account(said.make_brand("Tapuz"))
        assert services.hear(account=theirs, data=said.post("p1", "of tapuz")).is_new
        services.taken_back(network=said.NETWORK, key="p1", at=said.at(9))
        assert Post.objects.count() == 1
    assert said.stored("p1").text == "The sofa from Zaytuna arrived torn."


def test_two_accounts_that_hear_it_make_the_same_row_in_any_order(account: SocialAccount) -> None:
    second = said.make_account(account.brand, "page-2")
    services.hear(account=second, data=said.post("p1"))
    services.hear(account=account, data=said.post("p1"))
    assert said.stored("p1").account == account
    services.hear(account=account, data=said.post("p2"))
    services.hear(account=second, data=said.post("p2"))
    assert said.stored("p2").account == account


# What happened, by the networks' clocks: two people, three posts in one thread and one direct message; edits and
# deletions among them. A person whose handle changes on the way.
_STORY = [
    ("hear", said.post("a", "The sofa is torn", root_key="a", by=said.author(handle="noura"))),
    ("hear", said.post("a", "The sofa is torn!", root_key="a", edited=3, by=said.author(handle="noura_q", minutes=3))),
    ("hear", said.post("a", "The sofa is torn!!", root_key="a", edited=4, by=said.author(handle="noura", minutes=4))),
    ("hear", said.post("b", "Is anybody there?", root_key="a", minutes=6, by=said.author(minutes=6), likes=2)),
    ("hear", said.post("b", "Is anybody there?", root_key="a", minutes=6, by=said.author(minutes=6), likes=7)),
    ("gone", ("b", 8)),
    ("hear", said.post("c", "Never mind", root_key="a", minutes=9, by=said.author(minutes=9))),
    ("hear", said.post("d", "Praise from me", root_key="a", minutes=2, by=said.author("sami", minutes=2))),
    ("gone", ("d", 5)),
    ("gone", ("d", 6)),
    ("hear", said.direct("e", "My number is 1042", minutes=7, by=said.author(minutes=7))),
    ("gone", ("never-heard", 7)),
    ("hear", said.post("f", "Any news?", root_key="a", minutes=11, by=said.author(minutes=11))),
    ("hear", said.direct("g", "Any news of it?", minutes=13, by=said.author(minutes=13))),
    ("hear", said.post("h", "Any news of mine?", root_key="a", minutes=3, by=said.author("sami", minutes=3))),
]


def _play(account: SocialAccount, order: list[int]) -> None:
    for index in order:
        what, data = _STORY[index]
        if what == "gone":
            services.taken_back(network=said.NETWORK, key=data[0], at=said.at(data[1]))
            continue
        heard = services.hear(account=account, data=data)
        mention = services.note(
            post=heard.post, brand=account.brand, via="named", is_tagged=False, hits=[[data.text, 0, 1]],
            is_first=heard.is_first,
        )  # fmt: skip
        services.open_ticket(mention=mention)


# What the history says once cannot be unsaid: that somebody asked again, who took that back before others heard it.
_TOLD_ON_ARRIVAL = ("ticket.created", "followups.chased")


def _rows() -> dict[str, Any]:
    """Every row without ids, numbers and times of arrival."""
    return {
        "authors": sorted(
            Author.objects.values_list("key", "handle", "name", "followers", "profile_at", "contact__name")
        ),
        "handles": sorted(HandleChange.objects.values_list("author__key", "handle", "until")),
        "posts": sorted(
            Post.objects.values_list(
                "key", "author__key", "text", "version_at", "created_at", "deleted_at", "likes", "kind", "visibility",
                "root_key", "native_id",
            ), key=str,
        ),
        "revisions": sorted(Revision.objects.values_list("post__key", "version_at", "text")),
        "mentions": sorted(
            Mention.objects.values_list("post__key", "state", "via", "intent", "language", "priority", "due_at")
        ),
        "hits": sorted(map(str, Mention.objects.values_list("post__key", "hits", "reasons"))),
        "moves": sorted(Move.objects.values_list("mention__post__key", "before", "after", "reason")),
        "tickets": sorted(
            Ticket.objects.values_list(
                "subject", "requester__name", "preview", "waiting_since", "priority", "status", "language",
                "due_at", "risk_at", "chased_at",
            ), key=str,
        ),
        "chasers": sorted(Chaser.objects.values_list("message__text", "created_at", "phrase")),
        "messages": sorted(
            Message.objects.values_list(
                "created_at", "text", "audience", "language", "direction", "withdrawn_at", "contact__name",
                "ticket__subject",
            ), key=str,
        ),
        "events": sorted(Event.objects.exclude(verb__in=_TOLD_ON_ARRIVAL).values_list("verb", flat=True)),
        "words": sorted(Entry.objects.values_list("words", flat=True)),
    }  # fmt: skip


class _Undone(Exception):
    pass


def _after(account: SocialAccount, order: list[int]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            _play(account, order)
            rows = _rows()
            raise _Undone
    except _Undone:
        return rows


_KNOWN: dict[object, dict[str, Any]] = {}


def _in_order(account: SocialAccount) -> dict[str, Any]:
    """Played once for all orders of one test."""
    if account.pk not in _KNOWN:
        _KNOWN[account.pk] = _after(account, list(range(len(_STORY))))
    return _KNOWN[account.pk]


@pytest.mark.parametrize("address", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//x.example"])
def test_what_is_no_address_of_the_web_is_not_kept_as_one(account: SocialAccount, address: str) -> None:
    by = said.author(url=address)
    heard = services.hear(account=account, data=said.post("p1", url=address, by=by))
    assert heard.post.author is not None
    assert (heard.post.url, heard.post.author.url) == ("", "")


@settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=some.permutations(range(len(_STORY))),
    again=some.lists(some.integers(0, len(_STORY) - 1), max_size=4),
)
def test_any_order_with_repeats_ends_in_the_same_rows(
    account: SocialAccount, order: list[int], again: list[int]
) -> None:
    expected = _in_order(account)
    shuffled = [*order[:6], *again, *order[6:], *again]
    assert _after(account, shuffled) == expected


def test_the_rows_of_the_story_are_what_one_expects(account: SocialAccount) -> None:
    _play(account, list(range(len(_STORY))))
    states = dict(Mention.objects.values_list("post__key", "state"))
    assert {key for key, state in states.items() if state == "withdrawn"} == {"b", "d"}
    assert set(states) == set("abcdefgh")
    asked = {"My number is 1042": said.at(13), "Any news of mine?": None, "The sofa is torn": said.at(11)}
    assert dict(Ticket.objects.values_list("subject", "chased_at")) == asked
    assert list(HandleChange.objects.values_list("handle", flat=True)) == ["noura_q"]
    assert {one.text for one in Revision.objects.all()} == {"The sofa is torn!", "The sofa is torn!!"}
    thread = Message.objects.filter(ticket__subject="The sofa is torn").order_by("created_at")
    assert [one.text for one in thread] == ["The sofa is torn", "", "Never mind", "Any news?"]
