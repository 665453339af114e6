"""Programs walk the steps, give within a limit, ask above it, and a till uses a voucher up."""

from collections.abc import Callable
from typing import Any

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import allow, make_repair, make_sent
from tests.factories.tickets import make_ticket
from tickets.messages.models import Message
from tickets.recovery.models import Grant

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
SCOPES = ["tickets:write", "messages:write", "recovery:write"]


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, lee: Member) -> Desk:
    with tenant_context(zaytuna.tenant):
        allow(alice)
        allow(alice, role="lead", per_grant=500_00)
    return zaytuna


def wish(recovery: str, amount: int = 80_00, **given: Any) -> dict[str, Any]:
    return {"recovery": recovery, "kind": "voucher", "currency": "SAR", "amount": amount, **given}


def test_a_program_walks_from_a_complaint_to_a_voucher_that_a_till_takes(
    desk: Desk, bob: Member, program: Programs
) -> None:
    shop = program(desk, bob, SCOPES)
    with tenant_context(desk.tenant):
        ticket = make_ticket()
        reply = make_sent(ticket, bob)
    home = f"/tickets/{ticket.pk}/recoveries/"
    opened = shop.ask("POST", home, {"purpose": "repair"})
    assert (opened.status_code, opened.json()["steps"]) == (201, [])
    steps = f"{home}{opened.json()['id']}/steps/"
    refused = shop.ask("POST", "/grants/", wish(opened.json()["id"]))
    assert (refused.status_code, refused.json()["code"]) == (409, "no_apology")
    assert shop.ask("PUT", steps, {"step": "hear"}).status_code == 200
    done = shop.ask("PUT", steps, {"step": "apologise", "message": str(reply.pk)}).json()["steps"]
    assert [(one["step"], one["by"]["name"], one["message"]) for one in done] == [
        ("hear", "Bob", None),
        ("apologise", "Bob", str(reply.pk)),
    ]
    given = shop.ask("POST", "/grants/", wish(opened.json()["id"], words="For you, {{amount}}: {{code}}"))
    assert given.status_code == 201
    with tenant_context(desk.tenant):
        said = Message.objects.get(pk=given.json()["message"]).text
    code = said.rpartition(" ")[2]
    assert shop.ask("POST", "/vouchers/checks/", {"code": code.lower()}).json()["amount"] == 80_00
    used = shop.ask("POST", "/vouchers/redemptions/", {"code": code, "reference": "R-17"})
    assert (used.status_code, used.json()["state"], used.json()["reference"]) == (200, "redeemed", "R-17")
    again = shop.ask("POST", "/vouchers/redemptions/", {"code": code})
    assert (again.status_code, again.json()["code"]) == (409, "voucher_redeemed")
    assert code not in given.content.decode()


def test_above_the_limit_the_problem_says_what_is_left_and_a_lead_decides(
    desk: Desk, bob: Member, lee: Member, program: Programs
) -> None:
    shop, lead = program(desk, bob, SCOPES), program(desk, lee, SCOPES)
    with tenant_context(desk.tenant):
        recovery = str(make_repair(bob).pk)
    shop.get("/approvals/")
    before = snapshot(desk)
    over = shop.ask("POST", "/grants/", wish(recovery, 300_00))
    assert (over.status_code, over.json()["code"], over.json()["left"]) == (409, "over_limit", 100_00)
    assert shop.ask("POST", "/approvals/", wish(recovery, 100_00, reason="x")).json()["code"] == "inside_limit"
    assert snapshot(desk) == before
    asked = shop.ask("POST", "/approvals/", wish(recovery, 300_00, reason="Guests"))
    decision = f"/approvals/{asked.json()['id']}/decision/"
    before = snapshot(desk)
    assert shop.ask("PUT", decision, {"granted": 300_00}).status_code == 403
    assert snapshot(desk) == before
    part = lead.ask("PUT", decision, {"granted": 200_00, "answer": "As others got"})
    assert (part.status_code, part.json()["state"], part.json()["granted"]) == (200, "approved", 200_00)
    assert shop.ask("GET", "/grants/?kind=voucher").json()["results"][0]["amount"] == 200_00


def test_nobody_approves_his_own_request(desk: Desk, lee: Member, program: Programs) -> None:
    lead = program(desk, lee, SCOPES)
    with tenant_context(desk.tenant):
        recovery = str(make_repair(lee).pk)
    asked = lead.ask("POST", "/approvals/", wish(recovery, 600_00, reason="x")).json()["id"]
    before = snapshot(desk)
    for body in ({"granted": 1}, {"granted": 600_00, "words": "x"}, {"granted": None, "answer": "x"}):
        refused = lead.ask("PUT", f"/approvals/{asked}/decision/", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "own_request")
    assert snapshot(desk) == before


def test_a_step_says_what_it_needs(desk: Desk, bob: Member, program: Programs) -> None:
    shop = program(desk, bob, SCOPES)
    with tenant_context(desk.tenant):
        recovery = make_repair(bob, is_sorry=False)
        felt = make_sent(recovery.ticket, bob, "I am sorry to hear that.")
    steps = f"/tickets/{recovery.ticket_id}/recoveries/{recovery.pk}/steps/"
    shop.get("/approvals/")
    before = snapshot(desk)
    for body, status, code in (
        ({"step": "apologise"}, 400, "required"),
        ({"step": "diagnose"}, 400, "required"),
        ({"step": "hear", "cause": "x"}, 400, "not_here"),
        ({"step": "apologise", "message": str(felt.pk)}, 409, "only_empathy"),
    ):
        answer = shop.ask("PUT", steps, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert snapshot(desk) == before


def test_what_is_sent_twice_is_given_once(desk: Desk, bob: Member, program: Programs) -> None:
    shop = program(desk, bob, SCOPES)
    with tenant_context(desk.tenant):
        recovery = str(make_repair(bob).pk)
    first, second = (shop.ask("POST", "/grants/", wish(recovery), idempotency_key="one") for _ in range(2))
    assert first.json() == second.json()
    with tenant_context(desk.tenant):
        assert Grant.objects.count() == 1


def test_a_stranger_and_his_codes_are_not_there(
    desk: Desk, bob: Member, tapuz: Desk, charlie: Member, program: Programs
) -> None:
    with tenant_context(desk.tenant):
        recovery = make_repair(bob)
    other = program(tapuz, charlie, SCOPES)
    assert other.ask("POST", "/grants/", wish(str(recovery.pk))).status_code == 400
    assert other.ask("GET", f"/tickets/{recovery.ticket_id}/recoveries/").status_code == 404
    assert other.ask("POST", "/vouchers/checks/", {"code": "ABCD-EFGH-JKMN-PQRS"}).status_code == 404
