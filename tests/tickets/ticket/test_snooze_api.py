"""A program lays a ticket aside and takes it up again, by the same verbs as the console."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.conftest import shop as shop
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


def _later(hours: float) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def _row(desk: Desk) -> tuple[datetime | None, list[Any]]:
    """Until when, and what the history says of it."""
    with tenant_context(desk.tenant):
        verbs = ("ticket.snoozed", "ticket.woken")
        told = Event.objects.filter(verb__in=verbs).order_by("created_at", "id").values_list("verb", flat=True)
        return Ticket.objects.get().snoozed_until, list(told)


def test_it_is_laid_aside_and_taken_up_again(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    until = _later(4)
    response = shop.ask("PUT", f"/tickets/{ticket.pk}/snooze/", {"until": until})
    assert response.status_code == 200, response.content
    assert datetime.fromisoformat(response.json()["snoozed_until"]) == datetime.fromisoformat(until)
    assert [row["id"] for row in shop.get("/tickets/?snoozed=true").json()["results"]] == [str(ticket.pk)]
    assert _row(zaytuna) == (datetime.fromisoformat(until), ["ticket.snoozed"])
    assert shop.ask("DELETE", f"/tickets/{ticket.pk}/snooze/").status_code == 204
    assert shop.get("/tickets/?snoozed=true").json()["results"] == []
    assert _row(zaytuna) == (None, ["ticket.snoozed", "ticket.woken"])
    assert shop.ask("DELETE", f"/tickets/{ticket.pk}/snooze/").status_code == 204
    assert _row(zaytuna) == (None, ["ticket.snoozed", "ticket.woken"])


@pytest.mark.parametrize("hours", [-1, 24 * 367])
def test_no_time_that_is_over_or_too_far(zaytuna: Desk, shop: Program, ticket: Ticket, hours: float) -> None:
    response = shop.ask("PUT", f"/tickets/{ticket.pk}/snooze/", {"until": _later(hours)})
    assert (response.status_code, response.json()["code"]) == (409, "cannot_snooze")
    assert _row(zaytuna) == (None, [])


def test_what_is_solved_is_not_laid_aside(zaytuna: Desk, shop: Program, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        tickets.set_status(ticket=ticket, status="solved", by=bob)
    response = shop.ask("PUT", f"/tickets/{ticket.pk}/snooze/", {"until": _later(1)})
    assert (response.status_code, response.json()["code"]) == (409, "cannot_snooze")
    assert _row(zaytuna) == (None, [])


@pytest.mark.parametrize("sent", [{}, {"until": None}, {"until": "soon"}, {"until": "2026-13-01T00:00:00Z"}])
def test_what_is_no_time_is_refused_by_name(zaytuna: Desk, shop: Program, ticket: Ticket, sent: Any) -> None:
    response = shop.ask("PUT", f"/tickets/{ticket.pk}/snooze/", sent)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "until")
    assert _row(zaytuna) == (None, [])


def test_a_strangers_ticket_is_not_there(tapuz: Desk, shop: Program) -> None:
    with tenant_context(tapuz.tenant):
        theirs = make_ticket()
    assert shop.ask("PUT", f"/tickets/{theirs.pk}/snooze/", {"until": _later(1)}).status_code == 404
    assert shop.ask("DELETE", f"/tickets/{theirs.pk}/snooze/").status_code == 404
    assert _row(tapuz) == (None, [])
