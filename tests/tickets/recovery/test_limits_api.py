"""The limits over the API: those that hold, for those who set them."""

from collections.abc import Callable

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tickets.recovery import limits

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_the_limits_that_hold_are_listed(zaytuna: Desk, alice: Member, bob: Member, program: Programs) -> None:
    with tenant_context(zaytuna.tenant):
        allow_gestures(alice, per_grant=100)
        allow_gestures(alice, per_grant=200)
        allow_gestures(alice, kind="", member=bob, per_period=900)
        limits.take_back(limit=allow_gestures(alice, kind="gift", per_grant=5), by=alice)
    found = program(zaytuna, alice, ["recovery:read"]).get("/limits/").json()["results"]
    assert [(one["role"], one["kind"], one["per_grant"], one["per_period"], one["version"]) for one in found] == [
        (None, None, None, 900, 1),
        ("agent", "voucher", 200, None, 2),
    ]
    assert (found[0]["member"]["name"], found[0]["set_by"]["name"]) == ("Bob", "Alice")


def test_an_agent_does_not_read_them(zaytuna: Desk, bob: Member, program: Programs) -> None:
    assert program(zaytuna, bob, ["recovery:read"]).get("/limits/").status_code == 403


def test_nobody_sets_one_over_the_api(zaytuna: Desk, alice: Member, program: Programs) -> None:
    answer = program(zaytuna, alice, ["recovery:write"]).post("/limits/", {"role": "agent", "per_grant": 1})
    assert answer.status_code == 405
