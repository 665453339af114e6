"""The admin pages for people and teams, on the company's own host."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member, Team, TeamMember
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
MEMBERS, TEAMS = "/admin/tenants/member/", "/admin/tenants/team/"


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Browse) -> Client:
    """Alice's browser, who owns the desk."""
    return browse(zaytuna, alice)


def _places(team: str, *names: str, initial: int = 0, **more: str) -> dict[str, str]:
    rows = {f"places-{index}-member": name for index, name in enumerate(names)}
    counts = {"places-TOTAL_FORMS": str(len(names)), "places-INITIAL_FORMS": str(initial)}
    return {"name": team, "places-MIN_NUM_FORMS": "0", "places-MAX_NUM_FORMS": "200", **counts, **rows, **more}


def _verbs(desk: Desk) -> list[str]:
    with tenant_context(desk.tenant):
        return list(Entry.objects.order_by("created_at", "id").values_list("verb", flat=True))


def test_a_role_is_changed_and_the_history_says_by_whom_and_from_where(
    zaytuna: Desk, alice: Member, bob: Member, desk: Client
) -> None:
    response = desk.post(f"{MEMBERS}{bob.pk}/change/", {"role": "lead"}, REMOTE_ADDR="192.0.2.7")

    assert (response.status_code, response["Location"]) == (302, MEMBERS)
    with tenant_context(zaytuna.tenant):
        bob.refresh_from_db()
        [entry] = Entry.objects.all()
    assert bob.role == "lead"
    assert (entry.verb, entry.actor_id, entry.object_id, entry.address) == (
        "membership.change_role", alice.pk, bob.pk, "192.0.2.7",
    )  # fmt: skip
    assert (entry.before, entry.after) == ({"role": "agent"}, {"role": "lead"})


def test_the_last_owner_stays_and_is_told_why(zaytuna: Desk, alice: Member, desk: Client) -> None:
    for url, fields in (("change", {"role": "agent"}), ("delete", {"post": "yes"})):
        page = desk.post(f"{MEMBERS}{alice.pk}/{url}/", fields, follow=True)
        assert page.status_code == 200
        assert "A desk needs an owner." in page.content.decode()
    page = desk.post(MEMBERS, {"action": "remove", "_selected_action": str(alice.pk), "index": "0"}, follow=True)
    assert "A desk needs an owner." in page.content.decode()
    with tenant_context(zaytuna.tenant):
        alice.refresh_from_db()
    assert (alice.role, alice.removed_at, _verbs(zaytuna)) == ("owner", None, [])


def test_an_admin_neither_makes_nor_touches_an_owner(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    dana = browse(zaytuna, add_member(zaytuna, "dana@zaytuna.example", "admin"))

    assert dana.post(f"{MEMBERS}{alice.pk}/change/", {"role": "agent"}).status_code == 403
    assert dana.post(f"{MEMBERS}{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert dana.get(f"{MEMBERS}{alice.pk}/change/").status_code == 200  # to look at
    page = dana.post(f"{MEMBERS}{bob.pk}/change/", {"role": "owner"})
    assert "errorlist" in page.content.decode()
    page = dana.post(MEMBERS, {"action": "remove", "_selected_action": str(alice.pk), "index": "0"}, follow=True)
    assert "above yours" in page.content.decode()
    with tenant_context(zaytuna.tenant):
        assert set(Member.objects.filter(role="owner", removed_at=None)) == {alice}
    assert _verbs(zaytuna) == []


def test_somebody_is_removed_after_a_question(zaytuna: Desk, bob: Member, desk: Client) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(assignee=bob)
    asked = desk.get(f"{MEMBERS}{bob.pk}/delete/").content.decode()
    assert "leaves this desk" in asked
    assert "Are you sure" not in asked

    assert desk.post(f"{MEMBERS}{bob.pk}/delete/", {"post": "yes"})["Location"] == MEMBERS

    with tenant_context(zaytuna.tenant):
        bob.refresh_from_db()
        assert bob.removed_at is not None
        assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert _verbs(zaytuna) == ["membership.remove"]
    assert desk.post(f"{MEMBERS}{bob.pk}/change/", {"role": "lead"}).status_code == 403  # no longer here


def test_no_field_but_the_role_is_taken(zaytuna: Desk, bob: Member, desk: Client) -> None:
    fields = {"role": "lead", "name": "Mallory", "email": "m@x.example", "user": "0", "tenant": "0", "password": "x"}
    desk.post(f"{MEMBERS}{bob.pk}/change/", fields)
    with tenant_context(zaytuna.tenant):
        bob.refresh_from_db()
    assert (bob.name, bob.email, bob.role) == ("Bob", "bob@zaytuna.example", "lead")


def test_nobody_is_added_without_an_invitation(desk: Client) -> None:
    assert desk.get(f"{MEMBERS}add/").status_code == 404


def test_a_team_is_made_with_its_places(zaytuna: Desk, bob: Member, desk: Client) -> None:
    response = desk.post(f"{TEAMS}add/", _places("Returns", str(bob.pk)))
    assert response.status_code == 302, response.content.decode()
    with tenant_context(zaytuna.tenant):
        team = Team.objects.get(name="Returns")
        assert [place.member_id for place in TeamMember.objects.filter(team=team)] == [bob.pk]
    assert _verbs(zaytuna) == ["membership.create_team", "membership.join_team"]


def test_a_place_is_taken_back_and_a_team_renamed(zaytuna: Desk, bob: Member, desk: Client) -> None:
    with tenant_context(zaytuna.tenant):
        place = TeamMember.objects.create(team=zaytuna.team, member=bob)
    kept = {"places-0-id": str(place.pk), "places-0-team": str(zaytuna.team.pk), "places-0-DELETE": "on"}
    fields = {**_places("Care", "", initial=1), **kept}
    assert desk.post(f"{TEAMS}{zaytuna.team.pk}/change/", fields).status_code == 302
    with tenant_context(zaytuna.tenant):
        assert not TeamMember.objects.exists()
        assert Team.objects.get().name == "Care"
    assert _verbs(zaytuna) == ["membership.rename_team", "membership.leave_team"]


def test_a_taken_name_is_told_beside_the_field(zaytuna: Desk, desk: Client) -> None:
    page = desk.post(f"{TEAMS}add/", _places("Support")).content.decode()
    assert "Team with this Name already exists." in page
    assert page.index("errorlist") > page.index("field-name")
    assert _verbs(zaytuna) == []


def test_a_team_that_something_belongs_to_stays_and_says_why(zaytuna: Desk, desk: Client) -> None:
    page = desk.post(f"{TEAMS}{zaytuna.team.pk}/delete/", {"post": "yes"}, follow=True)
    assert "belong to this team" in page.content.decode()
    with tenant_context(zaytuna.tenant):
        assert Team.objects.filter(pk=zaytuna.team.pk).exists()
        empty = Team.objects.create(name="Empty")
    assert desk.post(f"{TEAMS}{empty.pk}/delete/", {"post": "yes"})["Location"] == TEAMS
    assert _verbs(zaytuna) == ["membership.remove_team"]


def test_somebody_who_left_gets_no_place(zaytuna: Desk, bob: Member, desk: Client) -> None:
    desk.post(f"{MEMBERS}{bob.pk}/delete/", {"post": "yes"})
    page = desk.post(f"{TEAMS}add/", _places("Returns", str(bob.pk))).content.decode()
    assert "errorlist" in page
    with tenant_context(zaytuna.tenant):
        assert not Team.objects.filter(name="Returns").exists()


def test_people_are_offered_for_a_place_by_name(zaytuna: Desk, tapuz: Desk, desk: Client) -> None:
    offer = "/admin/autocomplete/?app_label=tenants&model_name=teammember&field_name=member&term="
    assert [row["text"] for row in desk.get(f"{offer}bo").json()["results"]] == ["Bob"]
    assert desk.get(f"{offer}charlie").json()["results"] == []
