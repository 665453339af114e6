from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tenants.membership.models import Member
from tests.factories.people import Desk, add_member, make_desk, sign_in

SLOW = ("tests/contracts/", "tests/journeys/", "tests/helpdesk/run/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first: begun last, one of them would leave the other cores with nothing to do."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits of one test are not those of the next."""
    cache.clear()


@pytest.fixture
def zaytuna(db: None) -> Desk:
    """A company with Alice (owner) and Bob (agent)."""
    desk = make_desk("zaytuna")
    add_member(desk, "alice@zaytuna.example", "owner", "Alice")
    add_member(desk, "bob@zaytuna.example", "agent", "Bob")
    return desk


@pytest.fixture
def tapuz(db: None) -> Desk:
    """Another company, where Charlie is the owner."""
    desk = make_desk("tapuz")
    add_member(desk, "charlie@tapuz.example", "owner", "Charlie")
    return desk


@pytest.fixture
def alice(zaytuna: Desk) -> Member:
    return zaytuna.members["owner"]


@pytest.fixture
def bob(zaytuna: Desk) -> Member:
    return zaytuna.members["agent"]


@pytest.fixture
def charlie(tapuz: Desk) -> Member:
    return tapuz.members["owner"]


@pytest.fixture
def browse() -> Callable[[Desk, Member], Client]:
    """A browser of a member, signed in on the desk's host."""
    return lambda desk, member: sign_in(Client(), desk, member)
