from collections.abc import Callable, Iterator, Sequence

import pytest

from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import PostData
from social.listening import services as listening
from social.listening.models import Listener
from social.listening.rules.terms import TermSpec
from social.matching import services
from social.matching.services import Match
from social.mentions import services as mentions
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk

Listen = Callable[..., Listener]
Matching = Callable[[PostData], list[Match]]


@pytest.fixture
def account(zaytuna: Desk) -> Iterator[SocialAccount]:
    """Zaytuna's page, inside its tenant."""
    with tenant_context(zaytuna.tenant):
        yield said.make_account(said.make_brand())


@pytest.fixture
def brand(account: SocialAccount) -> Brand:
    return account.brand


@pytest.fixture
def listen(account: SocialAccount, alice: Member) -> Listen:
    """A listener that listens, for names or whole terms."""

    def listening_to(
        *terms: str | TermSpec, brand: Brand = account.brand, name: str = "Names", **facts: object
    ) -> Listener:
        specs: Sequence[TermSpec] = [TermSpec(one) if isinstance(one, str) else one for one in terms]
        made = listening.create(brand=brand, name=name, terms=specs, by=alice, **facts)  # type: ignore[arg-type]
        return listening.activate(listener=made, by=alice)

    return listening_to


@pytest.fixture
def matched(account: SocialAccount) -> Matching:
    """Whom a post concerns that came by our page."""

    def matching(data: PostData) -> list[Match]:
        heard = mentions.hear(account=account, data=data)
        return services.match(post=heard.post, data=data, account=account, is_new=heard.is_new)

    return matching
