"""Above the limit one asks; inside it, nobody is asked."""

from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.lib.refusal import Refusal
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import allow, make_gesture, make_repair, make_request
from tickets.messages import services as messages
from tickets.messages.errors import UnresolvedPlaceholder
from tickets.recovery import approvals, services
from tickets.recovery.errors import (
    AlreadyAsked,
    AlreadyDecided,
    CannotGive,
    Closed,
    InsideLimit,
    NoApology,
    NoReason,
    NotYours,
)
from tickets.recovery.models import Approval, Budget, Grant
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(zaytuna: Desk) -> Iterator[None]:
    with tenant_context(zaytuna.tenant):
        yield


def refused(desk: Desk, error: type[Refusal] | type[UnresolvedPlaceholder], **given: Any) -> None:
    wish = {"kind": "voucher", "currency": "SAR", "amount": 300_00, "reason": "Guests on Wednesday", **given}
    before = snapshot(desk)
    with pytest.raises(error):
        approvals.ask(**wish)
    assert snapshot(desk) == before


def test_above_the_limit_somebody_is_asked_and_nothing_is_given(alice: Member, bob: Member) -> None:
    allow(alice)
    approval = make_request(bob, said="A voucher for {{amount}}: {{code}}")
    assert (approval.state, approval.asked, approval.asked_by, approval.next_at) == (
        "open", 300_00, bob, approval.expires_at,
    )  # fmt: skip
    assert (approval.expires_at - approval.asked_at).total_seconds() == pytest.approx(48 * 3600, abs=5)
    assert not Grant.objects.exists()
    assert not Budget.objects.exists()
    event = Event.objects.get(verb="recovery.asked")
    wanted = {"kind": "voucher", "currency": "SAR", "amount": 300_00}
    assert event.data == {"approval": str(approval.pk), "able": [], **wanted}
    assert Entry.objects.get(verb="recovery.ask").after["reason"] == "Guests on Wednesday"


def test_without_any_limit_everything_is_asked_for(bob: Member) -> None:
    assert make_request(bob, amount=1).state == "open"


def test_inside_the_limit_nobody_is_asked(zaytuna: Desk, alice: Member, bob: Member) -> None:
    allow(alice)
    refused(zaytuna, InsideLimit, recovery=make_repair(bob), by=bob, amount=100_00)


def test_a_repair_is_not_even_asked_for_before_the_apology(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob, is_sorry=False)
    refused(zaytuna, NoApology, recovery=recovery, by=bob)
    assert make_request(bob, make_gesture(bob)).state == "open"


def test_an_apology_that_came_back_is_none(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob)
    apology = recovery.steps.get(step="apologise").message
    messages.undeliverable(message_id=str(apology.pk), reason="550 no such user")
    refused(zaytuna, NoApology, recovery=recovery, by=bob)


def test_what_makes_no_sense_is_refused(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob)
    refused(zaytuna, NoReason, recovery=recovery, by=bob, reason="  ")
    refused(zaytuna, CannotGive, recovery=recovery, by=bob, amount=0)
    refused(zaytuna, CannotGive, recovery=recovery, by=bob, amount=-5)
    refused(zaytuna, CannotGive, recovery=recovery, by=bob, currency="XYZ")
    refused(zaytuna, CannotGive, recovery=recovery, by=bob, kind="gold")
    refused(zaytuna, UnresolvedPlaceholder, recovery=recovery, by=bob, said="Dear {{name}}")
    refused(zaytuna, UnresolvedPlaceholder, recovery=recovery, by=bob, kind="refund", said="{{code}}")
    services.close(recovery=recovery, by=bob)
    refused(zaytuna, Closed, recovery=recovery, by=bob)


def test_the_same_is_asked_for_once(zaytuna: Desk, alice: Member, bob: Member) -> None:
    recovery = make_repair(bob)
    make_request(bob, recovery)
    refused(zaytuna, AlreadyAsked, recovery=recovery, by=alice, amount=200_00)
    assert make_request(bob, recovery, kind="refund").state == "open"


def test_who_asked_takes_it_back(zaytuna: Desk, alice: Member, bob: Member) -> None:
    approval = make_request(bob)
    before = snapshot(zaytuna)
    with pytest.raises(NotYours):
        approvals.withdraw(approval=approval, by=alice)
    assert snapshot(zaytuna) == before
    approvals.withdraw(approval=approval, by=bob)
    assert list(Approval.objects.values_list("state", "next_at")) == [("withdrawn", None)]
    before = snapshot(zaytuna)
    with pytest.raises(AlreadyDecided):
        approvals.withdraw(approval=approval, by=bob)
    assert snapshot(zaytuna) == before
