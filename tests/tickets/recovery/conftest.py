import pytest

from tenants.membership.models import Member
from tests.factories.people import Desk, add_member


@pytest.fixture
def lee(zaytuna: Desk) -> Member:
    """A team lead."""
    return add_member(zaytuna, "lee@zaytuna.example", "lead", "Lee")


@pytest.fixture
def mia(zaytuna: Desk) -> Member:
    """Another lead."""
    bob = zaytuna.members["agent"]
    mia = add_member(zaytuna, "mia@zaytuna.example", "lead", "Mia")
    zaytuna.members |= {"agent": bob, "second lead": mia}
    return mia
