"""Who was invited comes: by a direct message or to the private page. Both legs are one ticket."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Audience, Permit, Way
from social.handoffs import rules, services
from social.handoffs.models import HandOff
from social.mentions.models import Mention
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tests.social.handoffs.acts import invite, now, writes
from tests.social.publishing.acts import answer, connected, state, work
from tests.social.publishing.network import InTest, refused
from tickets.messages.models import Message
from tickets.portal.addresses import path_of
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

Browse = Callable[[Desk, Member], Client]


def after(minutes: float = 1) -> float:
    """So many minutes from now, as the factories count."""
    return (clock.now() - said.START) / timedelta(minutes=1) + minutes


def test_a_direct_message_of_the_invited_accepts_and_joins_the_ticket(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    handoff = invite(mention, bob)
    work()
    direct = writes(account, said.direct("d1", minutes=after()))
    handoff.refresh_from_db()
    assert (direct.ticket_id, direct.conversation.ticket_id) == (mention.ticket_id, mention.ticket_id)
    assert (handoff.private, handoff.accepted_at) == (direct.conversation, direct.created_at)
    assert rules.state(handoff, clock.now()) == "accepted"
    assert Ticket.objects.count() == 1
    assert Event.objects.get(verb="handoffs.accepted").data["how"] == "direct"
    audiences = Message.objects.filter(ticket=mention.ticket, kind="customer").values_list("audience", flat=True)
    assert sorted(audiences) == ["person", "public"]


def test_heard_twice_it_is_accepted_once(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    handoff = invite(mention, bob)
    first = writes(account, said.direct("d1", minutes=after()))
    assert services.heard(mention=first) == first.ticket
    writes(account, said.direct("d2", "And one more.", minutes=after(2)))
    handoff.refresh_from_db()
    assert handoff.accepted_at == first.created_at
    assert Event.objects.filter(verb="handoffs.accepted").count() == 1
    assert Ticket.objects.count() == 1


def test_an_older_private_conversation_comes_over(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    older = said.opened(account, said.direct("d0", minutes=-9000))
    assert older.ticket_id != mention.ticket_id
    invite(mention, bob)
    assert writes(account, said.direct("d1", minutes=after())).ticket_id == mention.ticket_id


def test_what_was_written_in_private_before_follows_no_invitation(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    invite(mention, bob)
    assert services.heard(mention=said.noted(account, said.direct("d0", minutes=-5))) is None
    assert HandOff.objects.get().accepted_at is None


def test_somebody_else_and_another_brand_accept_nothing(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member, alice: Member
) -> None:
    invite(mention, bob)
    other = connected(said.make_brand("Nova"), alice, "page-2")
    for place, data in (
        (account, said.direct("d1", by="yossi", minutes=after())),
        (other, said.direct("d2", minutes=after())),
    ):
        assert services.heard(mention=said.noted(place, data)) is None
    assert HandOff.objects.get().accepted_at is None


def test_a_public_post_accepts_nothing(network: InTest, account: SocialAccount, mention: Mention, bob: Member) -> None:
    invite(mention, bob)
    more = said.noted(account, said.post("p2", "No.", root_key="p1", minutes=after()))
    assert services.heard(mention=more) is None


def test_who_comes_late_is_welcome(network: InTest, account: SocialAccount, mention: Mention, bob: Member) -> None:
    handoff = invite(mention, bob)
    with time_machine.travel(clock.now() + timedelta(days=30)):
        writes(account, said.direct("d1", minutes=after()))
        handoff.refresh_from_db()
        assert rules.state(handoff, clock.now()) == "accepted"


def test_one_that_was_ended_is_not_accepted_any_more(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    handoff = invite(mention, bob)
    services.end_without_words(handoff=handoff, reason="Called by phone", by=bob)
    assert services.heard(mention=said.noted(account, said.direct("d1", minutes=after()))) is None


def test_accepting_settles_what_the_invitation_could_not(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    network.before = [refused(Code.REPLIES_RESTRICTED)]
    invite(mention, bob)
    work()
    assert state(mention) == "failed"
    writes(account, said.direct("d1", minutes=after()))
    assert state(mention) == "moved_private"


def test_what_we_say_then_goes_to_the_private_conversation_without_the_link(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    invite(mention, bob, "link")
    direct = writes(account, said.direct("d1", minutes=after()))
    answer(direct, bob, "Where shall we send it?", audience="person")
    work()
    assert network.texts()[-1] == "@noura Where shall we send it?"
    assert network.posts[-1][0].parent_key == "d1"


@pytest.fixture
def path(zaytuna: Desk, network: InTest, alice: Member) -> str:
    """The private page to which Noura was invited, outside any tenant."""
    with tenant_context(zaytuna.tenant):
        mention = said.opened(connected(said.make_brand(), alice), said.post("p1"))
        handoff = invite(mention, alice, "link")
        assert handoff.link is not None
        return path_of(handoff.link, Purpose.GIVEN)


def accepted(desk: Desk) -> bool:
    with tenant_context(desk.tenant):
        return HandOff.objects.get().accepted_at is not None


def test_opening_the_page_in_a_browser_accepts(zaytuna: Desk, path: str) -> None:
    browser = Client(headers={"host": zaytuna.host})
    assert browser.get(path, headers={"sec-fetch-mode": "navigate"}).status_code == 200
    assert accepted(zaytuna)
    with tenant_context(zaytuna.tenant):
        assert Event.objects.get(verb="handoffs.accepted").data["how"] == "page"


def test_a_network_that_fetches_the_link_for_a_preview_accepts_nothing(zaytuna: Desk, path: str) -> None:
    fetcher = Client(headers={"host": zaytuna.host, "user-agent": "Mastodon/4.3 (http.rb; +https://mastodon.example/)"})
    assert fetcher.get(path).status_code == 200
    assert not accepted(zaytuna)


def test_a_colleague_who_looks_at_the_page_accepts_nothing(
    zaytuna: Desk, bob: Member, browse: Browse, path: str
) -> None:
    assert browse(zaytuna, bob).get(path, headers={"sec-fetch-mode": "navigate"}).status_code == 200
    assert not accepted(zaytuna)


def test_once_there_the_customer_reads_our_words_there_when_no_other_way_is_open(
    zaytuna: Desk, network: InTest, alice: Member, path: str
) -> None:
    Client(headers={"host": zaytuna.host}).get(path, headers={"sec-fetch-mode": "navigate"})
    network.ways[Audience.DIRECT] = Permit(Way.NONE, Code.WINDOW_CLOSED)
    with tenant_context(zaytuna.tenant):
        work()
        sent = len(network.posts)
        message = answer(Mention.objects.select_related("ticket").get(), alice, "It is ready.", audience="person")
        message.refresh_from_db()
        assert message.delivery == "sent"
        work()
        assert len(network.posts) == sent
    assert "It is ready." in Client(headers={"host": zaytuna.host}).get(path).content.decode()


def test_another_company_hears_of_nothing(
    zaytuna: Desk, tapuz: Desk, network: InTest, charlie: Member, path: str
) -> None:
    with tenant_context(tapuz.tenant):
        theirs = connected(said.make_brand("Tapuz"), charlie, "page-9")
        assert services.heard(mention=said.noted(theirs, said.direct("d1", minutes=after()))) is None
    assert not accepted(zaytuna)
    assert Client(headers={"host": tapuz.host}).get(path).status_code == 404


def test_the_ticket_is_our_turn_again(network: InTest, account: SocialAccount, mention: Mention, bob: Member) -> None:
    invite(mention, bob)
    assert now(mention.ticket).waiting_since is None
    writes(account, said.direct("d1", minutes=after()))
    assert now(mention.ticket).waiting_since is not None
