"""A recovery is opened, walks its steps, and is closed: who did what, and when."""

from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.lib import clock
from helpdesk.lib.refusal import Refusal
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.factories.recoveries import SORRY, make_gesture, make_repair, make_sent
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import services as messages
from tickets.recovery import rules, services
from tickets.recovery.errors import (
    AlreadyOpen,
    ApologyUsed,
    Closed,
    NoCause,
    NotAnApology,
    OnlyEmpathy,
    StepDone,
    StepNotHere,
    StillAsked,
)
from tickets.recovery.models import Approval, Recovery, RecoveryStep
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(zaytuna: Desk) -> Iterator[None]:
    with tenant_context(zaytuna.tenant):
        yield


def refused(desk: Desk, error: type[Refusal], verb: Any, **given: Any) -> None:
    """It is refused, and nothing was changed."""
    before = snapshot(desk)
    with pytest.raises(error):
        verb(**given)
    assert snapshot(desk) == before


def test_a_repair_walks_five_steps_and_each_says_who(alice: Member, bob: Member) -> None:
    recovery = make_repair(bob, is_sorry=False)
    services.mark(recovery=recovery, by=bob)
    services.mark(recovery=recovery, by=alice)
    apology = make_sent(recovery.ticket, bob)
    services.apologise(recovery=recovery, message=apology, by=bob)
    services.mark(recovery=recovery, by=bob)
    services.diagnose(recovery=recovery, cause="Packed in the rain", by=alice)
    done = list(RecoveryStep.objects.order_by("at", "id").values_list("step", "member__name", "message"))
    assert done == [
        ("hear", "Bob", None),
        ("empathise", "Alice", None),
        ("apologise", "Bob", apology.pk),
        ("resolve", "Bob", None),
        ("diagnose", "Alice", None),
    ]
    assert Recovery.objects.get().cause == "Packed in the rain"
    said = list(Event.objects.filter(verb__startswith="recovery.").order_by("id").values_list("verb", "member__name"))
    assert said == [
        ("recovery.opened", "Bob"),
        *(("recovery.stepped", name) for name in ("Bob", "Alice", "Bob", "Bob", "Alice")),
    ]
    assert "Packed" not in repr(list(Event.objects.values_list("data", flat=True)))
    audited = Entry.objects.filter(verb__startswith="recovery.").values_list("verb", flat=True)
    assert sorted(audited) == ["recovery.open", *["recovery.step"] * 5]


def test_a_gesture_needs_no_apology(zaytuna: Desk, bob: Member) -> None:
    recovery = make_gesture(bob)
    assert [services.mark(recovery=recovery, by=bob).step for _ in range(3)] == ["hear", "empathise", "resolve"]
    reply = make_sent(recovery.ticket, bob)
    refused(zaytuna, StepNotHere, services.apologise, recovery=recovery, message=reply, by=bob)


def test_steps_may_be_marked_out_of_order_but_once(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob, is_sorry=False)
    services.mark(recovery=recovery, by=bob, step="resolve")
    refused(zaytuna, StepDone, services.mark, recovery=recovery, by=bob, step="resolve")
    assert rules.next_step("repair", {"resolve"}) == "hear"


@pytest.mark.parametrize("step", ["apologise", "diagnose", "dance"])
def test_to_apologise_takes_a_reply_and_to_diagnose_words(zaytuna: Desk, bob: Member, step: str) -> None:
    refused(zaytuna, StepNotHere, services.mark, recovery=make_repair(bob, is_sorry=False), by=bob, step=step)


def test_only_a_reply_that_arrived_is_an_apology(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob, is_sorry=False)
    ticket = recovery.ticket
    queued, failed = make_reply(ticket, bob, SORRY), make_sent(ticket, bob)
    messages.undeliverable(message_id=str(failed.pk), reason="550 no such user")
    note = messages.note(ticket=ticket, by=bob, body=SORRY)
    heard = messages.receive(ticket=ticket, contact=ticket.requester, body=SORRY)
    elsewhere = make_sent(make_ticket("Another", "Other"), bob)
    for message in (queued, failed, note, heard, elsewhere):
        refused(zaytuna, NotAnApology, services.apologise, recovery=recovery, message=message, by=bob)


def test_empathy_alone_is_none(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob, is_sorry=False)
    services.mark(recovery=recovery, by=bob, step="empathise")
    felt = make_sent(recovery.ticket, bob, "I am sorry to hear that. I would feel the same.")
    refused(zaytuna, OnlyEmpathy, services.apologise, recovery=recovery, message=felt, by=bob)


def test_a_new_wrong_needs_a_new_apology(zaytuna: Desk, bob: Member) -> None:
    first = make_repair(bob)
    used = first.steps.get(step="apologise").message
    services.close(recovery=first, by=bob)
    second = make_repair(bob, first.ticket, is_sorry=False)
    refused(zaytuna, ApologyUsed, services.apologise, recovery=second, message=used, by=bob)


def test_one_is_open_on_a_ticket_at_a_time(zaytuna: Desk, alice: Member, bob: Member) -> None:
    recovery = make_repair(bob)
    refused(zaytuna, AlreadyOpen, services.open, ticket=recovery.ticket, purpose="gesture", by=alice)
    services.close(recovery=recovery, by=bob)
    assert services.open(ticket=recovery.ticket, purpose="gesture", by=alice).closed_at is None


def test_what_is_closed_stays_as_it_is(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob, is_sorry=False)
    reply = make_sent(recovery.ticket, bob)
    services.close(recovery=recovery, by=bob)
    refused(zaytuna, Closed, services.mark, recovery=recovery, by=bob)
    refused(zaytuna, Closed, services.apologise, recovery=recovery, message=reply, by=bob)
    refused(zaytuna, Closed, services.diagnose, recovery=recovery, cause="x", by=bob)
    refused(zaytuna, Closed, services.close, recovery=recovery, by=bob)


def test_who_waits_for_an_answer_keeps_it_open(zaytuna: Desk, bob: Member) -> None:
    recovery = make_repair(bob)
    Approval.objects.create(
        ticket=recovery.ticket, recovery=recovery, kind="voucher", currency="SAR", asked=1, reason="x", asked_by=bob,
        expires_at=clock.now(),
    )  # fmt: skip
    refused(zaytuna, StillAsked, services.close, recovery=recovery, by=bob)


def test_a_cause_is_put_better_later_and_the_audit_keeps_both(zaytuna: Desk, alice: Member, bob: Member) -> None:
    recovery = make_repair(bob)
    refused(zaytuna, NoCause, services.diagnose, recovery=recovery, cause="  ", by=bob)
    services.diagnose(recovery=recovery, cause="The driver", by=bob)
    services.diagnose(recovery=recovery, cause="No rain cover on the vans", by=alice)
    assert Recovery.objects.get().cause == "No rain cover on the vans"
    entry = Entry.objects.get(verb="recovery.diagnose")
    assert (entry.before, entry.after) == ({"cause": "The driver"}, {"cause": "No rain cover on the vans"})
