"""A reply finds its way: in public under what it answers, privately by the first way that is open."""

from typing import Any

import pytest

from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Abilities, Audience, Permit, Way
from social.mentions.models import Conversation, Mention
from social.publishing.models import Outgoing
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.social.publishing.acts import answer, connected, fate, state, work
from tests.social.publishing.network import InTest
from tickets.contacts.models import Identity
from tickets.mail.models import Outbound
from tickets.messages.errors import NoReply, TooLong
from tickets.messages.models import Message
from tickets.messages.services import NewFile
from tickets.portal import services as portal
from tickets.portal.addresses import url_of
from tickets.portal.rules.keys import Purpose
from tickets.timeline.models import Event


def test_a_public_reply_is_published_once_under_what_it_answers(network: InTest, mention: Mention, bob: Member) -> None:
    message = answer(mention, bob)
    assert (fate(message), state(mention)) == (("queued", "queued", "queued"), "publishing")
    work()
    [(draft, found)] = network.posts
    assert draft.text == "@noura We are sorry. A new one leaves today."
    assert (draft.audience, draft.parent_native_id, draft.parent_key) == (Audience.PUBLIC, "native-p1", "p1")
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    outgoing = Outgoing.objects.get()
    assert (draft.key, outgoing.key, outgoing.url) == (str(outgoing.pk), found.key, found.url)
    assert network.keys == [{"token": "secret-1"}]


def test_of_several_that_wait_the_newest_is_answered_and_the_earlier_with_it(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    later = said.opened(account, said.post("p2", "Hello?", minutes=5, root_key="p1"))
    stranger = said.opened(account, said.post("p3", minutes=7, by="yossi"))
    answer(later, bob)
    work()
    assert network.posts[0][0].parent_key == "p2"
    assert [state(one) for one in (mention, later, stranger)] == ["answered", "answered", "new"]


def test_where_nobody_waits_the_last_public_post_is_answered_and_nothing_moves(
    network: InTest, mention: Mention, bob: Member
) -> None:
    answer(mention, bob)
    work()
    moves = mention.moves.count()
    answer(mention, bob, "It left the warehouse.")
    work()
    assert [draft.parent_key for draft, _ in network.posts] == ["p1", "p1"]
    assert mention.moves.count() == moves


def test_praise_is_thanked(network: InTest, mention: Mention, bob: Member) -> None:
    Mention.objects.update(intent="praise")
    answer(mention, bob, "Thank you for telling us!")
    work()
    assert state(mention) == "thanked"


def test_what_is_longer_than_the_network_takes_never_leaves(
    inside: Desk, network: InTest, mention: Mention, bob: Member
) -> None:
    before = snapshot(inside)
    with pytest.raises(TooLong) as refused:
        answer(mention, bob, "x" * 195)
    assert (refused.value.length, refused.value.limit) == (202, 200)  # with the handle that the network wants
    assert snapshot(inside) == before
    assert network.calls == []


REFUSALS: list[tuple[str, Any, str]] = [
    ("listening", lambda network: setattr(network, "abilities", Abilities()), "only listen"),
    ("restricted", lambda network: _bar(network, Code.REPLIES_RESTRICTED), "lets only some people answer"),
    ("paused", lambda network: SocialAccount.objects.update(status="paused"), "paused"),
    ("shut out", lambda network: SocialAccount.objects.update(status="needs_reauth"), "does not let us in"),
    ("removed", lambda network: SocialAccount.objects.update(status="removed"), "No account of this brand"),
]


def _bar(network: InTest, code: Code) -> None:
    network.ways[Audience.PUBLIC] = Permit(Way.NONE, code)


@pytest.mark.parametrize(("name", "spoil", "words"), REFUSALS, ids=[case[0] for case in REFUSALS])
def test_where_we_may_not_answer_the_agent_reads_why_and_nothing_changes(
    inside: Desk, network: InTest, mention: Mention, bob: Member, name: str, spoil: Any, words: str
) -> None:
    spoil(network)
    before = snapshot(inside)
    with pytest.raises(NoReply, match=words):
        answer(mention, bob)
    assert snapshot(inside) == before


def test_a_file_is_refused_before_anything_is_said(network: InTest, mention: Mention, bob: Member) -> None:
    with pytest.raises(NoReply, match="Files cannot be sent"):
        answer(mention, bob, files=[NewFile("a.txt", b"hello")])
    assert not Outgoing.objects.exists()
    assert Message.objects.filter(kind="reply").count() == 0


def test_another_brand_never_speaks_for_it(
    inside: Desk, network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    connected(said.make_brand("Nova"), alice, "page-2")
    SocialAccount.objects.filter(pk=account.pk).update(status="removed")
    with pytest.raises(NoReply, match="No account of this brand"):
        answer(mention, alice)
    assert network.calls == []


def test_another_account_of_the_brand_speaks_and_looks_the_post_up_by_its_key(
    network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    connected(account.brand, alice, "page-2")
    SocialAccount.objects.filter(pk=account.pk).update(status="removed")
    answer(mention, alice)
    work()
    draft = network.posts[0][0]
    assert (draft.parent_native_id, draft.parent_key) == ("", "p1")


def test_the_key_of_a_private_page_is_published_by_nobody(
    inside: Desk, network: InTest, mention: Mention, alice: Member
) -> None:
    assert mention.ticket is not None
    url = url_of(portal.ensure(ticket=mention.ticket, by=alice), Purpose.GIVEN)
    before = snapshot(inside)
    with pytest.raises(NoReply, match="everybody who reads them could come in"):
        answer(mention, alice, f"Look here: {url}", despite="They asked for it")
    assert snapshot(inside) == before


def test_a_private_reply_goes_to_the_private_conversation(network: InTest, account: SocialAccount, bob: Member) -> None:
    spoken = said.opened(account, said.direct("d1"))
    message = answer(spoken, bob, "We look into it.", audience="person")
    work()
    [(draft, _)] = network.posts
    assert (draft.audience, draft.parent_key) == (Audience.DIRECT, "d1")
    assert (fate(message), state(spoken)) == (("published", "sent", "done"), "answered")


def test_who_only_spoke_in_public_gets_a_direct_message_and_still_waits_there(
    network: InTest, mention: Mention, bob: Member
) -> None:
    answer(mention, bob, "Where shall we send it?", audience="person")
    work()
    [(draft, _)] = network.posts
    assert (draft.audience, draft.to) == (Audience.DIRECT, ("noura",))
    talk = Conversation.objects.get(is_private=True)
    assert talk.ticket_id == mention.ticket_id
    assert state(mention) == "new"


def test_mail_is_the_way_where_the_network_has_no_private_one(network: InTest, mention: Mention, bob: Member) -> None:
    assert mention.ticket is not None
    network.ways[Audience.DIRECT] = Permit(Way.NONE, Code.WINDOW_CLOSED)
    Identity.objects.create(contact=mention.ticket.requester, kind="email", value="noura@example.com")
    message = answer(mention, bob, "Where shall we send it?", audience="person")
    assert Outbound.objects.get().recipient == "noura@example.com"
    assert not Outgoing.objects.filter(message=message).exists()


def test_where_no_private_way_is_open_the_agent_reads_what_to_do(
    inside: Desk, network: InTest, mention: Mention, bob: Member
) -> None:
    network.ways[Audience.DIRECT] = Permit(Way.NONE, Code.WINDOW_CLOSED)
    before = snapshot(inside)
    with pytest.raises(NoReply, match="Ask the author in public to write to us again"):
        answer(mention, bob, "Hello", audience="person")
    assert snapshot(inside) == before


def test_a_way_by_hand_waits_for_a_hand_and_leaves_nothing_to_the_outbox(
    network: InTest, mention: Mention, bob: Member
) -> None:
    network.ways[Audience.PUBLIC] = Permit(Way.MANUAL, Code.REPLY_NOT_PERMITTED)
    message = answer(mention, bob)
    assert (fate(message), state(mention)) == (("manual", "queued", ""), "manual")
    assert not Item.objects.filter(kind="social.publish").exists()
    assert Event.objects.filter(verb="publishing.manual").count() == 1


def test_another_company_has_neither_its_posts_nor_its_voice(
    network: InTest, mention: Mention, bob: Member, tapuz: Desk, charlie: Member
) -> None:
    answer(mention, bob)
    with tenant_context(tapuz.tenant):
        theirs = said.opened(connected(said.make_brand("Tapuz"), charlie, "page-9"), said.post("p1"))
        work()
        assert network.calls == []
        answer(theirs, charlie, "Hello from Tapuz.")
        work()
    assert network.texts() == ["@noura Hello from Tapuz."]
