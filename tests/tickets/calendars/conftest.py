from collections.abc import Iterator

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.calendars import services
from tickets.calendars.models import Calendar

OFFICE = {str(day): [["09:00", "13:00"], ["14:00", "18:00"]] for day in (7, 1, 2, 3, 4)}


@pytest.fixture
def inside(zaytuna: Desk) -> Iterator[Desk]:
    """Work inside zaytuna."""
    with tenant_context(zaytuna.tenant):
        yield zaytuna


@pytest.fixture
def office(zaytuna: Desk, alice: Member) -> Calendar:
    """Sunday to Thursday in Riyadh, with the country's holidays."""
    with tenant_context(zaytuna.tenant):
        return services.create(name="Office", timezone="Asia/Riyadh", week=OFFICE, country="SA", by=alice)
