"""Whom a post concerns: called, answered, written to, or only named."""

from dataclasses import replace

import pytest

from social.accounts import services as accounts
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import Kind
from social.listening import services as listening
from social.listening.models import Listener
from social.listening.rules.terms import TermSpec
from social.matching.services import Match
from tenants.membership.models import Member
from tests.factories import said
from tests.social.matching.conftest import Listen, Matching

T = TermSpec


def _short(found: list[Match]) -> list[tuple[str, str, bool]]:
    return [(match.brand.name, str(match.via), match.is_tagged) for match in found]


def test_a_post_that_names_nobody_of_ours_concerns_nobody(listen: Listen, matched: Matching) -> None:
    listen("Zaytuna")
    assert matched(said.post(text="Good morning, Riyadh")) == []


def test_a_name_without_a_tag_is_heard_with_its_places(listen: Listen, matched: Matching) -> None:
    listener = listen("زيتونة", T("Zaytuna Home", kind="phrase"))
    (found,) = matched(said.post(text="طلبت من زَيتونة (#zaytunahome) ولا رد"))
    assert (found.via, found.is_tagged, found.listener) == ("named", False, listener)
    text = "طلبت من زَيتونة (#zaytunahome) ولا رد"
    assert [(term, text[start:end]) for term, start, end in found.hits] == [
        ("زيتونة", "زَيتونة"),
        ("Zaytuna Home", "zaytunahome"),
    ]


@pytest.mark.parametrize("tag", ["page-1", "ZAYTUNA-page-1", "@zaytuna-page-1"])
def test_the_network_says_that_we_are_tagged(tag: str, matched: Matching) -> None:
    assert _short(matched(said.post(text="no answer", tagged=["x", tag]))) == [("Zaytuna", "tagged", True)]


def test_our_handle_in_the_text_tags_us(account: SocialAccount, matched: Matching) -> None:
    SocialAccount.objects.filter(pk=account.pk).update(handle="zaytuna_home@social.example")
    for at, (text, is_ours) in enumerate(
        [
            ("@Zaytuna_Home please", True),
            ("ל@zaytuna_home@social.example", True),
            ("@zaytuna_home@other.example hi", False),
            ("zaytuna_home without a sign", False),
            ("mail me.zaytuna_home@social.example", False),
            ("@zaytuna_home_fans hi", False),
        ]
    ):
        assert bool(matched(said.post(f"p{at}", text))) is is_ours, text
    elsewhere = said.post("p9", "@zaytuna_home hi", tagged=["zaytuna_home@other.example"])
    assert matched(elsewhere) == [], "the network says that another one is meant"


def test_a_tag_and_a_name_are_one_match(listen: Listen, matched: Matching) -> None:
    listener = listen("Zaytuna")
    (found,) = matched(said.post(text="Zaytuna, answer!", tagged=["page-1"]))
    assert (found.via, found.is_tagged, found.listener) == ("tagged", True, listener)
    assert found.hits == [("Zaytuna", 0, 7)]


def test_what_stands_under_our_post_is_for_us(account: SocialAccount, matched: Matching) -> None:
    ours = said.post("ours", "We open on Sunday", by=said.author("page-1", native_id="page-1"))
    assert matched(ours) == [], "our own words concern nobody"
    reply = said.post("r1", "and on Friday?", kind=Kind.REPLY, parent_key="ours", root_key="ours", minutes=1)
    assert _short(matched(reply)) == [("Zaytuna", "reply", False)]
    deeper = said.post("r2", "same here", kind=Kind.REPLY, parent_key="r1", root_key="ours", minutes=2)
    assert _short(matched(replace(deeper, tagged=["page-1"]))) == [("Zaytuna", "reply", True)]
    other = said.post("r3", "hello", kind=Kind.REPLY, parent_key="x", root_key="x", minutes=2)
    assert matched(other) == []


def test_a_direct_message_is_for_whom_it_was_written_to(listen: Listen, matched: Matching, alice: Member) -> None:
    listen("Tapuz", brand=accounts.create_brand(name="Tapuz", by=alice))
    assert _short(matched(said.direct("d1", "Tapuz was better"))) == [("Zaytuna", "direct", True)]


def test_an_article_in_a_feed_is_heard_by_its_title_too(listen: Listen, matched: Matching) -> None:
    listen("Zaytuna")
    (found,) = matched(said.post(text="It pays. Zaytuna does.", title="Zaytuna grows", kind=Kind.ARTICLE))
    assert found.via == "feed"
    assert found.hits == [("Zaytuna", 9, 16)]


def test_only_listeners_that_listen_are_asked(listen: Listen, matched: Matching, alice: Member) -> None:
    listener = listen("Zaytuna")
    listening.pause(listener=listener, by=alice)
    assert matched(said.post("p1", "Zaytuna!")) == []
    listening.activate(listener=listener, by=alice)
    assert matched(said.post("p2", "Zaytuna!"))


def test_networks_and_languages_are_minded(listen: Listen, matched: Matching) -> None:
    listen("Zaytuna", networks=["mastodon"])
    listen("زيتونة", name="Arabic", languages=["ar"])
    listen("Sofa", name="Hebrew", languages=["he"])
    assert matched(said.post("p1", "Zaytuna!")) == []
    assert matched(said.post("p2", "زيتونة لا ترد", language="en")), "its letters say more than the network"
    assert matched(said.post("p3", "Sofa!", language="en")) == []
    assert matched(said.post("p4", "Sofa!")), "of an unknown language"


def test_an_excluded_post_is_counted_once_and_not_kept(listen: Listen, matched: Matching) -> None:
    listener = listen("Zaytuna", T("jobs", group="none"), excluded_authors=["@Bot"])
    jobs = said.post("p1", "Zaytuna jobs")
    assert matched(jobs) == []
    assert matched(jobs) == [], "heard again"
    assert matched(said.post("p2", "Zaytuna!", by="bot")) == []
    assert Listener.objects.get(pk=listener.pk).excluded == 2
    assert matched(said.post("p3", "Zaytuna jobs", tagged=["page-1"])), "who calls us is heard"
    assert Listener.objects.get(pk=listener.pk).excluded == 2


def test_a_name_may_need_company(listen: Listen, matched: Matching) -> None:
    listen(T("Noon", prefixes="none"), T("order", group="near"))
    assert matched(said.post("p1", "see you at noon")) == []
    assert matched(said.post("p2", "my order from noon is late"))


def test_a_term_may_be_written_exactly(listen: Listen, matched: Matching) -> None:
    listen(T("Noon", exact=True))
    assert matched(said.post("p1", "see you at noon")) == []
    assert matched(said.post("p2", "Ask Noon"))


def test_the_longer_name_is_meant(listen: Listen, matched: Matching, brand: Brand, alice: Member) -> None:
    kids = accounts.create_brand(name="Zaytuna Kids", by=alice)
    listen("Zaytuna")
    longer = listen(T("Zaytuna Kids", kind="phrase"), brand=kids)
    assert [(match.brand.name, match.listener) for match in matched(said.post("p1", "Zaytuna Kids is late"))] == [
        ("Zaytuna Kids", longer)
    ]
    both = matched(said.post("p2", "Zaytuna Kids is late, Zaytuna is not"))
    assert {match.brand.name for match in both} == {"Zaytuna", "Zaytuna Kids"}


def test_of_two_listeners_of_a_brand_the_longest_name_tells(listen: Listen, matched: Matching) -> None:
    listen("Zaytuna", name="One")
    second = listen(T("Zaytuna sofa", kind="phrase"), name="Two")
    (found,) = matched(said.post(text="my Zaytuna sofa is torn"))
    assert found.listener == second
