"""Pages by cursor, filters and orders from an allow-list, and what is new since a moment."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import services as messages
from tickets.ticket import labels
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def _numbers(page: dict[str, Any]) -> list[int]:
    return [row["number"] for row in page["results"]]


def _walk(shop: Program, path: str, way: str = "next") -> list[list[int]]:
    pages, url = [], path
    while url:
        page = shop.get(url).json()
        pages.append(_numbers(page))
        url = page[way]
    return pages


def test_pages_are_steady_while_tickets_come_in(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        numbers = [make_ticket(f"{n}").number for n in range(6)]
    first = shop.get("/tickets/?limit=2").json()
    with tenant_context(zaytuna.tenant):
        make_ticket("came in between")
    assert _walk(shop, first["next"]) == [numbers[3:1:-1], numbers[1::-1]]
    assert first["previous"] is None


def test_tickets_of_one_moment_are_all_seen_once(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        numbers = [make_ticket(f"{n}").number for n in range(7)]
        Ticket.objects.update(updated_at=clock.now())
    for order in "updated_at", "-updated_at":
        pages = _walk(shop, f"/tickets/?limit=2&order={order}")
        assert sorted(number for page in pages for number in page) == numbers
        last = shop.get(f"/tickets/?limit=2&order={order}").json()
        while last["next"]:
            last = shop.get(last["next"]).json()
        assert _walk(shop, last["previous"], "previous") == pages[-2::-1]


def _cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


ID = "01a20113-9a30-7a17-9644-abba3c1348b7"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "%00",
        _cursor("-created_at", False, "2026-01-01", ID),
        _cursor("-created_at", False, "now", ID),
        _cursor("-created_at", False, None, ID),
        _cursor("-created_at", False, 10**40, ID),
        _cursor("-created_at", "no", "2026-01-01T00:00:00Z", ID),
        _cursor("-created_at", False, "0001-01-01T00:00:00+23:59", ID),
        _cursor("-created_at", False, "2026-01-01T00:00:00Z", "1 OR 1=1"),
        _cursor("-created_at", False, "2026-01-01T00:00:00Z", None),
        _cursor("requester__note", False, "a", ID),
        _cursor("updated_at", False, "2026-01-01T00:00:00Z", ID),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_a_cursor_that_we_did_not_write_is_refused(shop: Program, cursor: str) -> None:
    response = shop.get(f"/tickets/?cursor={cursor if cursor == '%00' else quote(cursor)}")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "cursor"), response.content


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1e3", "٢", "9" * 5000])
def test_a_page_has_one_to_a_hundred_rows(shop: Program, limit: str) -> None:
    response = shop.get(f"/tickets/?limit={quote(limit)}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_limit")


@pytest.mark.parametrize("order", ["password", "requester__note", "-", "", "created_at,id", "--created_at", "?", "pk"])
def test_an_order_that_is_not_offered_is_refused(shop: Program, order: str) -> None:
    response = shop.get(f"/tickets/?order={quote(order)}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_order")


@pytest.mark.parametrize(
    "query",
    ["statsu=open", "requester__note=x", "tenant=1", "status__in=open", "requester_id=1", "q=x", "page=2", "offset=1"],
)
@pytest.mark.parametrize("path", ["/tickets/", "/contacts/", "/members/", "/tags/"])
def test_a_filter_that_is_not_offered_is_refused(shop: Program, path: str, query: str) -> None:
    response = shop.get(f"{path}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")


@pytest.mark.parametrize(
    "query",
    [
        "status=gone",
        "number=x",
        "number=1e999999",
        "number=NaN",
        "requester=1",
        "created_since=yesterday",
        "created_since=0001-01-01T00:00:00%2B23:59",
        "unassigned=perhaps",
        "unassigned=perhaps%00",
        "waiting=maybe",
        "tag=%00",
    ],
)
def test_a_value_that_is_none_is_refused(shop: Program, query: str) -> None:
    response = shop.get(f"/tickets/?{query}")
    assert response.status_code == 400, response.content
    assert response.json()["errors"][0]["field"] == query.partition("=")[0]


def test_filters_find_what_they_say(zaytuna: Desk, alice: Member, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        torn, paid = make_ticket("torn", assignee=alice), make_ticket("paid", email="d@example.com")
        tickets.set_tags(ticket=torn, names=["sofa", "torn"], by=alice)
        tickets.set_priority(ticket=paid, priority="urgent", by=alice)
        make_reply(paid, alice)
        category = labels.create_category(names={"en": "Delivery"}, by=alice)
        tickets.set_category(ticket=torn, category=category, by=alice)
    found = {
        "tag=sofa": [torn],
        "priority=urgent&priority=high": [paid],
        "status=waiting": [paid],
        "waiting=true": [torn],
        "waiting=false": [paid],
        "unassigned=true": [],
        f"assignee={alice.pk}": [paid, torn],
        f"number={torn.number}": [torn],
        f"requester={paid.requester_id}": [paid],
        f"category={category.pk}": [torn],
        "channel=email&status=waiting": [paid],
        "channel=api": [],
    }
    for query, expected in found.items():
        assert _numbers(shop.get(f"/tickets/?{query}").json()) == [row.number for row in expected], query


CHANGES: dict[str, Callable[[Ticket, Member], object]] = {
    "tag": lambda ticket, by: tickets.set_tags(ticket=ticket, names=["new"], by=by),
    "note": lambda ticket, by: messages.note(ticket=ticket, by=by, body="x"),
    "reply": make_reply,
    "customer": lambda ticket, by: messages.receive(ticket=ticket, contact=ticket.requester, body="x"),
    "status": lambda ticket, by: tickets.set_status(ticket=ticket, status="solved", by=by),
    "priority": lambda ticket, by: tickets.set_priority(ticket=ticket, priority="low", by=by),
    "assignee": lambda ticket, by: tickets.assign(ticket=ticket, assignee=by, by=by),
    "team": lambda ticket, by: tickets.set_team(ticket=ticket, team=None, by=by),
    "category": lambda ticket, by: tickets.set_category(
        ticket=ticket, category=labels.create_category(names={"en": "x"}, by=by), by=by
    ),
    "lost": lambda ticket, by: messages.undeliverable(message_id=str(make_reply(ticket, by).pk), reason="x"),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_every_change_is_found_by_who_asks_what_is_new(
    zaytuna: Desk, alice: Member, shop: Program, change: str
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket, _other = make_ticket(), make_ticket("calm")
        tickets.set_team(ticket=ticket, team=zaytuna.team, by=alice)
        moment = clock.now()
        CHANGES[change](ticket, alice)
    page = shop.get(f"/tickets/?updated_since={quote(moment.isoformat())}&order=updated_at").json()
    assert _numbers(page) == [ticket.number]


@pytest.mark.parametrize(
    ("path", "index"),
    [
        ("/tickets/?updated_since=2026-01-01T00:00:00Z&order=updated_at", "ticket_since_ix"),
        ("/tickets/", "ticket_created_ix"),
        ("/contacts/?updated_since=2026-01-01T00:00:00Z", "contact_recent_ix"),
        ("/organizations/?updated_since=2026-01-01T00:00:00Z&order=updated_at", "organization_since_ix"),
    ],
)
def test_a_page_is_read_from_its_index_without_sorting(zaytuna: Desk, shop: Program, path: str, index: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert shop.get(path).status_code == 200
    table = path.split("/")[1]
    [sql] = [query["sql"] for query in asked if f'FROM "tickets_{table[:-1]}"' in query["sql"]]
    with tenant_context(zaytuna.tenant), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan, plan
    rows, _, _of_one_row = plan.partition("SubPlan")
    assert "Sort" not in rows.replace("Incremental Sort", ""), plan
