from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.tickets.sla.reading import TEN


@pytest.fixture
def at_ten() -> Iterator[Any]:
    """A Sunday at ten in the morning, UTC, that stands still until it is moved."""
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(at_ten: Any, zaytuna: Desk) -> Iterator[Desk]:
    """Inside Zaytuna, which is there around the clock: 4 h to the first answer, 8 h to the next, 3 days to the end."""
    with tenant_context(zaytuna.tenant):
        yield zaytuna
