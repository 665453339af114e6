"""How often a key and a company may ask."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from redis import RedisError

from tenants.membership.models import Member
from tests.api.program import Program
from tests.factories.people import Desk
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_minute() -> Any:
    """No test is cut in two by the end of a minute."""
    with mock.patch("helpdesk.lib.counter.time.time", return_value=1_800_000_015.0):
        yield


def test_each_answer_says_how_much_is_left(shop: Program, settings: Any) -> None:
    settings.API_HITS_PER_KEY = 10
    left = [shop.get("/tickets/").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["9", "8", "7"]
    assert shop.get("/tickets/").headers["RateLimit-Limit"] == "10"
    assert shop.get("/tickets/").headers["RateLimit-Reset"] == "45"


def test_a_key_that_asks_too_often_waits(zaytuna: Desk, shop: Program, settings: Any, ticket: Ticket) -> None:
    settings.API_HITS_PER_KEY = 2
    assert [shop.get("/tickets/").status_code for _ in range(2)] == [200, 200]
    refused = shop.patch(f"/tickets/{ticket.pk}/", {"priority": "low"})
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Retry-After"] == "45"
    assert refused.headers["RateLimit-Remaining"] == "0"
    settings.API_HITS_PER_KEY = 100
    assert shop.get(f"/tickets/{ticket.pk}/").json()["priority"] == "normal"


def test_a_company_that_asks_too_often_waits_whatever_its_keys(
    zaytuna: Desk,
    tapuz: Desk,
    bob: Member,
    charlie: Member,
    shop: Program,
    program: Callable[..., Program],
    settings: Any,
) -> None:
    settings.API_HITS_PER_COMPANY = 2
    bobs, charlies = program(zaytuna, bob), program(tapuz, charlie)
    assert [shop.get("/tickets/").status_code, bobs.get("/tickets/").status_code] == [200, 200]
    assert shop.get("/tickets/").status_code == 429
    assert charlies.get("/tickets/").status_code == 200


def test_a_key_that_runs_wild_leaves_the_company_s_share_to_the_others(
    zaytuna: Desk, bob: Member, shop: Program, program: Callable[..., Program], settings: Any
) -> None:
    settings.API_HITS_PER_KEY, settings.API_HITS_PER_COMPANY = 2, 4
    bobs = program(zaytuna, bob)
    assert [shop.get("/tickets/").status_code for _ in range(6)] == [200, 200, 429, 429, 429, 429]
    assert [bobs.get("/tickets/").status_code for _ in range(2)] == [200, 200]


def test_without_the_store_the_desk_answers(shop: Program, settings: Any) -> None:
    settings.API_HITS_PER_KEY = 0
    with mock.patch("helpdesk.lib.counter.hits", side_effect=RedisError("away")):
        assert shop.get("/tickets/").status_code == 200
