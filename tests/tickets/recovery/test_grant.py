"""Giving: within every limit at once, once a key, after the apology, and never in part."""

from dataclasses import replace
from typing import Any

import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.recoveries import allow, allow_gestures
from tests.factories.tickets import make_reply
from tests.tickets.recovery.gifts import assert_sound, give, make_recovery, nothing_changes
from tickets.recovery import granting, standing
from tickets.recovery.budgets import NO_BOUND
from tickets.recovery.errors import CannotGive, KeyTaken, NoApology, NoLimit, OverLimit
from tickets.recovery.models import Approval, Budget, Charge, Grant, LedgerEntry, Recovery, RecoveryStep
from tickets.timeline.models import Event


@pytest.fixture
def recovery(zaytuna: Desk, bob: Member) -> Any:
    with tenant_context(zaytuna.tenant):
        yield make_recovery(bob)


def test_a_grant_is_charged_to_each_bound_and_posted_on_two_sides(
    recovery: Recovery, alice: Member, bob: Member
) -> None:
    limit = allow_gestures(alice, per_grant=5000, per_ticket=6000, per_customer=7000, per_period=8000)
    grant = give(recovery, bob, 1200)
    assert grant.limits == [str(limit.pk)]
    binding = Budget.objects.exclude(ceiling=NO_BOUND)
    spent = {(b.scope, b.subject_id): (b.spent, b.ceiling) for b in binding}
    assert spent == {
        ("ticket", recovery.ticket_id): (1200, 6000),
        ("customer", recovery.ticket.requester_id): (1200, 7000),
        ("member", bob.pk): (1200, 8000),
    }
    assert [(b.kind, b.period) for b in binding.order_by("scope")] == [
        ("voucher", "month"), ("voucher", "month"), ("voucher", ""),
    ]  # fmt: skip
    assert Charge.objects.filter(grant=grant, amount=1200).count() == Budget.objects.count()
    assert sorted(LedgerEntry.objects.values_list("verb", "account", "amount")) == [
        ("granted", "cost", 1200),
        ("granted", "owed", -1200),
    ]
    event = Event.objects.get(verb="recovery.granted")
    assert (event.member_id, event.data["amount"]) == (bob.pk, 1200)
    assert_sound()


@pytest.mark.parametrize(
    ("bound", "amount"), [("per_grant", 1001), ("per_ticket", 701), ("per_customer", 701), ("per_period", 701)]
)
def test_above_one_bound_nothing_is_given_and_the_refusal_says_which_and_what_is_left(
    recovery: Recovery, alice: Member, bob: Member, bound: str, amount: int
) -> None:
    allow_gestures(
        alice, **{"per_grant": 9000, "per_ticket": 9000, "per_customer": 9000, "per_period": 9000, bound: 1000}
    )
    give(recovery, bob, 300)
    with nothing_changes(), pytest.raises(OverLimit) as refused:
        give(recovery, bob, amount, key="second")
    left = 1000 if bound == "per_grant" else 700
    assert (refused.value.bound, refused.value.kind, refused.value.left) == (bound, "voucher", left)
    assert f"SAR\xa0{left // 100}.00" in str(refused.value.message)
    give(recovery, bob, left, key="second")
    assert_sound()


def test_the_limit_of_all_kinds_holds_beside_that_of_one(recovery: Recovery, alice: Member, bob: Member) -> None:
    allow_gestures(alice, per_period=5000)
    allow_gestures(alice, kind="refund", per_period=5000)
    allow_gestures(alice, kind="", per_period=6000)
    give(recovery, bob, 4000)
    with nothing_changes(), pytest.raises(OverLimit) as refused:
        give(recovery, bob, 2001, kind="refund", key="r")
    assert (refused.value.bound, refused.value.kind, refused.value.left) == ("per_period", "", 2000)
    assert granting.left(member=bob, recovery=recovery, kind="refund", currency="SAR").amount == 2000
    give(recovery, bob, 2000, kind="refund", key="r")
    assert_sound()


def test_without_a_limit_of_its_kind_nothing_is_given(recovery: Recovery, alice: Member, bob: Member) -> None:
    allow_gestures(alice, kind="", per_period=6000)
    allow(alice, per_period=6000)
    allow_gestures(alice, currency="USD", per_period=6000)
    allow_gestures(alice, role="lead", per_period=6000)
    with nothing_changes(), pytest.raises(NoLimit):
        give(recovery, bob)
    assert granting.left(member=bob, recovery=recovery, kind="voucher", currency="SAR").amount == 0


def test_the_same_key_again_gives_the_same_grant(recovery: Recovery, alice: Member, bob: Member) -> None:
    allow_gestures(alice, per_period=1000)
    first = give(recovery, bob, 1000)
    with nothing_changes():
        assert give(recovery, bob, 1000) == first


def test_what_is_returned_is_what_is_written(recovery: Recovery, alice: Member, bob: Member) -> None:
    allow_gestures(alice, per_period=1000)
    reply = make_reply(recovery.ticket, bob, "A small thing for your trouble.")
    grant = give(recovery, bob, 900, message=reply, public_reading="A voucher")
    written = Grant.objects.get(pk=grant.pk)
    for field in Grant._meta.concrete_fields:
        assert getattr(grant, field.attname) == getattr(written, field.attname), field.name
    grant.public_reading = "A gift"
    grant.save(update_fields=["public_reading"])
    written.refresh_from_db()
    assert written.public_reading == "A gift"


def test_a_key_taken_on_another_ticket_meanwhile_is_refused(
    recovery: Recovery, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_gestures(alice, per_period=5000)
    give(recovery, bob, 1000)
    other, read = make_recovery(bob), standing.of
    monkeypatch.setattr(standing, "of", lambda recovery, *, key: replace(read(recovery, key=key), given=None))
    with nothing_changes(), pytest.raises(KeyTaken):
        give(other, bob, 1000)


@pytest.mark.parametrize("other", [{"amount": 999}, {"kind": "refund"}, {"currency": "USD"}, {"public_reading": "x"}])
def test_the_same_key_with_other_words_is_refused(
    recovery: Recovery, alice: Member, bob: Member, other: dict[str, Any]
) -> None:
    allow_gestures(alice, per_period=5000)
    give(recovery, bob, 1000)
    with nothing_changes(), pytest.raises(KeyTaken):
        give(recovery, bob, **{"amount": 1000, **other})


def test_a_key_refused_before_may_be_used_when_there_is_room(recovery: Recovery, alice: Member, bob: Member) -> None:
    allow_gestures(alice, per_period=500)
    with nothing_changes(), pytest.raises(OverLimit):
        give(recovery, bob, 1000)
    allow_gestures(alice, per_period=1000)
    assert give(recovery, bob, 1000).amount == 1000


def test_a_repair_is_refused_until_its_apology_was_sent(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        allow(alice, per_period=5000)
        repair = make_recovery(bob, purpose="repair", apologised=False)
        with nothing_changes(), pytest.raises(NoApology):
            give(repair, bob)
        queued = make_reply(repair.ticket, bob, "We apologise.")
        RecoveryStep.objects.create(recovery=repair, step="apologise", member=bob, message=queued, at=queued.created_at)
        with nothing_changes(), pytest.raises(NoApology):
            give(repair, bob)
        queued.delivery = "sent"
        queued.save(update_fields=["delivery"])
        assert give(repair, bob).purpose == "repair"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 10**12 + 1}, "amount"),
        ({"kind": "gold"}, "kind"),
        ({"currency": "XQX"}, "currency"),
        ({"currency": "sar"}, "currency"),
        ({"key": ""}, "key"),
        ({"key": "k" * 121}, "key"),
        ({"public_reading": "x" * 301}, "public_reading"),
    ],
)
def test_what_makes_no_sense_is_refused(
    recovery: Recovery, alice: Member, bob: Member, wrong: dict[str, Any], field: str
) -> None:
    allow_gestures(alice)
    with nothing_changes(), pytest.raises(CannotGive) as refused:
        give(recovery, bob, **{"amount": 100, **wrong})
    assert refused.value.field == field


def test_nothing_is_given_for_what_was_closed(recovery: Recovery, alice: Member, bob: Member) -> None:
    allow_gestures(alice)
    Recovery.objects.filter(pk=recovery.pk).update(closed_at=recovery.opened_at)
    with nothing_changes(), pytest.raises(CannotGive):
        give(recovery, bob)


def test_a_bound_of_nothing_counts_for_those_who_have_one(
    zaytuna: Desk, recovery: Recovery, alice: Member, bob: Member
) -> None:
    lead = add_member(zaytuna, "lina@zaytuna.example", "lead")
    allow_gestures(alice, role="lead")
    allow_gestures(alice, per_ticket=1000)
    give(recovery, lead, 900)
    with nothing_changes(), pytest.raises(OverLimit) as refused:
        give(recovery, bob, 101, key="b")
    assert (refused.value.bound, refused.value.left) == ("per_ticket", 100)


def approved(recovery: Recovery, asker: Member, by: Member | None, **said: Any) -> Approval:
    words: dict[str, Any] = {"kind": "voucher", "currency": "SAR", "asked": 5000, "granted": 4000, "reason": "late"}
    at = recovery.opened_at
    return Approval.objects.create(
        ticket=recovery.ticket, recovery=recovery, asked_by=asker, expires_at=at, decided_by=by,
        decided_at=at if by else None, **{**words, "state": "approved", **said},
    )  # fmt: skip


def test_an_approval_is_used_once_by_who_decided_and_for_what_he_decided(
    zaytuna: Desk, recovery: Recovery, alice: Member, bob: Member, lee: Member, mia: Member
) -> None:
    allow_gestures(alice, role="lead")
    allow_gestures(alice, role="lead", kind="refund")
    allow_gestures(alice)
    approval = approved(recovery, bob, lee)
    for by, amount, kind in ((bob, 4000, "voucher"), (mia, 4000, "voucher"), (lee, 4000, "refund"),
                             (lee, 3999, "voucher"), (lee, 4001, "voucher"), (lee, 5000, "voucher")):  # fmt: skip
        with nothing_changes(), pytest.raises(CannotGive):
            give(recovery, by, amount, kind=kind, approval=approval)
    assert give(recovery, lee, 4000, approval=approval).approval_id == approval.pk
    with nothing_changes(), pytest.raises(CannotGive):
        give(recovery, lee, 4000, approval=approval, key="again")
    assert Grant.objects.count() == 1


@pytest.mark.parametrize("state", ["open", "refused", "expired", "withdrawn"])
def test_what_nobody_agreed_to_allows_nothing(
    recovery: Recovery, alice: Member, bob: Member, lee: Member, state: str
) -> None:
    allow_gestures(alice, role="lead")
    by = lee if state == "refused" else None
    for granted in (None, 5000):
        approval = approved(recovery, bob, by, state=state, granted=granted)
        with nothing_changes(), pytest.raises(CannotGive) as refused:
            give(recovery, lee, 5000, approval=approval)
        assert refused.value.field == "approval"


def test_what_counts_is_the_approval_as_it_is_now(recovery: Recovery, alice: Member, bob: Member, lee: Member) -> None:
    allow_gestures(alice, role="lead")
    approval = approved(recovery, bob, lee)
    Approval.objects.update(state="refused", granted=None)
    with nothing_changes(), pytest.raises(CannotGive):
        give(recovery, lee, 4000, approval=approval)
