from collections.abc import Iterator

import pytest

from social.accounts.models import SocialAccount
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk


@pytest.fixture
def account(zaytuna: Desk) -> Iterator[SocialAccount]:
    """Zaytuna's page, inside its tenant."""
    with tenant_context(zaytuna.tenant):
        yield said.make_account(said.make_brand())
