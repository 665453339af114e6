"""What nobody decides ends by itself, once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox import sweeping
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member, make_desk
from tests.factories.recoveries import allow, make_repair, make_request
from tickets.recovery import approvals
from tickets.recovery.errors import AlreadyDecided
from tickets.recovery.models import Approval, Grant
from tickets.recovery.tasks import expire
from tickets.timeline.models import Event


def _make_due() -> None:
    past = clock.now() - timedelta(minutes=1)
    Approval.objects.update(expires_at=past, next_at=past)


@pytest.mark.django_db
def test_what_is_not_due_is_left_alone(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        make_request(bob)
        before = snapshot(zaytuna)
        assert approvals.expire() == 0
        assert snapshot(zaytuna) == before


@pytest.mark.django_db
def test_it_ends_once_and_who_asked_is_told_once(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        approval = make_request(bob)
        _make_due()
    for _ in range(3):
        expire(tenant_id=str(zaytuna.tenant.pk))
    with tenant_context(zaytuna.tenant):
        assert list(Approval.objects.values_list("state", "next_at", "decided_by")) == [("expired", None, None)]
        event = Event.objects.get(verb="recovery.decided")
        assert (event.member, event.data) == (
            None, {"approval": str(approval.pk), "state": "expired", "to": [str(bob.pk)]},
        )  # fmt: skip


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "sweeper"])
def test_the_sweeper_finds_the_tenant_and_two_drains_at_once_end_each_once() -> None:
    desk, other = make_desk("zaytuna"), make_desk("tapuz")
    bob = add_member(desk, "bob@zaytuna.example", "agent", "Bob")
    with tenant_context(desk.tenant):
        for number in range(6):
            make_request(bob, make_repair(bob), amount=number + 1)
        _make_due()
    source = sweeping.sources.get("approvals")
    assert sweeping.due_tenants(source) == [desk.tenant.pk]
    _at_once(lambda: expire(tenant_id=str(desk.tenant.pk)), lambda: expire(tenant_id=str(desk.tenant.pk)))
    assert sweeping.due_tenants(source) == []
    with tenant_context(desk.tenant):
        assert set(Approval.objects.values_list("state", flat=True)) == {"expired"}
        assert Event.objects.filter(verb="recovery.decided").count() == 6
    assert other.tenant.pk != desk.tenant.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_at_once_one_wins() -> None:
    desk = make_desk("zaytuna")
    alice = add_member(desk, "alice@zaytuna.example", "owner", "Alice")
    bob = add_member(desk, "bob@zaytuna.example", "agent", "Bob")
    leads = [add_member(desk, f"{name}@zaytuna.example", "lead", name.title()) for name in ("lee", "mia")]
    with tenant_context(desk.tenant):
        allow(alice, role="lead", per_grant=None)
        approval = make_request(bob)
    outcomes: list[str] = []

    def decide(lead: Member) -> None:
        try:
            with tenant_context(desk.tenant):
                approvals.decide(approval=approval, by=lead, granted=300_00)
            outcomes.append("given")
        except AlreadyDecided:
            outcomes.append("too late")

    _at_once(lambda: decide(leads[0]), lambda: decide(leads[1]))
    assert sorted(outcomes) == ["given", "too late"]
    with tenant_context(desk.tenant):
        assert Grant.objects.count() == 1
        assert Event.objects.filter(verb="recovery.decided").count() == 1


def _at_once(*doings) -> None:  # type: ignore[no-untyped-def]
    start = threading.Barrier(len(doings))

    def run(doing) -> None:  # type: ignore[no-untyped-def]
        try:
            start.wait(10)
            doing()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[doing]) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
