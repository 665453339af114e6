"""Where no program may answer, somebody does it with his own hands and says so."""

from collections.abc import Callable

import pytest
from django.test import Client

from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Audience, Permit, Way
from social.mentions.models import Mention
from social.publishing import services
from social.publishing.errors import NotByHand
from social.publishing.models import Outgoing
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.social.publishing.acts import answer, connected, fate
from tests.social.publishing.network import InTest
from tests.social.publishing.test_seen_own import met, ours
from tickets.messages.models import Message
from tickets.timeline.models import Event

URL = "https://in.test/by-hand"
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def waiting(network: InTest, mention: Mention, bob: Member) -> Message:
    network.ways[Audience.PUBLIC] = Permit(Way.MANUAL, Code.REPLY_NOT_PERMITTED)
    return answer(mention, bob, "Sorry!")


def test_what_somebody_published_answers_the_mention_in_his_name(
    mention: Mention, waiting: Message, alice: Member
) -> None:
    services.published_by_hand(outgoing=Outgoing.objects.get(), url=URL, by=alice)
    mention.refresh_from_db()
    assert (fate(waiting)[:2], mention.state, mention.settled_by) == (("published", "sent"), "answered", alice)
    assert Outgoing.objects.get().url == URL
    [event] = Event.objects.filter(verb="publishing.by_hand")
    assert (event.member, event.data["url"]) == (alice, URL)


def test_said_twice_it_is_said_once(waiting: Message, alice: Member) -> None:
    for _ in range(2):
        services.published_by_hand(outgoing=Outgoing.objects.get(), url=URL, by=alice)
    assert Event.objects.filter(verb="publishing.by_hand").count() == 1


def test_a_reply_that_leaves_by_itself_is_not_confirmed_by_hand(
    inside: Desk, network: InTest, mention: Mention, bob: Member
) -> None:
    answer(mention, bob)
    before = snapshot(inside)
    with pytest.raises(NotByHand):
        services.published_by_hand(outgoing=Outgoing.objects.get(), url=URL, by=bob)
    assert snapshot(inside) == before


def test_met_later_on_the_network_it_is_known_which_post_it_is(
    account: SocialAccount, mention: Mention, waiting: Message, alice: Member
) -> None:
    services.published_by_hand(outgoing=Outgoing.objects.get(), url=URL, by=alice)
    met(account, ours(text="Sorry, all!", url=URL))
    assert Outgoing.objects.get().key == "o1"
    assert not Event.objects.filter(verb="publishing.native").exists()


@pytest.fixture
def page(zaytuna: Desk, network: InTest, alice: Member) -> str:
    """The door for a reply that waits for a hand, outside any tenant."""
    network.ways[Audience.PUBLIC] = Permit(Way.MANUAL, Code.REPLY_NOT_PERMITTED)
    with tenant_context(zaytuna.tenant):
        mention = said.opened(connected(said.make_brand(), alice), said.post("p1", url="https://in.test/p1"))
        answer(mention, alice, "Sorry!")
        assert mention.ticket is not None
        return f"/tickets/{mention.ticket.number}/publications/{Outgoing.objects.get().pk}/by-hand/"


def test_the_ticket_offers_the_post_and_asks_where_it_was_published(
    zaytuna: Desk, bob: Member, browse: Browse, page: str
) -> None:
    shown = browse(zaytuna, bob).get("/tickets/1/").content.decode()
    assert 'href="https://in.test/p1"' in shown
    assert f'action="{page}"' in shown
    assert browse(zaytuna, bob).post(page, {"url": URL}).status_code == 302
    shown = browse(zaytuna, bob).get("/tickets/1/").content.decode()
    assert f'href="{URL}"' in shown
    assert page not in shown


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "x"])
def test_what_is_no_address_confirms_nothing(zaytuna: Desk, bob: Member, browse: Browse, page: str, url: str) -> None:
    browse(zaytuna, bob).post(page, {"url": url})
    with tenant_context(zaytuna.tenant):
        assert Outgoing.objects.get().state == "manual"


def test_who_may_not_speak_in_public_or_is_a_stranger_confirms_nothing(
    zaytuna: Desk, tapuz: Desk, charlie: Member, browse: Browse, page: str
) -> None:
    light = add_member(zaytuna, "light@zaytuna.example", "light")
    before = snapshot(zaytuna)
    assert browse(zaytuna, light).post(page, {"url": URL}).status_code == 403
    assert browse(tapuz, charlie).post(page, {"url": URL}).status_code == 404
    assert snapshot(zaytuna) == before
