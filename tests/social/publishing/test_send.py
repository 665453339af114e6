"""What a network says of a reply is written down, and done: again, later, when we are let in again, or never."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.errors import FINAL, Code
from social.connectors.protocol import Published
from social.mentions import services as mentions
from social.mentions.models import Mention
from social.publishing.models import Outgoing
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox import services as outbox
from tenants.outbox.models import Item
from tests.factories import said
from tests.factories.people import add_member, make_desk
from tests.social.publishing.acts import answer, connected, fate, state, work
from tests.social.publishing.network import InTest, lost, refused
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket.models import Ticket


@pytest.fixture
def at_ten() -> Iterator[Any]:
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        yield clock


@pytest.mark.parametrize("code", sorted(FINAL))
def test_a_final_no_makes_it_our_turn_again_with_the_reason(
    network: InTest, mention: Mention, bob: Member, code: Code
) -> None:
    network.before = [refused(code, "said the network")]
    message = answer(mention, bob)
    work()
    assert (fate(message), state(mention)) == (("failed", "failed", "dead"), "failed")
    outgoing, ticket = Outgoing.objects.get(), Ticket.objects.get()
    assert (outgoing.error_code, outgoing.error_said) == (code, "said the network")
    assert len(message.delivery_error.splitlines()) == 2  # why, and what can be done
    assert (ticket.status, ticket.waiting_since is not None) == ("open", True)
    assert mention.moves.order_by("id").last().reason == code
    assert network.texts() == []


def test_a_failed_reply_never_settles_a_mention_and_can_be_sent_again(
    network: InTest, mention: Mention, bob: Member
) -> None:
    network.before = [refused(Code.REPLIES_RESTRICTED)]
    message = answer(mention, bob)
    work()
    assert Mention.objects.get().settled_at is None
    messages.resend(message=message, by=bob)
    assert (fate(message)[:2], state(mention)) == (("ambiguous", "queued"), "publishing")
    work()
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert len(network.posts) == 1
    assert Outgoing.objects.count() == 1


def test_when_the_network_is_busy_it_is_asked_again_as_late_as_it_said(
    network: InTest, mention: Mention, bob: Member, at_ten: Any
) -> None:
    network.before = [refused(Code.RATE_LIMITED, retry_after=900)]
    message = answer(mention, bob)
    outbox.drain()
    item = Item.objects.get(kind="social.publish")
    assert item.due_at == timezone.now() + timedelta(minutes=15)
    assert (fate(message), state(mention)) == (("queued", "queued", "queued"), "publishing")
    at_ten.shift(900)
    outbox.drain()
    assert fate(message) == ("published", "sent", "done")
    assert network.calls == ["publish", "publish"]  # a clear no left nothing to look for


def test_a_network_that_never_answers_is_given_up_after_twelve_tries(
    network: InTest, mention: Mention, bob: Member
) -> None:
    network.before = [refused(Code.NETWORK_DOWN) for _ in range(12)]
    message = answer(mention, bob)
    for _ in range(12):
        work()
    assert (fate(message), state(mention)) == (("failed", "failed", "dead"), "failed")
    assert "cannot be reached" in message.delivery_error


def test_where_it_can_be_seen_is_an_address_of_the_web(
    network: InTest, mention: Mention, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Published("our-1", "native-our-1", "javascript:alert(1)", timezone.now())
    monkeypatch.setattr(network, "publish", lambda account, draft: there)
    answer(mention, bob)
    work()
    assert (Outgoing.objects.get().state, Outgoing.objects.get().url) == ("published", "")


def test_a_network_that_names_it_at_any_length_does_not_make_it_unsaid(
    network: InTest, mention: Mention, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Published("k" * 600, "\0" + "n" * 300, "https://in.test/1", timezone.now())
    monkeypatch.setattr(network, "publish", lambda account, draft: there)
    message = answer(mention, bob)
    work()
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert (Outgoing.objects.get().key, Outgoing.objects.get().native_id) == ("k" * 500, "n" * 200)


def test_an_unclear_result_is_looked_up_before_the_next_try(network: InTest, mention: Mention, bob: Member) -> None:
    network.knows_keys = False
    network.after = [lost()]
    message = answer(mention, bob)
    work()
    assert (fate(message), state(mention)) == (("ambiguous", "queued", "queued"), "publishing")
    work()
    assert network.calls == ["publish", "look"]
    assert len(network.posts) == 1
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert Outgoing.objects.get().url == "https://in.test/our-1"


def test_without_the_look_there_would_be_two(
    network: InTest, mention: Mention, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is the look that keeps it at one, where the network knows no keys."""
    network.knows_keys = False
    network.after = [lost()]
    monkeypatch.setattr(InTest, "find_published", lambda *_: None)
    answer(mention, bob)
    work()
    work()
    assert len(network.posts) == 2


def test_what_is_not_there_is_published_again(network: InTest, mention: Mention, bob: Member) -> None:
    network.before = [lost()]
    message = answer(mention, bob)
    work()
    work()
    assert network.calls == ["publish", "look", "publish"]
    assert len(network.posts) == 1
    assert fate(message) == ("published", "sent", "done")


def test_a_look_that_fails_leaves_it_unclear_and_publishes_nothing(
    network: InTest, mention: Mention, bob: Member
) -> None:
    network.knows_keys = False
    network.after, network.blind = [lost()], [refused(Code.PERMISSION_MISSING), refused(Code.RATE_LIMITED)]
    message = answer(mention, bob)
    for expected in ("ambiguous", "ambiguous", "ambiguous", "published"):
        work()
        assert fate(message)[0] == expected
    assert network.calls == ["publish", "look", "look", "look"]
    assert len(network.posts) == 1


def test_given_up_unclear_it_says_so_and_is_found_before_it_is_sent_again(
    network: InTest, mention: Mention, bob: Member
) -> None:
    network.knows_keys = False
    network.after, network.blind = [lost()], [refused(Code.NETWORK_DOWN) for _ in range(11)]
    message = answer(mention, bob)
    for _ in range(12):
        work()
    assert (fate(message), state(mention)) == (("failed", "failed", "dead"), "failed")
    assert "did not say whether it was published" in message.delivery_error
    messages.resend(message=message, by=bob)
    work()
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert len(network.posts) == 1


def test_shut_out_it_waits_and_leaves_when_the_account_is_let_in_again(
    network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    network.before = [refused(Code.AUTH_EXPIRED, "token revoked")]
    message = answer(mention, alice)
    work()
    account.refresh_from_db()
    assert (account.status, account.status_reason) == ("needs_reauth", "token revoked")
    assert (fate(message), state(mention)) == (("queued", "queued", "done"), "publishing")
    work()
    assert network.calls == ["publish"]
    connected(account.brand, alice, keys={"token": "secret-2"})
    work()
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert network.keys == [{"token": "secret-1"}, {"token": "secret-2"}]
    assert len(network.posts) == 1


def test_shut_out_in_the_middle_it_is_looked_for_when_we_are_let_in(
    network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    network.knows_keys = False
    network.after, network.blind = [lost()], [refused(Code.AUTH_EXPIRED)]
    answer(mention, alice)
    work()
    work()
    connected(account.brand, alice)
    work()
    assert network.calls == ["publish", "look", "look"]
    assert len(network.posts) == 1


def test_keys_that_were_changed_while_we_asked_shut_nobody_out(
    network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    def reconnect() -> None:
        network.meanwhile = lambda: None
        connected(account.brand, alice, keys={"token": "secret-2"})

    network.meanwhile = reconnect
    network.before = [refused(Code.AUTH_EXPIRED)]
    message = answer(mention, alice)
    work()
    account.refresh_from_db()
    assert account.status == "active"
    work()
    assert fate(message) == ("published", "sent", "done")


def test_a_paused_account_keeps_it_until_it_goes_on(
    network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    message = answer(mention, alice)
    accounts.pause(account=account, by=alice)
    work()
    assert (fate(message)[:2], network.calls) == (("queued", "queued"), [])
    accounts.resume(account=account, by=alice)
    work()
    assert fate(message) == ("published", "sent", "done")


def test_an_account_that_was_removed_lets_it_fail(
    network: InTest, account: SocialAccount, mention: Mention, alice: Member
) -> None:
    message = answer(mention, alice)
    accounts.remove(account=account, by=alice)
    work()
    assert (fate(message), network.calls) == (("failed", "failed", "dead"), [])
    assert "No account of this brand" in message.delivery_error


def test_what_its_author_takes_back_meanwhile_stays_withdrawn(network: InTest, mention: Mention, bob: Member) -> None:
    message = answer(mention, bob)
    mentions.taken_back(network="plaza", key="p1", at=timezone.now())
    network.before = [refused(Code.TARGET_GONE)]
    work()
    assert (fate(message)[:2], state(mention)) == (("failed", "failed"), "withdrawn")


def test_of_two_replies_on_the_way_one_that_fails_leaves_the_mention_to_the_other(
    network: InTest, mention: Mention, bob: Member, alice: Member
) -> None:
    network.before = [refused(Code.DUPLICATE_TEXT)]
    first, second = answer(mention, bob), answer(mention, alice, "And once more.")
    work()
    assert (fate(first)[0], fate(second)[0], state(mention)) == ("failed", "published", "answered")


def test_an_empty_wish_changes_nothing(network: InTest, mention: Mention, bob: Member) -> None:
    message = answer(mention, bob)
    work()
    outbox.enqueue(kind="social.publish", key=f"{Outgoing.objects.get().pk}/again")
    work()
    assert network.calls == ["publish"]
    assert fate(message)[:2] == ("published", "sent")


@pytest.mark.django_db(transaction=True)
def test_the_network_is_asked_outside_any_transaction(network: InTest) -> None:
    desk = make_desk("zaytuna")
    alice = add_member(desk, "alice@zaytuna.example", "owner", "Alice")
    with tenant_context(desk.tenant):
        mention = said.opened(connected(said.make_brand(), alice), said.post("p1"))
        message = answer(mention, alice)
    with tenant_context(desk.tenant, atomic=False):
        outbox.drain()
    assert network.in_transaction is False
    with tenant_context(desk.tenant):
        assert Message.objects.get(pk=message.pk).delivery == "sent"
        assert (Outgoing.objects.get().state, state(mention)) == ("published", "answered")
