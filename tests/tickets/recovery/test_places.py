"""What was given counts at every place: for whoever gives next, whatever period and kind his limit is for."""

from collections import Counter
from typing import Any

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import assert_sound, give, make_recovery, nothing_changes
from tickets.recovery import checking, deciding, granting
from tickets.recovery.budgets import NO_BOUND
from tickets.recovery.errors import OverLimit
from tickets.recovery.models import Approval, Budget, Recovery

PERIODS = ["day", "week", "month"]


@pytest.fixture
def recovery(zaytuna: Desk, bob: Member) -> Any:
    with tenant_context(zaytuna.tenant):
        yield make_recovery(bob)


def refused(recovery: Recovery, by: Member, amount: int, **said: Any) -> tuple[str, str, int]:
    with nothing_changes(), pytest.raises(OverLimit) as found:
        give(recovery, by, amount, key="refused", **said)
    return found.value.bound, found.value.kind, found.value.left


@pytest.mark.parametrize("agents", PERIODS)
@pytest.mark.parametrize("leads", PERIODS)
def test_one_customer_is_given_the_sum_once_whatever_the_periods_of_two_roles(
    recovery: Recovery, alice: Member, bob: Member, lee: Member, agents: str, leads: str
) -> None:
    allow_gestures(alice, per_customer=1000, period=agents)
    allow_gestures(alice, role="lead", per_customer=1000, period=leads)
    give(recovery, bob, 700)
    assert granting.left(member=lee, recovery=recovery, kind="voucher", currency="SAR").amount == 300
    assert refused(recovery, lee, 301) == ("per_customer", "voucher", 300)
    give(recovery, lee, 300, key="lee")
    assert refused(recovery, bob, 1) == ("per_customer", "voucher", 0)
    assert_sound()


@pytest.mark.parametrize("bound", ["per_customer", "per_period"])
@pytest.mark.parametrize("before", PERIODS)
@pytest.mark.parametrize("after", PERIODS)
def test_a_limit_with_another_period_knows_what_was_given(
    recovery: Recovery, alice: Member, bob: Member, bound: str, before: str, after: str
) -> None:
    allow_gestures(alice, **{bound: 1000}, period=before)
    give(recovery, bob, 600)
    allow_gestures(alice, **{bound: 1000}, period=after)
    assert refused(recovery, bob, 401) == (bound, "voucher", 400)


@pytest.mark.parametrize("bound", ["per_ticket", "per_customer"])
def test_a_limit_of_all_kinds_that_only_leads_have_counts_what_agents_gave(
    recovery: Recovery, alice: Member, bob: Member, lee: Member, bound: str
) -> None:
    for kind in ("voucher", "refund"):
        allow_gestures(alice, kind=kind)
        allow_gestures(alice, role="lead", kind=kind)
    allow_gestures(alice, role="lead", kind="", **{bound: 1000})
    give(recovery, bob, 300)
    give(recovery, bob, 400, kind="refund", key="refund")
    assert refused(recovery, lee, 301) == (bound, "", 300)
    asked = Approval(ticket=recovery.ticket, recovery=recovery, kind="voucher", currency="SAR", asked_by=bob)
    asked.asked = 301
    assert deciding.able(asked) == []
    asked.asked = 300
    assert deciding.able(asked) == [lee]


def test_a_limit_of_all_kinds_set_later_counts_what_the_member_gave(
    recovery: Recovery, alice: Member, bob: Member
) -> None:
    allow_gestures(alice)
    give(recovery, bob, 600)
    allow_gestures(alice, kind="", per_period=1000, period="week")
    assert refused(recovery, bob, 401) == ("per_period", "", 400)


def test_one_whom_nothing_binds_takes_no_bound_off_others(
    recovery: Recovery, alice: Member, bob: Member, lee: Member
) -> None:
    allow_gestures(alice, role="lead")
    allow_gestures(alice, per_ticket=1000)
    allow_gestures(alice, kind="", per_customer=1200, period="day")
    give(recovery, bob, 500)
    give(recovery, lee, 500, key="lee")
    place = Budget.objects.get(scope="ticket", kind="voucher")
    assert (place.spent, place.ceiling) == (1000, NO_BOUND)
    assert refused(recovery, bob, 1) == ("per_ticket", "voucher", 0)


def test_a_grant_is_charged_to_every_place_and_taken_back_from_each(
    recovery: Recovery, alice: Member, bob: Member
) -> None:
    allow_gestures(alice, per_customer=5000, period="week")
    grant = give(recovery, bob, 1200)
    rows = Budget.objects.all()
    assert Counter((row.scope, row.kind) for row in rows) == {
        ("ticket", "voucher"): 1, ("ticket", ""): 1,
        ("customer", "voucher"): 3, ("customer", ""): 3,
        ("member", "voucher"): 3, ("member", ""): 3,
    }  # fmt: skip
    assert {row.spent for row in rows} == {1200}
    bound = [(row.scope, row.kind, row.period) for row in rows if row.ceiling != NO_BOUND]
    assert bound == [("customer", "voucher", "week")]
    assert grant.charges.count() == 14
    granting.reverse(grant=grant, by=alice, reason="")
    assert set(Budget.objects.values_list("spent", flat=True)) == {0}
    assert list(checking.check()) == []
    assert_sound()
