"""Gifts, repeats, reversals, redemptions, approvals, other limits, days, in any order: the books agree with a model."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import assert_sound, give, make_recovery, nothing_changes
from tickets.recovery import checking, granting, vouchers
from tickets.recovery.errors import AlreadyReversed, KeyTaken, NoLimit, OverLimit, VoucherRedeemed, VoucherVoid
from tickets.recovery.models import Approval, Budget, Grant, Voucher

AMOUNTS = st.integers(1, 60)
BOUND = st.none() | st.integers(0, 150)
Row = tuple[str, Any, str, str, date | None]
NAMES = {"ticket": "per_ticket", "customer": "per_customer", "member": "per_period"}


@dataclass
class Given:
    """What the model knows of a grant."""

    grant: Grant
    rows: list[Row]
    state: str = "given"


class Books(RuleBasedStateMachine):
    gifts = Bundle("gifts")
    desk: ClassVar[Desk]
    alice: ClassVar[Member]
    bob: ClassVar[Member]
    now: ClassVar[list[datetime]] = [datetime(2026, 1, 30, 12, tzinfo=UTC)]

    def __init__(self) -> None:
        super().__init__()
        self.context = tenant_context(self.desk.tenant)
        self.context.__enter__()
        self.now[0] = datetime(2026, 1, 30, 12, tzinfo=UTC)
        self.bounds: dict[str, dict[str, int | None]] = {}
        self.periods: dict[str, str] = {}
        self.spent: Counter[Row] = Counter()
        self.made = 0
        self.recoveries = [make_recovery(self.bob, email=f"{at // 2}@example.com") for at in range(3)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.context.__exit__(None, None, None)

    def rows(self, at: int, by: Member) -> list[Row]:
        """The model's own reckoning: months and weeks that begin on Sunday, three hours east of UTC."""
        today = (self.now[0] + timedelta(hours=3)).date()
        since = {"day": today, "week": today - timedelta(days=today.isoweekday() % 7), "month": today.replace(day=1)}
        ticket = self.recoveries[at].ticket
        found: list[Row] = []
        for kind in ("voucher", ""):
            found.append(("ticket", ticket.pk, kind, "", None))
            found += [("customer", ticket.requester_id, kind, *one) for one in since.items()]
            found += [("member", by.pk, kind, *one) for one in since.items()]
        return found

    def left(self, at: int) -> int | None:
        """The least that is left to Bob; None when nothing binds him."""
        left = [bounds["per_grant"] for bounds in self.bounds.values()]
        for row in self.rows(at, self.bob):
            scope, _, kind, period, _ = row
            if kind in self.bounds and period in ("", self.periods[kind]):
                most = self.bounds[kind][NAMES[scope]]
                left.append(None if most is None else max(0, most - self.spent[row]))
        return min((one for one in left if one is not None), default=None)

    def noted(self, grant: Grant, rows: list[Row]) -> Given:
        for row in rows:
            self.spent[row] += grant.amount
        return Given(grant, rows)

    @rule(
        kind=st.sampled_from(["voucher", ""]), lasts=st.sampled_from(["day", "week", "month"]),
        one=BOUND, ticket=BOUND, customer=BOUND, period=BOUND,
    )  # fmt: skip
    def other_limit(
        self, kind: str, lasts: str, one: int | None, ticket: int | None, customer: int | None, period: int | None
    ) -> None:
        bounds = {"per_grant": one, "per_ticket": ticket, "per_customer": customer, "per_period": period}
        allow_gestures(self.alice, kind=kind, period=lasts, **bounds)
        self.bounds[kind], self.periods[kind] = bounds, lasts

    @rule(target=gifts, at=st.integers(0, 2), amount=AMOUNTS)
    def gift(self, at: int, amount: int) -> Any:
        self.made += 1
        key, left = f"gift {self.made}", self.left(at)
        if "voucher" not in self.bounds:
            with nothing_changes(), pytest.raises(NoLimit):
                give(self.recoveries[at], self.bob, amount, key=key)
            return None
        rest = granting.left(member=self.bob, recovery=self.recoveries[at], kind="voucher", currency="SAR")
        assert rest.amount == left
        if left is not None and amount > left:
            with nothing_changes(), pytest.raises(OverLimit) as refused:
                give(self.recoveries[at], self.bob, amount, key=key)
            assert refused.value.left == left
            return None
        grant = give(self.recoveries[at], self.bob, amount, key=key)
        return self.noted(grant, self.rows(at, self.bob))

    @rule(target=gifts, at=st.integers(0, 2), amount=AMOUNTS)
    def approved_gift(self, at: int, amount: int) -> Any:
        """Alice decides; her own limit binds nobody and counts all the same."""
        self.made += 1
        recovery = self.recoveries[at]
        allow_gestures(self.alice, role="owner")
        approval = Approval.objects.create(
            ticket=recovery.ticket, recovery=recovery, kind="voucher", currency="SAR", asked=amount,
            reason="late", asked_by=self.bob, expires_at=self.now[0] + timedelta(days=2), state="approved",
            granted=amount, decided_by=self.alice, decided_at=self.now[0],
        )  # fmt: skip
        grant = give(recovery, self.alice, amount, key=f"gift {self.made}", approval=approval)
        return self.noted(grant, self.rows(at, self.alice))

    @rule(given=gifts, more=st.integers(0, 1))
    def repeat(self, given: Given | None, more: int) -> None:
        if given is None:
            return
        first = given.grant
        said = {"key": first.key, "approval": first.approval}
        with nothing_changes():
            if more:
                with pytest.raises(KeyTaken):
                    give(first.recovery, first.given_by, first.amount + more, **said)
            else:
                assert give(first.recovery, first.given_by, first.amount, **said) == first

    @rule(given=gifts)
    def take_back(self, given: Given | None) -> None:
        if given is None:
            return
        if given.state != "given":
            refusal = AlreadyReversed if given.state == "reversed" else VoucherRedeemed
            with nothing_changes(), pytest.raises(refusal):
                granting.reverse(grant=given.grant, by=self.alice, reason="")
            return
        granting.reverse(grant=given.grant, by=self.alice, reason="")
        given.state = "reversed"
        for row in given.rows:
            self.spent[row] -= given.grant.amount

    @rule(given=gifts)
    def redeem(self, given: Given | None) -> None:
        if given is None:
            return
        code = vouchers.code_of(Voucher.objects.get(grant=given.grant))
        if given.state != "given":
            refusal = VoucherVoid if given.state == "reversed" else VoucherRedeemed
            with nothing_changes(), pytest.raises(refusal):
                vouchers.redeem(code=code, by=self.alice)
            return
        vouchers.redeem(code=code, by=self.alice)
        given.state = "redeemed"

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.now[0] += timedelta(hours=hours)

    @invariant()
    def the_books_agree(self) -> None:
        assert_sound()
        assert list(checking.check()) == []
        known = {
            (row.scope, row.subject_id, row.kind, row.period, row.starts_on): row.spent
            for row in Budget.objects.exclude(spent=0)
        }
        assert known == {row: spent for row, spent in self.spent.items() if spent}


def test_the_books_agree_with_a_model(
    zaytuna: Desk, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.lib.clock.now", lambda: Books.now[0])
    Books.desk, Books.alice, Books.bob = zaytuna, alice, bob
    few = settings(max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Books, settings=few)
