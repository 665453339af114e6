"""What the demo lets be missed stays late where people look, and it does not pile up rules."""

from datetime import timedelta

import pytest

from helpdesk.demo import care
from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.calendars.models import Calendar
from tickets.sla import policies
from tickets.sla.models import SlaPolicy
from tickets.ticket.models import Ticket
from tickets.workspace import selectors

pytestmark = pytest.mark.django_db


def test_only_what_is_to_be_missed_has_a_minute_and_it_stays_late(
    zaytuna: Desk, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(zaytuna.tenant):
        items = care._stage().begin("run")
        soon = clock.now() + timedelta(minutes=1)
        assert [row.number for row in Ticket.objects.filter(due_at__lt=soon)] == [items[0].ticket.number]
        monkeypatch.setattr("helpdesk.lib.clock.now", lambda: soon)
        assert selectors.counts(bob, now=soon).late == 1


def test_a_second_run_makes_no_second_deadline(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        first = care.hurry(by=alice)
        before = SlaPolicy.objects.count(), Calendar.objects.count()
        assert care.hurry(by=alice) == first
        assert (SlaPolicy.objects.count(), Calendar.objects.count()) == before
        assert policies.current()[0] == first
