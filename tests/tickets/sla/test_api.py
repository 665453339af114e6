"""Programs read what we aim at and what a customer waits for, and change the first."""

from collections.abc import Callable

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import send
from tickets.sla import policies
from tickets.sla.models import SlaPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(zaytuna: Desk, alice: Member, program: Callable[..., Program]) -> Program:
    return program(zaytuna, alice)


def _order(shop: Program) -> list[str]:
    return [row["name"] for row in shop.get("/sla-policies/?archived=false").json()["results"]]


def test_policies_are_read_in_their_order(shop: Program) -> None:
    first, second = shop.get("/sla-policies/").json()["results"]
    assert (first["channel"], first["first_minutes"], first["resolution_minutes"]) == ("social", 60, None)
    assert (second["channel"], second["next_minutes"], second["calendar"]["name"]) == ("", 480, "Working hours")


def test_a_policy_is_made_changed_moved_and_archived(shop: Program) -> None:
    made = shop.post("/sla-policies/", {"name": "Urgent", "priority": "urgent", "first_minutes": 30})
    assert (made.status_code, made.json()["position"], made.json()["version"]) == (201, 2, 1)
    path = f"/sla-policies/{made.json()['id']}/"
    changed = shop.ask("PATCH", path, {"position": 0, "first_minutes": 15, "next_minutes": None}).json()
    assert (changed["position"], changed["first_minutes"], changed["version"]) == (0, 15, 2)
    assert _order(shop) == ["Urgent", "Social networks", "Everything else"]
    assert shop.ask("PATCH", path, {"archived": True}).json()["archived_at"] is not None
    assert _order(shop) == ["Social networks", "Everything else"]


def test_a_policy_that_aims_at_nothing_is_refused(zaytuna: Desk, shop: Program) -> None:
    answer = shop.post("/sla-policies/", {"name": "Nothing"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "first_minutes")
    with tenant_context(zaytuna.tenant):
        assert SlaPolicy.objects.count() == 2


def test_one_too_many_is_refused(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "MOST", 2)
    refused = shop.post("/sla-policies/", {"name": "VIP", "first_minutes": 60})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_policies")
    assert len(_order(shop)) == 2


def test_what_another_has_changed_meanwhile_is_not_overwritten(shop: Program) -> None:
    path = f"/sla-policies/{shop.get('/sla-policies/').json()['results'][0]['id']}/"
    known = shop.get(path).headers["ETag"]
    shop.ask("PATCH", path, {"first_minutes": 20})
    late = shop.ask("PATCH", path, {"first_minutes": 40}, If_Match=known)
    assert (late.status_code, shop.get(path).json()["first_minutes"]) == (412, 20)


def test_the_clocks_of_a_ticket_say_what_was_kept(zaytuna: Desk, shop: Program) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        send(make_reply(ticket, zaytuna.members["agent"]))
    found = {row["metric"]: row for row in shop.get(f"/tickets/{ticket.pk}/clocks/").json()["results"]}
    assert (found["first"]["ended"], found["first"]["target_seconds"]) == ("met", 4 * 3600)
    assert (found["resolution"]["ended"], found["resolution"]["due_at"]) == ("", None)
