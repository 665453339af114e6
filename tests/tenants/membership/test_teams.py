import pytest

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership import services
from tenants.membership.errors import NotHere, TeamNameTaken
from tenants.membership.models import Member, Team, TeamMember
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


def _verbs() -> list[str]:
    return [entry.verb for entry in Entry.objects.order_by("id")]


def test_a_team_is_made_and_renamed(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        team = services.create_team(name="Returns", by=alice)
        services.rename_team(team=team, name="Repairs", by=alice)
        assert sorted(row.name for row in Team.objects.all()) == ["Repairs", "Support"]
        assert _verbs() == ["membership.create_team", "membership.rename_team"]


def test_a_name_is_taken_once_in_a_company(zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member) -> None:
    with tenant_context(zaytuna.tenant):
        team = services.create_team(name="Returns", by=alice)
        with pytest.raises(TeamNameTaken):
            services.create_team(name="Support", by=alice)
        with pytest.raises(TeamNameTaken):
            services.rename_team(team=team, name="Support", by=alice)
        assert sorted(row.name for row in Team.objects.all()) == ["Returns", "Support"]
        assert _verbs() == ["membership.create_team"]
    with tenant_context(tapuz.tenant):
        services.create_team(name="Returns", by=charlie)


def test_joining_and_leaving_twice_is_once(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for _ in range(2):
            services.join_team(team=zaytuna.team, member=bob, by=alice)
        assert TeamMember.objects.count() == 1
        for _ in range(2):
            services.leave_team(team=zaytuna.team, member=bob, by=alice)
        assert TeamMember.objects.count() == 0
        assert _verbs() == ["membership.join_team", "membership.leave_team"]


def test_who_is_not_here_joins_no_team(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)
        with pytest.raises(NotHere):
            services.join_team(team=zaytuna.team, member=bob, by=alice)
        assert not TeamMember.objects.exists()


def test_a_member_introduces_himself(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for _ in range(2):
            services.introduce(member=bob, name="Bob Haddad", signature="Bob, Zaytuna")
        found = Member.objects.get(pk=bob.pk)
        assert (found.name, found.signature) == ("Bob Haddad", "Bob, Zaytuna")
        assert _verbs() == ["membership.introduce"]
