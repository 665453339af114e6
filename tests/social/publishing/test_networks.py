"""On real servers: a lost answer leaves one post, and what a server says reaches the ticket."""

from typing import Any

import pytest

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import Connected
from social.connectors.registry import connectors
from social.mentions.models import Mention
from social.publishing.models import Outgoing
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tests.networks import Fake
from tests.social.connectors.conftest import _beside_the_desk as _beside_the_desk
from tests.social.connectors.conftest import fake as fake
from tests.social.connectors.conftest import networks as networks
from tests.social.publishing.acts import answer, fate, state, work

WORDS = "نعتذر منك يا نورة 🙏 ستصل الكنبة اليوم."
SPEAKING = ["mastodon", "plaza"]


@pytest.fixture
def mention(fake: Fake, zaytuna: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody wrote to our account there; it is in the inbox."""
    monkeypatch.setitem(connectors._entries, fake.connector.network, fake.connector)
    known = fake.account()
    given = Connected(known.native_id, known.handle, "Zaytuna", known.base_url, known.keys, (), known.limits)
    with tenant_context(zaytuna.tenant):
        account = accounts.connect(brand=said.make_brand(), network=fake.connector.network, connected=given, by=alice)
        native_id = fake.say("وصلت الكنبة ممزقة")
        yield said.opened(account, fake.connector.fetch_post(known, native_id))


def _ours(fake: Fake) -> list[str]:
    return [text for text in fake.published() if "نعتذر" in text]


@pytest.mark.parametrize("fake", SPEAKING, indirect=True)
def test_a_reply_is_there_once(fake: Fake, mention: Mention, bob: Member) -> None:
    message = answer(mention, bob, WORDS)
    work()
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert len(_ours(fake)) == 1
    outgoing = Outgoing.objects.get()
    assert outgoing.key
    assert outgoing.native_id


@pytest.mark.parametrize("fake", SPEAKING, indirect=True)
def test_a_lost_answer_leaves_one_post(fake: Fake, mention: Mention, bob: Member) -> None:
    fake.loses_answer()
    message = answer(mention, bob, WORDS)
    work()
    assert fate(message)[:2] == ("ambiguous", "queued")
    work()
    assert (fate(message), state(mention)) == (("published", "sent", "done"), "answered")
    assert len(_ours(fake)) == 1


@pytest.mark.parametrize("fake", SPEAKING, indirect=True)
def test_shut_out_it_waits_for_the_account(fake: Fake, mention: Mention, bob: Member) -> None:
    fake.shuts_out()
    message = answer(mention, bob, WORDS)
    work()
    assert SocialAccount.objects.get().status == "needs_reauth"
    assert (fate(message)[:2], state(mention)) == (("queued", "queued"), "publishing")
    assert _ours(fake) == []


@pytest.mark.parametrize("fake", SPEAKING, indirect=True)
def test_a_direct_message_is_there_once(fake: Fake, mention: Mention, bob: Member) -> None:
    fake.loses_answer()
    message = answer(mention, bob, WORDS, audience="person")
    work()
    work()
    assert fate(message) == ("published", "sent", "done")
    assert len(_ours(fake)) == 1
