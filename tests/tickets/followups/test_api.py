"""Promises over the REST API."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.conftest import shop as shop
from tests.api.conftest import ticket as ticket
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_promise, make_reply
from tickets.followups.models import Promise
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(zaytuna: Desk, bob: Member, ticket: Ticket) -> Promise:
    with tenant_context(zaytuna.tenant):
        return make_promise(make_reply(ticket, bob))


def _later(hours: float = 4) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def test_a_reply_carries_a_promise(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    due = _later()
    response = shop.post(f"/tickets/{ticket.pk}/messages/", {"text": "We look into it.", "promise": due})
    assert response.status_code == 201, response.content
    row = shop.get(f"/tickets/{ticket.pk}/promises/").json()["results"][0]
    assert (row["message"], row["state"], row["settled_at"]) == (response.json()["id"], "open", None)
    assert datetime.fromisoformat(row["due_at"]) == datetime.fromisoformat(due)


@pytest.mark.parametrize(("hours", "then"), [(-1, "waiting"), (24 * 91, "waiting"), (4, "solved")])
def test_what_cannot_be_promised_sends_nothing(
    zaytuna: Desk, shop: Program, ticket: Ticket, hours: float, then: str
) -> None:
    sent = {"text": "x", "promise": _later(hours), "then": then}
    response = shop.post(f"/tickets/{ticket.pk}/messages/", sent)
    assert (response.status_code, response.json()["code"]) == (409, "no_promise")
    with tenant_context(zaytuna.tenant):
        assert (Promise.objects.count(), Message.objects.filter(kind="reply").count()) == (0, 0)


def test_promises_are_found_by_state_owner_and_ticket(shop: Program, bob: Member, promise: Promise) -> None:
    for query, found in {
        f"state=open&owner={bob.pk}": 1,
        f"ticket={promise.ticket_id}&settled=false": 1,
        "state=kept&state=broken": 0,
        "settled=true": 0,
        "due_since=2099-01-01T00:00:00Z": 0,
    }.items():
        assert len(shop.get(f"/promises/?{query}").json()["results"]) == found, query
    assert shop.get("/promises/?stage=1").status_code == 400
    assert shop.get(f"/promises/{promise.pk}/").json()["owner"]["name"] == "Bob"


def test_a_promise_is_withdrawn_with_a_reason_once(zaytuna: Desk, shop: Program, promise: Promise) -> None:
    path = f"/promises/{promise.pk}/withdrawal/"
    assert shop.put(path, {"reason": ""}).status_code == 400
    done = shop.put(path, {"reason": "He rang"})
    assert (done.status_code, done.json()["state"], done.json()["reason"]) == (200, "withdrawn", "He rang")
    again = shop.put(path, {"reason": "He rang"})
    assert (again.status_code, again.json()["code"]) == (409, "promise_settled")


def test_a_ticket_is_not_solved_over_an_open_promise(zaytuna: Desk, shop: Program, promise: Promise) -> None:
    path = f"/tickets/{promise.ticket_id}/"
    refused = shop.patch(path, {"status": "solved"})
    assert (refused.status_code, refused.json()["code"]) == (409, "promise_open")
    assert shop.get(path).json()["status"] == "waiting"
    assert shop.patch(path, {"priority": "high"}).status_code == 200
    shop.put(f"/promises/{promise.pk}/withdrawal/", {"reason": "He rang"})
    assert shop.patch(path, {"status": "solved"}).status_code == 200


def test_another_company_finds_none(
    zaytuna: Desk, tapuz: Desk, charlie: Member, promise: Promise, program: Callable[..., Program]
) -> None:
    stranger = program(tapuz, charlie)
    assert stranger.get("/promises/").json()["results"] == []
    assert stranger.get(f"/promises/{promise.pk}/").status_code == 404
    assert stranger.put(f"/promises/{promise.pk}/withdrawal/", {"reason": "x"}).status_code == 404
    with tenant_context(zaytuna.tenant):
        assert Promise.objects.get().settled_at is None
