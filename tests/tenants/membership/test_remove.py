from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership import selectors, services
from tenants.membership.errors import AboveYourself, LastOwner, NotHere
from tenants.membership.models import Member, TeamMember
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]


def test_who_is_removed_is_out_with_the_next_click(zaytuna: Desk, alice: Member, bob: Member, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    assert client.get("/").status_code == 200

    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)

    assert client.get("/")["Location"] == "/accounts/login/?next=/"
    assert client.post("/tickets/new/").status_code == 302
    assert selectors.companies_of(bob.user_id) == []


def test_the_name_stays_and_the_places_in_teams_do_not(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.join_team(team=zaytuna.team, member=bob, by=alice)
        services.remove(member=bob, by=alice)
        assert not TeamMember.objects.exists()
        assert Member.objects.get(pk=bob.pk).name == "Bob"
        assert [member.name for member in selectors.members()] == ["Alice"]
        entry = Entry.objects.get(verb="membership.remove")
    assert (entry.actor_id, entry.object_id, entry.before) == (alice.pk, bob.pk, {"role": "agent", "email": bob.email})


def test_open_tickets_wait_for_anybody_and_solved_ones_keep_their_name(
    zaytuna: Desk, alice: Member, bob: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        waiting, solved = make_ticket(assignee=bob), make_ticket(email="b@example.com", assignee=bob)
        tickets.set_status(ticket=solved, status="solved", by=bob)
        services.remove(member=bob, by=alice)
        assert {row.pk: row.assignee_id for row in Ticket.objects.all()} == {waiting.pk: None, solved.pk: bob.pk}
        assert Event.objects.filter(ticket_id=waiting.pk, verb="ticket.assignee", member=alice).count() == 1


def test_the_last_owner_cannot_go(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant), pytest.raises(LastOwner):
        services.remove(member=alice, by=alice)

    assert browse(zaytuna, alice).get("/").status_code == 200


def test_an_owner_may_go_when_another_stays(zaytuna: Desk, alice: Member) -> None:
    add_member(zaytuna, "second@zaytuna.example", "owner")
    with tenant_context(zaytuna.tenant):
        services.remove(member=alice, by=alice)
        assert Member.objects.get(pk=alice.pk).removed_at is not None


@pytest.mark.parametrize("actor", ["admin", "lead", "agent", "light"])
def test_nobody_removes_somebody_above_himself(zaytuna: Desk, actor: str) -> None:
    add_member(zaytuna, "second@zaytuna.example", "owner")
    by = zaytuna.members.get(actor) or add_member(zaytuna, f"{actor}@zaytuna.example", actor)

    with tenant_context(zaytuna.tenant):
        with pytest.raises(AboveYourself):
            services.remove(member=zaytuna.members["owner"], by=by)
        assert not Member.objects.filter(removed_at__isnull=False).exists()
        assert not Entry.objects.exists()


def test_nobody_is_removed_twice(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        removed = services.remove(member=bob, by=alice)
        with pytest.raises(NotHere):
            services.remove(member=bob, by=alice)
        assert Member.objects.get(pk=bob.pk).removed_at == removed.removed_at


def test_an_old_session_is_nobodys_after_he_came_back(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse
) -> None:
    before = browse(zaytuna, bob)
    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)
        back = services.enrol(user=User.objects.get(pk=bob.user_id), role="agent")
    assert back.pk == bob.pk
    assert before.get("/").status_code == 302
    assert browse(zaytuna, back).get("/").status_code == 200
