from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.notifications.models import Notification
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline

DUE = "2026-11-22T12:00:00+00:00"
Told = Callable[[Member], list[str]]


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


@pytest.fixture
def lena(zaytuna: Desk) -> Member:
    """A lead of no team."""
    return add_member(zaytuna, "lena@zaytuna.example", "lead", "Lena")


@pytest.fixture
def omar(zaytuna: Desk) -> Member:
    """A second agent."""
    agent = zaytuna.members["agent"]
    omar = add_member(zaytuna, "omar@zaytuna.example", "agent", "عمر الفاروق")
    zaytuna.members["agent"] = agent
    return omar


def told(member: Member) -> list[str]:
    """The kinds of what a member was told, the oldest first. Needs a tenant."""
    return list(Notification.objects.filter(member=member).order_by("created_at", "id").values_list("kind", flat=True))


def happen(ticket: Ticket, verb: str, by: Member | None = None, **data: Any) -> None:
    """As another room writes it down."""
    timeline.record(ticket_id=ticket.pk, verb=verb, by=by, **data)


def breach(ticket: Ticket, clock: str = "") -> None:
    happen(ticket, "sla.breached", metric="next", due=DUE, clock=clock or str(uuid4()))
