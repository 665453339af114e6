"""What the composer offers: whom each voice reaches, and why one is closed."""

import pytest

from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Abilities, Audience, Permit, Way
from social.mentions.models import Mention
from social.publishing import selectors, words
from social.publishing.rules import NO_ACCOUNT, PAUSED
from social.publishing.voices import voices
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk, add_member
from tests.social.publishing.acts import answer, work
from tests.social.publishing.network import InTest
from tickets.contacts.models import Identity
from tickets.ticket.models import Ticket
from tickets.workspace.registry import Voice


def of(member: Member) -> list[Voice]:
    return list(voices(member, Ticket.objects.get()))


def test_who_spoke_in_public_can_be_answered_there_and_directly(network: InTest, mention: Mention, bob: Member) -> None:
    public, person = of(bob)
    assert (public.audience, public.way, public.why, public.url) == ("public", "api", "", "")
    assert "@zaytunahome" in public.to
    assert (person.audience, person.way) == ("person", "api")
    assert "@noura" in person.to
    assert public.measure is not None
    assert public.measure("سلام") == (11, 200)  # with the handle it must carry


def test_a_conversation_that_is_private_offers_no_public_voice(account: SocialAccount, bob: Member) -> None:
    said.opened(account, said.direct("d1"))
    assert [voice.audience for voice in of(bob)] == ["person"]


def test_where_the_private_conversation_waits_it_comes_first(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    answer(mention, bob)
    work()
    said.opened(account, said.direct("d1", minutes=30))
    Ticket.objects.exclude(pk=mention.ticket_id).update(subject="direct")
    direct = Mention.objects.get(post__key="d1")
    direct.conversation.ticket = mention.ticket
    direct.conversation.save()
    found = voices(bob, Ticket.objects.get(pk=mention.ticket_id))
    assert [voice.audience for voice in found] == ["person", "public"]


def test_who_may_not_speak_in_public_is_not_offered_it(inside: Desk, mention: Mention) -> None:
    light = add_member(inside, "light@zaytuna.example", "light")
    assert [voice.audience for voice in of(light)] == ["person"]


def test_by_hand_the_post_is_offered_with_the_reason(network: InTest, mention: Mention, bob: Member) -> None:
    network.ways[Audience.PUBLIC] = Permit(Way.MANUAL, Code.REPLY_NOT_PERMITTED)
    public = of(bob)[0]
    assert (public.way, public.url) == ("manual_link", "https://in.test/p1")
    assert public.why.startswith("The network does not let programs answer this post.")


def test_a_closed_voice_says_why_and_what_to_do(network: InTest, mention: Mention, bob: Member) -> None:
    network.abilities = Abilities()
    assert [(voice.way, voice.measure) for voice in of(bob)] == [("none", None)] * 2
    assert of(bob)[0].why == "We can only listen there. Answer on the site itself, if it takes comments."


def test_mail_is_offered_where_the_network_is_closed(network: InTest, mention: Mention, bob: Member) -> None:
    network.ways[Audience.DIRECT] = Permit(Way.NONE, Code.WINDOW_CLOSED)
    assert mention.ticket is not None
    Identity.objects.create(contact=mention.ticket.requester, kind="email", value="noura@example.com")
    person = of(bob)[1]
    assert (person.way, str(person.to)) == ("api", "<bdi>noura@example.com</bdi>")


@pytest.mark.parametrize("audience", ["public", "direct", "person"])
def test_a_permit_asks_no_network(network: InTest, mention: Mention, audience: str) -> None:
    assert selectors.permit(mention=mention, audience=audience) == Permit(Way.API)
    assert network.calls == []


@pytest.mark.parametrize(
    ("status", "reason"), [("paused", PAUSED), ("needs_reauth", Code.AUTH_EXPIRED), ("removed", NO_ACCOUNT)]
)
def test_a_permit_says_what_is_wrong_with_the_account(mention: Mention, status: str, reason: str) -> None:
    SocialAccount.objects.update(status=status)
    assert selectors.permit(mention=mention, audience="public") == Permit(Way.NONE, reason)


def test_a_post_that_was_taken_back_is_answered_by_nobody(network: InTest, mention: Mention) -> None:
    mention.post.deleted_at = said.at(1)
    mention.post.save()
    assert selectors.permit(mention=mention, audience="public").reason == Code.TARGET_GONE


@pytest.mark.parametrize("reason", [*Code, NO_ACCOUNT, PAUSED])
def test_every_reason_has_words_and_a_next_step_that_fit_the_timeline(reason: str) -> None:
    assert words.why(reason) != reason
    assert words.next_step(reason)
    assert len(words.WORDS[reason]) <= 200
