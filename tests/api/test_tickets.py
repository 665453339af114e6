"""Tickets over the REST API."""

from collections.abc import Callable

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
NEW = {
    "subject": "The sofa arrived torn",
    "text": "The sofa that arrived today is torn.",
    "requester": {"email": "noura.q@example.com", "name": "Noura"},
}


def test_a_page_of_tickets_leads_to_the_next(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        numbers = [make_ticket(f"matter {n}").number for n in range(5)]
    first = shop.get("/tickets/?limit=3").json()
    second = shop.get(first["next"]).json()
    assert [row["number"] for row in first["results"] + second["results"]] == numbers[::-1]
    assert second["next"] is None
    assert [row["number"] for row in shop.get(second["previous"]).json()["results"]] == numbers[:1:-1]


def test_a_ticket_is_opened_in_the_customers_words(zaytuna: Desk, shop: Program) -> None:
    response = shop.post("/tickets/", NEW | {"tags": ["torn"], "priority": "high"})
    assert response.status_code == 201, response.content
    made = response.json()
    assert made["status"] == "new"
    assert made["tags"] == ["torn"]
    assert made["requester"]["name"] == "Noura"
    assert made["waiting_since"] is not None
    with tenant_context(zaytuna.tenant):
        message = Message.objects.get(ticket_id=made["id"])
    assert (message.kind, message.text) == ("customer", NEW["text"])


def test_a_wrong_field_is_named(shop: Program) -> None:
    response = shop.post("/tickets/", NEW | {"requester": {"email": "nobody"}, "priority": "huge"})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {fault["field"] for fault in response.json()["errors"]} == {"requester.email", "priority"}


def test_a_change_of_what_was_not_read_is_refused(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    read = shop.get(f"/tickets/{ticket.pk}/")
    etag = read.headers["ETag"]
    assert shop.get(f"/tickets/{ticket.pk}/", If_None_Match=etag).status_code == 304
    assert shop.patch(f"/tickets/{ticket.pk}/", {"priority": "urgent"}, If_Match=etag).status_code == 200
    late = shop.patch(f"/tickets/{ticket.pk}/", {"priority": "low"}, If_Match=etag)
    assert late.status_code == 412
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().priority == "urgent"


def test_a_request_sent_twice_is_done_once(zaytuna: Desk, shop: Program) -> None:
    first = shop.post("/tickets/", NEW, Idempotency_Key="order-77")
    again = shop.post("/tickets/", NEW, Idempotency_Key="order-77")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = shop.post("/tickets/", NEW | {"subject": "Another"}, Idempotency_Key="order-77")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.count() == 1


def test_the_platforms_host_serves_the_company_that_the_token_names(
    zaytuna: Desk, alice: Member, program: Callable[..., Program]
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    shop = program(zaytuna, alice, host="localhost")
    assert shop.get(f"/tickets/{ticket.pk}/").json()["number"] == ticket.number


def test_a_token_is_good_for_its_company_only(
    zaytuna: Desk, alice: Member, tapuz: Desk, program: Callable[..., Program]
) -> None:
    shop = program(zaytuna, alice, host=tapuz.host)
    response = shop.get("/tickets/")
    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_scope_that_only_reads_changes_nothing(zaytuna: Desk, alice: Member, program: Callable[..., Program]) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    reader = program(zaytuna, alice, ["tickets:read"])
    assert reader.get("/tickets/").status_code == 200
    denied = reader.patch(f"/tickets/{ticket.pk}/", {"priority": "low"})
    assert (denied.status_code, denied.json()["code"]) == (403, "scope_missing")
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().priority == "normal"


def test_who_may_only_open_tickets_writes_to_no_customer(
    zaytuna: Desk, alice: Member, program: Callable[..., Program]
) -> None:
    opener = program(zaytuna, alice, ["tickets:write"])
    denied = opener.post("/tickets/", NEW | {"author": "us"})
    assert (denied.status_code, denied.json()["code"]) == (403, "scope_missing")
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.count() == 0
    assert opener.post("/tickets/", NEW).status_code == 201
    assert program(zaytuna, alice).post("/tickets/", NEW | {"author": "us"}).status_code == 201
