"""A request is told to the nearest who may decide it, and to somebody whose own limits cover it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member, TeamMember
from tests.factories.people import Desk
from tests.factories.recoveries import allow, make_gesture, make_repair, make_request
from tests.factories.tickets import make_ticket
from tickets.notifications.models import Notification
from tickets.recovery import deciding, giving
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(zaytuna: Desk) -> Iterator[None]:
    with tenant_context(zaytuna.tenant):
        yield


def told() -> list[str]:
    return sorted(str(row.member) for row in Notification.objects.filter(kind="asked").select_related("member"))


def test_where_nobody_leads_the_owner_is_told(alice: Member, bob: Member) -> None:
    make_request(bob)
    assert told() == ["Alice"]


def test_nobody_is_told_of_his_own_request(alice: Member, lee: Member) -> None:
    make_request(lee)
    assert told() == ["Alice"]


def test_who_has_left_is_not_told(alice: Member, bob: Member, lee: Member) -> None:
    Member.objects.filter(pk=lee.pk).update(removed_at=timezone.now())
    make_request(bob)
    assert told() == ["Alice"]


def test_the_leads_of_the_team_are_told_before_others(
    zaytuna: Desk, alice: Member, bob: Member, lee: Member, mia: Member
) -> None:
    allow(alice, role="lead", per_grant=500_00)
    TeamMember.objects.create(team=zaytuna.team, member=mia)
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(team=zaytuna.team)
    make_request(bob, make_repair(bob, ticket))
    assert told() == ["Mia"]


def test_where_the_limits_of_the_leads_are_too_small_somebody_who_can_is_told_too(
    zaytuna: Desk, alice: Member, bob: Member, lee: Member, mia: Member
) -> None:
    allow(alice, role="lead", per_grant=200_00)
    allow(alice, role="owner", per_grant=900_00)
    TeamMember.objects.create(team=zaytuna.team, member=mia)
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(team=zaytuna.team)
    make_request(bob, make_repair(bob, ticket))
    assert told() == ["Alice", "Mia"]


@pytest.mark.parametrize(
    ("limits", "able"),
    [
        ([], []),
        ([{"per_grant": 299_99}], []),
        ([{"per_grant": 300_00}], ["Lee", "Mia"]),
        ([{"per_grant": None}], ["Lee", "Mia"]),
        ([{"kind": "", "per_grant": 900_00}], []),  # an umbrella allows nothing by itself
        ([{"per_grant": 900_00}, {"kind": "", "per_grant": 200_00}], []),
        ([{"per_grant": 900_00}, {"per_grant": 900_00, "is_off": True}], []),
        ([{"per_grant": 900_00, "currency": "EUR"}, {"per_grant": 900_00, "purpose": "gesture"}], []),
        ([{"per_grant": 900_00}, {"member": "lee", "per_grant": 1_00}], ["Mia"]),
        ([{"per_grant": 900_00}, {"member": "lee", "per_grant": 1_00, "is_off": True}], ["Lee", "Mia"]),
    ],
)
def test_able_is_whose_own_limits_cover_all_of_it(
    alice: Member, bob: Member, lee: Member, mia: Member, limits: list[dict[str, Any]], able: list[str]
) -> None:
    for said in limits:
        whose = {"role": "lead"} if "member" not in said else {"member": lee}
        allow(alice, **{**said, **whose})
    assert [str(member) for member in deciding.able(make_request(bob))] == able


def test_what_was_spent_counts(alice: Member, bob: Member, lee: Member) -> None:
    allow(alice, role="lead", per_grant=500_00, per_period=600_00)
    giving.give(recovery=make_repair(lee), by=lee, kind="voucher", currency="SAR", amount=400_00, key="spent")
    assert deciding.able(make_request(bob, make_repair(bob, make_ticket("Another")))) == []


def test_who_asks_is_never_able(alice: Member, lee: Member) -> None:
    allow(alice, role="lead", per_ticket=300_00)
    allow(alice, role="owner", kind="gift", purpose="gesture", per_grant=None)
    assert deciding.able(make_request(lee, make_gesture(lee), kind="gift")) == [alice]
