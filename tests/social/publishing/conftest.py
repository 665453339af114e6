from collections.abc import Iterator

import pytest

from social.accounts.models import SocialAccount
from social.connectors.registry import connectors
from social.mentions.models import Mention
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk
from tests.social.publishing.acts import connected
from tests.social.publishing.network import InTest


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> InTest:
    """The network of every account here."""
    found = InTest()
    monkeypatch.setitem(connectors._entries, "plaza", found)
    return found


@pytest.fixture
def inside(zaytuna: Desk) -> Iterator[Desk]:
    with tenant_context(zaytuna.tenant):
        yield zaytuna


@pytest.fixture
def account(inside: Desk, network: InTest) -> SocialAccount:
    return connected(said.make_brand(), inside.members["owner"])


@pytest.fixture
def mention(account: SocialAccount) -> Mention:
    """Noura complains in public; nobody has answered."""
    return said.opened(account, said.post("p1", url="https://in.test/p1"))
