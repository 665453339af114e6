from collections.abc import Iterator

import pytest

from social.accounts.models import Brand
from social.listening import services
from social.listening.models import Listener
from social.listening.rules.terms import TermSpec
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk


@pytest.fixture
def inside(zaytuna: Desk) -> Iterator[Desk]:
    """Inside Zaytuna."""
    with tenant_context(zaytuna.tenant):
        yield zaytuna


@pytest.fixture
def brand(inside: Desk) -> Brand:
    return said.make_brand("Zaytuna")


@pytest.fixture
def listener(brand: Brand, alice: Member) -> Listener:
    """A draft that listens for the name in two scripts."""
    return services.create(brand=brand, name="Names", terms=[TermSpec("Zaytuna"), TermSpec("زيتونة")], by=alice)
