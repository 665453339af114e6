from collections.abc import Callable, Mapping

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.canned import services
from tickets.canned.models import CannedReply

Make = Callable[..., CannedReply]


@pytest.fixture
def make(zaytuna: Desk, alice: Member) -> Make:
    """A canned reply of zaytuna, titles and texts by language."""

    def made(shortcut: str = "late", *, titles: Mapping[str, str], bodies: Mapping[str, str]) -> CannedReply:
        with tenant_context(zaytuna.tenant):
            return services.create(shortcut=shortcut, titles=titles, bodies=bodies, by=alice)

    return made
