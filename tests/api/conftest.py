"""A program that speaks to a company's API with a token of one of its members."""

from collections.abc import Callable, Sequence

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import registry, services
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket


@pytest.fixture
def program() -> Callable[..., Program]:
    """`program(desk, member, scopes=…)`: every scope unless told."""

    def make(desk: Desk, member: Member, scopes: Sequence[str] | None = None, host: str = "") -> Program:
        with tenant_context(desk.tenant):
            _, key = services.create(
                name="Shop", scopes=registry.every() if scopes is None else scopes, expires_at=None, by=member
            )
        return Program(host or desk.host, str(key))

    return make


@pytest.fixture
def shop(zaytuna: Desk, alice: Member, program: Callable[..., Program]) -> Program:
    """Zaytuna's shop, with Alice's token."""
    return program(zaytuna, alice)


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    """Noura waits for an answer."""
    with tenant_context(zaytuna.tenant):
        return make_ticket()


@pytest.fixture
def foreign(tapuz: Desk) -> Ticket:
    """A ticket of another company."""
    with tenant_context(tapuz.tenant):
        return make_ticket("Another company's matter")
