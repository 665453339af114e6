"""Another person decides, within his own limits; the customer reads the words and the code in private."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.lib import clock
from helpdesk.lib.refusal import Refusal
from helpdesk.lib.text import strip_bidi
from tenants.isolation.context import tenant_context
from tenants.membership import services as membership
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import allow, make_request
from tests.tickets.recovery.gifts import assert_sound
from tickets.contacts import services as contacts
from tickets.messages.models import Message
from tickets.recovery import approvals, vouchers
from tickets.recovery.errors import (
    AlreadyDecided,
    CannotGive,
    MayNotDecide,
    NoAnswer,
    NoLimit,
    NotAPart,
    OverLimit,
    OwnRequest,
)
from tickets.recovery.models import Approval, Budget, Grant
from tickets.ticket import services as tickets
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(zaytuna: Desk, alice: Member) -> Iterator[None]:
    with tenant_context(zaytuna.tenant):
        allow(alice)
        allow(alice, role="lead", per_grant=500_00, per_period=1000_00)
        yield


def refused(desk: Desk, error: type[Refusal], approval: Approval, by: Member, **given: Any) -> None:
    before = snapshot(desk)
    with pytest.raises(error):
        approvals.decide(approval=approval, by=by, **{"granted": 300_00, **given})
    assert snapshot(desk) == before


def test_a_lead_gives_all_and_is_charged_for_it(bob: Member, lee: Member) -> None:
    approval = make_request(bob, said="For the wait, a voucher of {{amount}}: {{code}}.")
    approvals.decide(approval=approval, by=lee, granted=300_00, public_reading="A torn sofa, made good")
    grant = Grant.objects.get()
    assert (grant.amount, grant.given_by, grant.approval_id) == (300_00, lee, approval.pk)
    assert grant.public_reading == "A torn sofa, made good"
    assert set(Budget.objects.filter(scope="member").values_list("subject_id", "spent")) == {(lee.pk, 300_00)}
    found = Approval.objects.get()
    assert (found.state, found.granted, found.decided_by, found.next_at) == ("approved", 300_00, lee, None)
    event = Event.objects.get(verb="recovery.decided")
    assert (event.member, event.data["state"], event.data["to"]) == (lee, "approved", [str(bob.pk)])
    assert_sound()


def test_the_customer_reads_the_words_of_who_asked_and_the_code_in_private(bob: Member, lee: Member) -> None:
    approval = make_request(bob, said="For the wait, a voucher of {{amount}}: {{code}}.")
    approvals.decide(approval=approval, by=lee, granted=200_00)
    message, grant = Message.objects.order_by("id").last(), Grant.objects.get()
    code = vouchers.code_of(grant.vouchers.get())
    assert strip_bidi(message.text) == f"For the wait, a voucher of SAR\u00a0200.00: {code}."
    assert (message.member, message.audience, message.delivery) == (bob, "person", "queued")
    assert grant.message == message


def test_a_code_that_the_words_forget_stands_below_them(bob: Member, lee: Member) -> None:
    approvals.decide(approval=make_request(bob), by=lee, granted=300_00, said="With our thanks.")
    message = Message.objects.order_by("id").last()
    assert message.text == f"With our thanks.\n\n{vouchers.code_of(Grant.objects.get().vouchers.get())}"
    assert message.member == lee  # his own words


def test_a_part_is_given_and_more_is_not(zaytuna: Desk, bob: Member, lee: Member) -> None:
    approval = make_request(bob)
    refused(zaytuna, NotAPart, approval, lee, granted=300_01)
    refused(zaytuna, NotAPart, approval, lee, granted=0)
    refused(zaytuna, NotAPart, approval, lee, granted=-1)
    approvals.decide(approval=approval, by=lee, granted=120_00, answer="Like the others")
    found = Approval.objects.get()
    assert (found.granted, found.answer, Grant.objects.get().amount) == (120_00, "Like the others", 120_00)


def test_what_was_asked_for_one_customer_is_given_to_no_other(zaytuna: Desk, bob: Member, lee: Member) -> None:
    """A lead may say that somebody else is the customer: then it was asked for another."""
    approval = make_request(bob)
    friend = contacts.by_email(email="friend@example.com", name="Friend")
    tickets.set_requester(ticket=approval.ticket, requester=friend, by=lee)
    refused(zaytuna, CannotGive, approval, lee)
    approvals.decide(approval=approval, by=lee, granted=None, answer="It is somebody else's ticket now")
    assert Approval.objects.get().state == "refused"


def test_a_refusal_says_why_and_gives_nothing(zaytuna: Desk, bob: Member, lee: Member) -> None:
    approval = make_request(bob)
    messages = Message.objects.count()
    refused(zaytuna, NoAnswer, approval, lee, granted=None)
    approvals.decide(approval=approval, by=lee, granted=None, answer="She was given one last week")
    found = Approval.objects.get()
    assert (found.state, found.granted, found.answer) == ("refused", None, "She was given one last week")
    assert (Grant.objects.count(), Message.objects.count()) == (0, messages)


def test_nobody_decides_what_he_asked_for(zaytuna: Desk, lee: Member) -> None:
    approval = make_request(lee, amount=600_00)
    for granted in (600_00, 1, None):
        refused(zaytuna, OwnRequest, approval, lee, granted=granted, answer="Yes")


def test_not_even_after_a_promotion(zaytuna: Desk, alice: Member, bob: Member) -> None:
    approval = make_request(bob)
    membership.change_role(member=bob, role="lead", by=alice)
    bob.refresh_from_db()
    refused(zaytuna, OwnRequest, approval, bob)


def test_an_agent_decides_nothing(zaytuna: Desk, bob: Member, lee: Member) -> None:
    refused(zaytuna, MayNotDecide, make_request(lee, amount=600_00), bob)


def test_what_is_above_the_deciders_own_limit_waits_for_another(zaytuna: Desk, alice: Member, lee: Member) -> None:
    bob = zaytuna.members["agent"]
    approval = make_request(bob, amount=700_00)
    refused(zaytuna, OverLimit, approval, lee, granted=700_00)
    refused(zaytuna, NoLimit, approval, alice, granted=700_00)  # an owner without a limit gives nothing either
    allow(alice, role="owner", per_grant=None)
    approvals.decide(approval=approval, by=alice, granted=700_00)
    assert Grant.objects.get().given_by == alice


def test_what_is_decided_stays_decided(zaytuna: Desk, bob: Member, lee: Member, mia: Member) -> None:
    approval = make_request(bob)
    approvals.decide(approval=approval, by=lee, granted=100_00)
    refused(zaytuna, AlreadyDecided, approval, mia)
    refused(zaytuna, AlreadyDecided, approval, mia, granted=None, answer="No")


def test_too_late_is_too_late_even_before_the_sweeper_came(zaytuna: Desk, bob: Member, lee: Member) -> None:
    approval = make_request(bob)
    Approval.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    refused(zaytuna, AlreadyDecided, approval, lee)


def test_words_of_somebody_who_left_are_sent_by_who_decides(alice: Member, bob: Member, lee: Member) -> None:
    approval = make_request(bob, said="A voucher: {{code}}")
    membership.remove(member=bob, by=alice)
    approvals.decide(approval=approval, by=lee, granted=100_00)
    assert Message.objects.order_by("id").last().member == lee
