import threading

import pytest
from django.db import connection

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership import services
from tenants.membership.errors import AboveYourself, LastOwner, NotHere, Refused
from tenants.membership.models import Member, Role
from tests.factories.people import Desk, add_member, make_desk

pytestmark = pytest.mark.django_db


def _roles(desk: Desk) -> dict[str, str]:
    with tenant_context(desk.tenant):
        return dict(Member.objects.filter(removed_at__isnull=True).values_list("name", "role"))


def test_an_owner_gives_a_role(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        assert services.change_role(member=bob, role=Role.ADMIN, by=alice).role == "admin"
        entry = Entry.objects.get(verb="membership.change_role")
    assert (entry.actor_id, entry.object_id) == (alice.pk, bob.pk)
    assert (entry.before, entry.after) == ({"role": "agent"}, {"role": "admin"})
    assert _roles(zaytuna) == {"Alice": "owner", "Bob": "admin"}


def test_the_same_role_again_is_no_change(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.change_role(member=bob, role=Role.AGENT, by=alice)
        assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("actor", "target", "role"),
    [
        ("admin", "owner", "agent"),
        ("admin", "agent", "owner"),
        ("admin", "admin", "owner"),
        ("lead", "agent", "light"),
        ("agent", "agent", "owner"),
        ("light", "light", "admin"),
    ],
)
def test_nobody_reaches_above_himself(zaytuna: Desk, actor: str, target: str, role: str) -> None:
    add_member(zaytuna, "second@zaytuna.example", "owner")
    for name in ("admin", "lead", "light"):
        add_member(zaytuna, f"{name}@zaytuna.example", name)
    before = _roles(zaytuna)

    with tenant_context(zaytuna.tenant):
        with pytest.raises(AboveYourself):
            services.change_role(member=zaytuna.members[target], role=role, by=zaytuna.members[actor])
        assert not Entry.objects.exists()
    assert _roles(zaytuna) == before


def test_the_last_owner_stays_owner(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        with pytest.raises(LastOwner):
            services.change_role(member=alice, role=Role.ADMIN, by=alice)
    assert _roles(zaytuna)["Alice"] == "owner"


def test_an_owner_steps_down_beside_another(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.change_role(member=bob, role=Role.OWNER, by=alice)
        services.change_role(member=alice, role=Role.AGENT, by=alice)
    assert _roles(zaytuna) == {"Alice": "agent", "Bob": "owner"}


def test_a_removed_owner_does_not_count(zaytuna: Desk, alice: Member) -> None:
    second = add_member(zaytuna, "second@zaytuna.example", "owner")
    with tenant_context(zaytuna.tenant):
        services.remove(member=second, by=alice)
        with pytest.raises(LastOwner):
            services.change_role(member=alice, role=Role.ADMIN, by=alice)


def test_who_is_not_here_has_no_role_to_change(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.remove(member=bob, by=alice)
        with pytest.raises(NotHere):
            services.change_role(member=bob, role=Role.ADMIN, by=alice)


def test_another_companys_member_cannot_be_reached(zaytuna: Desk, alice: Member, charlie: Member) -> None:
    with tenant_context(zaytuna.tenant), pytest.raises(KeyError):
        services.change_role(member=charlie, role=Role.LIGHT, by=alice)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["change_role", "remove"])
def test_two_owners_cannot_undo_each_other_at_once(verb: str) -> None:
    desk = make_desk("noor")
    owners = [add_member(desk, f"{name}@noor.example", "owner", name) for name in ("Ada", "Ben")]
    together, outcomes = threading.Barrier(2), []

    def act(by: Member, on: Member) -> None:
        try:
            with tenant_context(desk.tenant):
                together.wait(5)
                if verb == "remove":
                    services.remove(member=on, by=by)
                else:
                    services.change_role(member=on, role=Role.AGENT, by=by)
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in (owners, owners[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert outcomes.count("done") == 1
    assert list(_roles(desk).values()).count("owner") == 1
