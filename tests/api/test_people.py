"""Colleagues and teams over the REST API."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member, Team, TeamMember
from tests.api.program import Program
from tests.factories.people import Desk, add_member

pytestmark = pytest.mark.django_db


def test_colleagues_are_listed_and_their_addresses_shown_to_leads(
    zaytuna: Desk, bob: Member, shop: Program, program: Callable[..., Program]
) -> None:
    seen = {row["name"]: row["email"] for row in shop.get("/members/").json()["results"]}
    assert seen == {"Alice": "alice@zaytuna.example", "Bob": "bob@zaytuna.example"}
    agents = program(zaytuna, bob)
    assert {row["email"] for row in agents.get("/members/").json()["results"]} == {None}
    assert agents.get(f"/members/{bob.pk}/").json()["role"] == "agent"


def test_members_are_not_made_or_changed_here(shop: Program, bob: Member) -> None:
    assert shop.post("/members/", {"name": "Eve", "role": "owner"}).status_code == 405
    assert shop.patch(f"/members/{bob.pk}/", {"role": "owner"}).status_code == 405
    assert shop.delete(f"/members/{bob.pk}/").status_code == 405


def test_a_team_is_made_renamed_filled_and_removed(zaytuna: Desk, bob: Member, shop: Program) -> None:
    made = shop.post("/teams/", {"name": "Returns"})
    assert (made.status_code, made.json()["members"]) == (201, [])
    here = f"/teams/{made.json()['id']}/"
    named = shop.patch(here, {"name": "Returns and repairs"}, If_Match=made.headers["ETag"])
    assert named.json()["name"] == "Returns and repairs"
    joined = shop.put(f"{here}members/{bob.pk}/", If_Match=named.headers["ETag"])
    assert joined.json()["members"] == [{"id": str(bob.pk), "name": "Bob"}]
    assert shop.put(f"{here}members/{bob.pk}/").status_code == 200
    assert shop.put(f"{here}members/{bob.pk}/", If_Match=named.headers["ETag"]).status_code == 412
    assert shop.delete(f"{here}members/{bob.pk}/", If_Match=joined.headers["ETag"]).status_code == 204
    assert shop.get(here).json()["members"] == []
    assert shop.delete(here).status_code == 204
    assert shop.get(here).status_code == 404


def test_a_team_that_is_needed_stays(zaytuna: Desk, shop: Program) -> None:
    response = shop.delete(f"/teams/{zaytuna.team.pk}/")
    assert (response.status_code, response.json()["code"]) == (409, "team_in_use")
    taken = shop.post("/teams/", {"name": zaytuna.team.name})
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    with tenant_context(zaytuna.tenant):
        assert Team.objects.count() == 1


def test_teams_and_colleagues_of_others_are_not_there(
    shop: Program, zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member
) -> None:
    for path in f"/teams/{tapuz.team.pk}/", f"/members/{charlie.pk}/":
        assert shop.get(path).status_code == 404
    assert shop.patch(f"/teams/{tapuz.team.pk}/", {"name": "Ours"}).status_code == 404
    assert shop.delete(f"/teams/{tapuz.team.pk}/").status_code == 404
    assert shop.put(f"/teams/{tapuz.team.pk}/members/{bob.pk}/").status_code == 404
    assert shop.put(f"/teams/{zaytuna.team.pk}/members/{charlie.pk}/").status_code == 404
    for desk in zaytuna, tapuz:
        with tenant_context(desk.tenant):
            assert not TeamMember.objects.exists()


def test_an_agent_changes_no_team(zaytuna: Desk, bob: Member, program: Callable[..., Program]) -> None:
    agents = program(zaytuna, bob)
    assert agents.post("/teams/", {"name": "Mine"}).status_code == 403
    assert agents.patch(f"/teams/{zaytuna.team.pk}/", {"name": "Mine"}).status_code == 403
    assert agents.put(f"/teams/{zaytuna.team.pk}/members/{bob.pk}/").status_code == 403
    with tenant_context(zaytuna.tenant):
        assert Team.objects.get().name == zaytuna.team.name
        assert not TeamMember.objects.exists()


def test_a_page_of_teams_costs_the_same_whatever_is_on_it(zaytuna: Desk, bob: Member, shop: Program) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert shop.get("/teams/").status_code == 200
        return len(queries)

    shop.put(f"/teams/{zaytuna.team.pk}/members/{bob.pk}/")
    few = asked()
    lead = add_member(zaytuna, "lead@zaytuna.example", "lead")
    with tenant_context(zaytuna.tenant):
        for number in range(10):
            TeamMember.objects.create(team=Team.objects.create(name=f"{number}"), member=lead)
    assert asked() == few <= 9
