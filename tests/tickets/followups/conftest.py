from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
import time_machine
from time_machine import Traveller

from tenants.isolation import ids
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket

MONDAY = "2026-05-04T07:00:00Z"  # ten in the morning in Riyadh
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _rising_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the clock stands still, ids rise all the same."""
    numbers = count(4, 4)
    monkeypatch.setattr(ids, "os", SimpleNamespace(urandom=lambda size: next(numbers).to_bytes(size, "big")))


@pytest.fixture
def now() -> Iterator[Traveller]:
    """A clock that stands still until it is moved."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def inside(zaytuna: Desk) -> Iterator[Desk]:
    """In the company of Alice and Bob."""
    with tenant_context(zaytuna.tenant):
        yield zaytuna


@pytest.fixture
def ticket(now: Traveller, inside: Desk, bob: Member) -> Ticket:
    """Noura waits for Bob."""
    found = make_ticket(assignee=bob)
    now.shift(timedelta(minutes=5))
    return found
