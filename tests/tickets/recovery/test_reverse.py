"""Taking back: once, by counter-entries, into the periods that were charged; a voucher that was used stays."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import assert_sound, give, make_recovery, nothing_changes
from tickets.recovery import checking, granting, vouchers
from tickets.recovery.errors import AlreadyReversed, OverLimit, VoucherRedeemed
from tickets.recovery.models import Budget, Charge, Grant, LedgerEntry, Voucher
from tickets.timeline.models import Event


@pytest.fixture
def grant(zaytuna: Desk, alice: Member, bob: Member) -> Grant:
    with tenant_context(zaytuna.tenant):
        allow_gestures(alice, per_period=1000)
        return give(make_recovery(bob), bob, 1000)


def test_what_is_taken_back_is_free_again_and_stays_in_the_books(zaytuna: Desk, grant: Grant, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        taken = granting.reverse(grant=grant, by=alice, reason="Given to the wrong ticket.")
        assert (taken.reversed_by_id, taken.reversal_reason) == (alice.pk, "Given to the wrong ticket.")
        assert set(Budget.objects.values_list("spent", flat=True)) == {0}
        assert sorted(Charge.objects.values_list("amount", flat=True)) == [-1000] * 14 + [1000] * 14
        entries = LedgerEntry.objects.filter(verb="reversed").values_list("account", "amount")
        assert sorted(entries) == [("cost", -1000), ("owed", 1000)]
        assert Voucher.objects.get().state == "void"
        assert Event.objects.get(verb="recovery.reversed").member_id == alice.pk
        assert Entry.objects.get(verb="recovery.reverse").actor_id == alice.pk
        assert_sound()
        assert list(checking.check()) == []


def test_it_is_taken_back_once(zaytuna: Desk, grant: Grant, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        granting.reverse(grant=grant, by=alice, reason="")
        with nothing_changes(), pytest.raises(AlreadyReversed):
            granting.reverse(grant=grant, by=alice, reason="")


def test_a_voucher_that_was_redeemed_is_not_taken_back(zaytuna: Desk, grant: Grant, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        vouchers.redeem(code=vouchers.code_of(Voucher.objects.get()), by=alice, reference="till 4")
        with nothing_changes(), pytest.raises(VoucherRedeemed):
            granting.reverse(grant=grant, by=alice, reason="")


def test_the_room_it_leaves_is_that_of_its_own_period(
    zaytuna: Desk, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)  # 23:30 in Riyadh
    now = [first]
    monkeypatch.setattr("helpdesk.lib.clock.now", lambda: now[0])
    with tenant_context(zaytuna.tenant):
        allow_gestures(alice, per_period=1000)
        recovery = make_recovery(bob)
        march = give(recovery, bob, 1000)
        with nothing_changes(), pytest.raises(OverLimit):
            give(recovery, bob, 1, key="too much")
        now[0] = first + timedelta(minutes=30)  # midnight, in the company's time zone
        give(recovery, bob, 1000, key="april")
        granting.reverse(grant=march, by=alice, reason="")
        with nothing_changes(), pytest.raises(OverLimit):
            give(recovery, bob, 1, key="too much")
        months = Budget.objects.filter(scope="member", kind="voucher", period="month").order_by("starts_on")
        assert [(str(row.starts_on), row.spent) for row in months] == [("2026-03-01", 0), ("2026-04-01", 1000)]
        assert_sound()
