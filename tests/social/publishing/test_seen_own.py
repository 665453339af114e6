"""Our own words met on the network settle what they are, or what they answer."""

import pytest

from social.accounts.models import SocialAccount
from social.connectors.errors import Code
from social.connectors.protocol import Audience, AuthorData, Permit, PostData, Way
from social.mentions import services as mentions
from social.mentions.models import Mention, Post
from social.publishing import services
from social.publishing.models import Outgoing
from tenants.membership.models import Member
from tests.factories import said
from tests.social.publishing.acts import answer, fate, state, work
from tests.social.publishing.network import InTest, lost
from tickets.messages.models import Message
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


def ours(key: str = "o1", text: str = "@noura Sorry!", **facts: object) -> PostData:
    account = SocialAccount.objects.order_by("id")[0]
    by = AuthorData(key=account.native_id, native_id=account.native_id, handle=account.handle)
    return said.post(key, text, by=by, **({"parent_key": "p1", "root_key": "p1", "minutes": 10} | facts))


def met(account: SocialAccount, data: PostData) -> Post:
    heard = mentions.hear(account=account, data=data)
    assert heard.is_own
    services.seen_own(post=heard.post)
    return heard.post


def test_an_unclear_reply_is_settled_by_being_met(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    network.after = [lost()]
    message = answer(mention, bob, "Sorry!")
    work()
    met(account, ours(text="@noura   Sorry!\n", url="https://in.test/o1"))
    assert (fate(message)[:2], state(mention)) == (("published", "sent"), "answered")
    work()
    assert network.calls == ["publish"]
    assert Outgoing.objects.get().key == "o1"
    assert not Event.objects.filter(verb="publishing.native").exists()


def test_a_reply_that_was_given_up_is_found_after_all(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    network.before = [lost() for _ in range(12)]
    message = answer(mention, bob, "Sorry!")
    for _ in range(12):
        work()
    assert (fate(message), state(mention)) == (("failed", "failed", "dead"), "failed")
    met(account, ours())
    assert (fate(message)[:2], state(mention)) == (("published", "sent"), "answered")


def test_a_reply_that_was_left_to_a_hand_is_confirmed_by_itself(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member
) -> None:
    network.ways[Audience.PUBLIC] = Permit(Way.MANUAL, Code.REPLY_NOT_PERMITTED)
    message = answer(mention, bob, "Sorry!")
    met(account, ours(text="Sorry, Noura!"))  # whoever pasted it changed it
    assert (fate(message)[:2], state(mention)) == (("published", "sent"), "answered")


def test_an_answer_made_on_the_network_settles_what_it_answers(account: SocialAccount, mention: Mention) -> None:
    met(account, ours(text="We are on it.", url="https://in.test/o1"))
    mention.refresh_from_db()
    assert (mention.state, mention.reason, mention.settled_at) == ("answered", "answered_on_network", said.at(10))
    [event] = Event.objects.filter(verb="publishing.native")
    assert (event.member, event.data["url"]) == (None, "https://in.test/o1")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.waiting_since, ticket.first_replied_at) == ("waiting", None, said.at(10))
    assert not Message.objects.filter(kind="reply").exists()


def test_opened_again_by_hand_it_waits_for_nothing_that_was_answered_there(
    account: SocialAccount, mention: Mention, bob: Member
) -> None:
    met(account, ours(text="We are on it."))
    ticket = Ticket.objects.get()
    assert tickets.set_status(ticket=ticket, status="open", by=bob).waiting_since is None


def test_met_again_it_changes_nothing_and_opens_nothing_that_was_reopened(
    account: SocialAccount, mention: Mention, bob: Member
) -> None:
    post = met(account, ours(text="We are on it."))
    services.seen_own(post=post)
    assert Event.objects.filter(verb="publishing.native").count() == 1
    mentions.reopen(mention=Mention.objects.get(), by=bob)
    services.seen_own(post=post)
    assert state(mention) == "new"


def test_of_two_answers_the_first_counts_in_whatever_order_they_are_heard(
    account: SocialAccount, mention: Mention, bob: Member
) -> None:
    met(account, ours(text="And here is the link.", minutes=16))
    met(account, ours("o2", text="We are on it."))
    mention.refresh_from_db()
    assert (mention.state, mention.settled_at) == ("answered", said.at(10))
    mentions.reopen(mention=mention, by=bob)
    met(account, ours("o3", text="Hello!", minutes=5))
    assert state(mention) == "new"


def test_what_was_said_later_still_waits(account: SocialAccount, mention: Mention) -> None:
    later = said.opened(account, said.post("p2", "And now?", minutes=20, root_key="p1"))
    met(account, ours(text="We are on it."))
    assert (state(mention), state(later)) == ("answered", "new")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.waiting_since) == ("open", said.at(20))


def test_heard_before_what_it_answers_it_settles_it_when_it_is_heard(account: SocialAccount) -> None:
    post = met(account, ours(text="We are on it."))
    mention = said.opened(account, said.post("p1"))
    services.seen_own(post=post)
    assert state(mention) == "answered"


def test_what_we_say_by_ourselves_settles_nothing(account: SocialAccount, mention: Mention) -> None:
    met(account, ours(text="Open until ten today.", parent_key="", root_key="o1"))
    met(account, ours("o2", text="And tomorrow.", parent_key="o1", root_key="o1"))
    assert state(mention) == "new"


def test_an_answer_to_somebody_elses_post_settles_nothing(account: SocialAccount, mention: Mention) -> None:
    met(account, ours(text="We are on it.", parent_key="other", root_key="other"))
    assert state(mention) == "new"


def test_another_brands_answer_settles_nothing_of_this_one(account: SocialAccount, mention: Mention) -> None:
    other = said.make_account(said.make_brand("Nova"), "page-2")
    by = AuthorData(key="page-2", native_id="page-2", handle=other.handle)
    heard = mentions.hear(account=other, data=said.post("o1", "Hello", by=by, parent_key="p1", minutes=9))
    if heard.is_own:
        services.seen_own(post=heard.post)
    assert state(mention) == "new"


@pytest.mark.parametrize("times", [1, 2])
def test_our_own_echo_of_what_left_by_us_is_no_news(
    network: InTest, account: SocialAccount, mention: Mention, bob: Member, times: int
) -> None:
    answer(mention, bob, "Sorry!")
    work()
    before = Event.objects.count()
    for _ in range(times):
        met(account, ours("our-1"))
    assert Event.objects.count() == before
    assert Outgoing.objects.get().key == "our-1"
