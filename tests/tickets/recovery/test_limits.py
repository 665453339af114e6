"""Limits: versions that are only added to, a member's before his role's, each with who set it."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import give, make_recovery, nothing_changes
from tickets.recovery import granting, limits
from tickets.recovery.errors import BadLimit, NoLimit, OverLimit
from tickets.recovery.models import Limit


@pytest.fixture(autouse=True)
def _inside(zaytuna: Desk) -> Any:
    with tenant_context(zaytuna.tenant):
        yield


def _current(member: Member) -> list[tuple[str, int | None]]:
    found = limits.current(member=member, purpose="gesture", kind="voucher", currency="SAR")
    return [(limit.kind, limit.per_grant) for limit in found]


def test_a_new_limit_is_a_new_version_and_the_audit_names_who_set_it(alice: Member, bob: Member) -> None:
    first = allow_gestures(alice, per_grant=100)
    second = allow_gestures(alice, per_grant=250)
    assert (first.version, second.version, _current(bob)) == (1, 2, [("voucher", 250)])
    entry = Entry.objects.filter(verb="recovery.limit").latest("created_at")
    assert (entry.actor_id, entry.before["per_grant"], entry.after["per_grant"]) == (alice.pk, 100, 250)


def test_the_same_again_adds_nothing(alice: Member) -> None:
    first = allow_gestures(alice, per_grant=100)
    with nothing_changes():
        assert allow_gestures(alice, per_grant=100) == first


def test_the_limit_of_a_member_goes_before_that_of_his_role(alice: Member, bob: Member) -> None:
    allow_gestures(alice, per_grant=100)
    allow_gestures(alice, kind="", per_grant=500)
    his = allow_gestures(alice, member=bob, per_grant=900)
    assert _current(bob) == [("voucher", 900), ("", 500)]
    limits.take_back(limit=his, by=alice)
    assert _current(bob) == [("voucher", 100), ("", 500)]


def test_a_limit_that_was_taken_back_allows_nothing(alice: Member, bob: Member) -> None:
    recovery = make_recovery(bob)
    limits.take_back(limit=allow_gestures(alice, per_grant=100), by=alice)
    with nothing_changes(), pytest.raises(NoLimit):
        give(recovery, bob, 1)
    allow_gestures(alice, per_grant=100)
    assert give(recovery, bob, 100).amount == 100


def test_a_limit_lowered_below_what_is_spent_leaves_nothing_and_raised_leaves_the_rest(
    alice: Member, bob: Member
) -> None:
    recovery = make_recovery(bob)
    allow_gestures(alice, per_period=1000)
    give(recovery, bob, 600)
    allow_gestures(alice, per_period=500)
    with nothing_changes(), pytest.raises(OverLimit) as refused:
        give(recovery, bob, 1, key="b")
    assert refused.value.left == 0
    allow_gestures(alice, per_period=700)
    assert granting.left(member=bob, recovery=recovery, kind="voucher", currency="SAR").amount == 100
    give(recovery, bob, 100, key="b")


def test_left_names_the_narrowest_bound(alice: Member, bob: Member) -> None:
    recovery = make_recovery(bob)
    allow_gestures(alice)
    free = granting.left(member=bob, recovery=recovery, kind="voucher", currency="SAR")
    assert (free.is_allowed, free.amount, free.narrowest) == (True, None, None)
    allow_gestures(alice, per_grant=800, per_ticket=1000, per_customer=5000)
    give(recovery, bob, 700)
    rest = granting.left(member=bob, recovery=recovery, kind="voucher", currency="SAR")
    assert rest.narrowest is not None
    assert (rest.amount, rest.narrowest.name) == (300, "per_ticket")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "pope"}, "role"),
        ({"purpose": "bribe"}, "purpose"),
        ({"kind": "gold"}, "kind"),
        ({"currency": "XQX"}, "currency"),
        ({"period": "year"}, "period"),
        ({"per_grant": -1}, "per_grant"),
        ({"per_period": 10**12 + 1}, "per_period"),
    ],
)
def test_a_limit_that_cannot_hold_is_refused(alice: Member, wrong: dict[str, Any], field: str) -> None:
    with nothing_changes(), pytest.raises(BadLimit) as refused:
        allow_gestures(alice, **wrong)
    assert refused.value.field == field


def test_a_limit_is_for_a_role_or_for_a_member(alice: Member, bob: Member) -> None:
    with nothing_changes(), pytest.raises(BadLimit):
        allow_gestures(alice, role="agent", member=bob)


@pytest.mark.parametrize("table", ["limit", "charge", "ledgerentry"])
@pytest.mark.parametrize("deed", ["UPDATE tickets_{} SET tenant_id = tenant_id", "DELETE FROM tickets_{}"])
def test_the_app_can_neither_change_nor_remove_what_is_only_added_to(alice: Member, table: str, deed: str) -> None:
    from django.db import connection

    allow_gestures(alice)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table))
    assert Limit.objects.count() == 1
