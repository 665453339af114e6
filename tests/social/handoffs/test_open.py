"""An invitation from a public thread: said in public without a key, and to one place at a time."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Abilities, Audience, Permit, Way
from social.handoffs import rules, services, words
from social.handoffs.errors import AlreadyOpen, NoPrivatePlace, NothingPublic
from social.handoffs.models import HandOff
from social.handoffs.services import Said
from social.mentions.models import Mention
from social.publishing.models import Outgoing
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member, make_desk
from tests.factories.tickets import make_ticket
from tests.social.handoffs.acts import LETTER, WORDS, invite
from tests.social.publishing.acts import connected, state, work
from tests.social.publishing.network import InTest, refused
from tickets.messages import registry
from tickets.messages import services as messages
from tickets.messages.errors import GuardStopped, NoReply, TooLong
from tickets.messages.models import Message
from tickets.portal import keys, selectors
from tickets.portal.addresses import url_of
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.timeline.models import Event


def test_the_invitation_is_published_and_moves_what_it_answers(network: InTest, mention: Mention, bob: Member) -> None:
    handoff = invite(mention, bob)
    assert state(mention) == "publishing"
    work()
    assert network.texts() == [f"@noura {WORDS}"]
    assert state(mention) == "moved_private"
    assert (handoff.mention, handoff.kind, handoff.opened_by) == (mention, "direct", bob)
    assert handoff.invitation is not None
    assert (handoff.invitation.audience, handoff.invitation.text) == ("public", WORDS)
    assert rules.state(handoff, clock.now()) == "open"
    assert Event.objects.get(verb="handoffs.opened").member == bob
    assert not Link.objects.exists()


def test_an_invitation_that_does_not_leave_settles_nothing(network: InTest, mention: Mention, bob: Member) -> None:
    network.before = [refused(Code.REPLIES_RESTRICTED)]
    invite(mention, bob)
    work()
    assert state(mention) == "failed"


def test_the_private_link_goes_by_direct_message_and_never_in_public(
    network: InTest, mention: Mention, bob: Member
) -> None:
    handoff = invite(mention, bob, "link")
    work()
    [(public, _), (direct, _)] = sorted(network.posts, key=lambda post: post[0].audience == Audience.DIRECT)
    assert keys.found_in(public.text) == []
    assert handoff.link is not None
    assert direct.audience == Audience.DIRECT
    assert direct.text == f"@noura {LETTER}\n\n{url_of(handoff.link, Purpose.GIVEN)}"


def test_the_key_is_kept_nowhere_once_it_has_left(network: InTest, mention: Mention, bob: Member) -> None:
    invite(mention, bob, "link")
    work()
    kept = [*Outgoing.objects.values_list("text", flat=True), *Message.objects.values_list("text", flat=True)]
    assert [text for text in kept if keys.found_in(text)] == []


def test_the_key_is_kept_nowhere_when_it_did_not_leave(network: InTest, mention: Mention, bob: Member) -> None:
    network.before = [refused(Code.BLOCKED_BY_USER), refused(Code.BLOCKED_BY_USER)]
    invite(mention, bob, "link")
    work()
    direct = Outgoing.objects.get(audience=Audience.DIRECT)
    assert (direct.state, keys.found_in(direct.text)) == ("failed", [])
    messages.resend(message=direct.message, by=bob)
    work()
    [(letter, _)] = network.posts
    assert keys.found_in(letter.text) != []
    assert keys.found_in(Outgoing.objects.get(pk=direct.pk).text) == []


def test_a_page_that_is_open_keeps_its_keys(network: InTest, mention: Mention, bob: Member) -> None:
    link = Link.objects.create(ticket=mention.ticket)
    assert invite(mention, bob, "link").link == link
    assert selectors.link_of(link.ticket) == link


@pytest.mark.parametrize("kind", ["direct", "link"])
def test_where_the_network_has_no_private_messages_nobody_is_invited(
    inside: Desk, network: InTest, mention: Mention, bob: Member, kind: str
) -> None:
    network.abilities = Abilities(replies=True)
    before = snapshot(inside)
    with pytest.raises(NoPrivatePlace):
        invite(mention, bob, kind)
    assert snapshot(inside) == before


def test_where_we_may_not_write_first_the_author_may(network: InTest, mention: Mention, bob: Member) -> None:
    network.ways[Audience.DIRECT] = Permit(Way.NONE, Code.WINDOW_CLOSED)
    with pytest.raises(NoPrivatePlace, match="time in which the network allows"):
        invite(mention, bob, "link")
    assert not Link.objects.exists()
    assert invite(mention, bob, "direct").kind == "direct"


def test_without_a_public_post_there_is_nobody_to_invite(inside: Desk, account: SocialAccount, bob: Member) -> None:
    direct, mailed = said.opened(account, said.direct("d1")), make_ticket()
    before = snapshot(inside)
    with pytest.raises(NothingPublic):
        invite(direct, bob)
    with pytest.raises(NothingPublic):
        services.open(ticket=mailed, kind="direct", said=Said(WORDS), by=bob)
    assert snapshot(inside) == before


def test_of_two_invitations_the_second_is_refused_and_says_nothing(
    inside: Desk, network: InTest, mention: Mention, bob: Member, alice: Member
) -> None:
    invite(mention, bob)
    before = snapshot(inside)
    with pytest.raises(AlreadyOpen):
        invite(mention, alice)
    assert snapshot(inside) == before


def test_one_that_lapsed_makes_room_for_the_next(network: InTest, mention: Mention, bob: Member) -> None:
    first = invite(mention, bob)
    with time_machine.travel(clock.now() + rules.LAPSES_AFTER + timedelta(minutes=1)):
        assert rules.state(first, clock.now()) == "lapsed"
        second = invite(mention, bob, words="Once more: please write to us in private.")
        first.refresh_from_db()
        assert (first.end_reason, rules.state(first, clock.now())) == ("lapsed", "ended")
        assert rules.state(second, clock.now()) == "open"


def test_the_guard_reads_the_invitation(inside: Desk, network: InTest, mention: Mention, bob: Member) -> None:
    assert mention.ticket is not None
    url = url_of(Link.objects.create(ticket=mention.ticket), Purpose.GIVEN)
    before = snapshot(inside)
    with pytest.raises(GuardStopped) as stopped:
        invite(mention, bob, words=f"Your page: {url}")
    [finding] = [found for found in stopped.value.findings if found.kind == "private_page"]
    assert url.endswith(f"{finding.words}/")
    with pytest.raises(NoReply):  # a reason does not open it
        invite(mention, bob, words=f"Your page: {url}", despite="They asked for it here")
    assert snapshot(inside) == before


def test_an_override_of_another_guard_is_written_down(
    network: InTest, mention: Mention, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = registry.Finding("favour", "VIP", 0, 3, "A favour", "Others read it")
    monkeypatch.setitem(registry.guards._entries, "favour", lambda text: [found] if "VIP" in text else [])
    with pytest.raises(GuardStopped):
        invite(mention, bob, words="VIP treatment awaits in private.")
    invite(mention, bob, words="VIP treatment awaits in private.", despite="It is the product's name")
    assert Entry.objects.get(verb="guard.override").after["reason"] == "It is the product's name"


def test_too_long_an_invitation_invites_nobody(inside: Desk, network: InTest, mention: Mention, bob: Member) -> None:
    before = snapshot(inside)
    with pytest.raises(TooLong):
        invite(mention, bob, "link", words="x" * 500)
    assert snapshot(inside) == before


@pytest.mark.parametrize("language", ["ar", "he", "en", "fr"])
def test_the_words_to_begin_with_stop_no_guard(inside: Desk, language: str) -> None:
    for write in (words.invitation, words.invitation_by_link, words.closing):
        for name in ("", "رامي"):
            text = write(language, name)
            assert registry.findings(text) == []
            assert text.startswith(name)
            assert len(text) <= 280
            assert "{" not in text
    assert (words.invitation("fr") == words.invitation("en")) is True


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_at_once_invite_once(network: InTest) -> None:
    desk = make_desk("zaytuna")
    alice = add_member(desk, "alice@zaytuna.example", "owner", "Alice")
    with tenant_context(desk.tenant):
        mention = said.opened(connected(said.make_brand(), alice), said.post("p1"))
    both_came, outcomes = threading.Barrier(2), []

    def act() -> None:
        try:
            with tenant_context(desk.tenant):
                HandOff.objects.count()
                both_came.wait(10)
                invite(mention, alice)
            outcomes.append("invited")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["AlreadyOpen", "invited"]
    with tenant_context(desk.tenant):
        assert (HandOff.objects.count(), Outgoing.objects.count()) == (1, 1)
