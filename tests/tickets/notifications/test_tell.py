"""What happens on a ticket is told to whom it concerns, once, and to nobody else."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from helpdesk.lib import bell
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member, Role, TeamMember
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tests.tickets.notifications.conftest import DUE, breach, happen, told
from tickets.messages import services as messages
from tickets.notifications import services, words
from tickets.notifications.models import Notification
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.timeline import services as timeline
from tickets.timeline.models import Event
from tickets.workspace import services as workspace

pytestmark = pytest.mark.django_db


def test_who_is_given_a_ticket_is_told_by_whom(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        tickets.assign(ticket=ticket, assignee=bob, by=alice)
        row = Notification.objects.get()
        assert (row.member, row.kind, row.ticket, row.actor, row.read_at) == (bob, "assigned", ticket, alice, None)


def test_nobody_is_told_what_he_did_himself(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        tickets.assign(ticket=ticket, assignee=bob, by=bob)
        messages.note(ticket=ticket, by=bob, body="@Bob should look")
        tickets.assign(ticket=ticket, assignee=None, by=bob)
        assert Notification.objects.count() == 0


def test_a_ticket_that_is_begun_for_a_colleague_is_told_to_him(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        workspace.open_ticket(
            channel="console", subject="x", text="x", told_us=True, by=alice, email="n@example.com", assignee=bob
        )
        assert told(bob) == ["assigned"]


def test_a_missed_deadline_is_told_to_the_owner_and_to_the_leads_of_the_team(
    zaytuna: Desk, alice: Member, bob: Member, lena: Member, omar: Member, ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        for member in (lena, omar):
            TeamMember.objects.create(team=zaytuna.team, member=member)
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob, team=zaytuna.team)
        breach(ticket)
        assert {row.member for row in Notification.objects.all()} == {bob, lena}
        happen(ticket, "sla.warned", metric="next", due=DUE, clock="c")
        assert told(bob) == ["breached", "warned"]
        assert told(lena) == ["breached"]


@pytest.mark.parametrize(("gone", "asked"), [((), "lead"), (("lead",), "admin"), (("lead", "admin"), "owner")])
def test_where_nobody_leads_the_team_the_nearest_who_leads_is_told(
    zaytuna: Desk, alice: Member, lena: Member, omar: Member, ticket: Ticket, gone: tuple[str, ...], asked: str
) -> None:
    with tenant_context(zaytuna.tenant):
        Member.objects.filter(pk=omar.pk).update(role=Role.ADMIN)
        Member.objects.filter(role__in=gone).update(removed_at=timezone.now())
        breach(ticket)
        assert [row.member.role for row in Notification.objects.select_related("member")] == [asked]


def test_an_approval_is_asked_of_who_may_decide_and_never_of_the_asker(
    zaytuna: Desk, alice: Member, bob: Member, lena: Member, ticket: Ticket
) -> None:
    wish: dict[str, Any] = {"kind": "voucher", "currency": "SAR", "amount": 5000}
    with tenant_context(zaytuna.tenant):
        happen(ticket, "recovery.asked", bob, approval="one", **wish)
        assert (told(lena), told(alice), told(bob)) == (["asked"], [], [])
        happen(ticket, "recovery.asked", lena, approval="two", **wish)
        assert (told(lena), told(alice)) == (["asked"], ["asked"])
        happen(ticket, "recovery.asked", bob, approval="three", able=[str(bob.pk)], **wish)
        assert told(bob) == []
        happen(ticket, "recovery.decided", lena, approval="one", state="approved", to=[str(bob.pk)])
        assert told(bob) == ["decided"]


def test_a_promise_is_told_to_whom_the_promise_names(zaytuna: Desk, bob: Member, lena: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        happen(ticket, "followups.reminded", promise="p", due=DUE, stage=1, to=[str(bob.pk)])
        happen(ticket, "followups.reminded", promise="p", due=DUE, stage=1, to=[str(bob.pk)])
        happen(ticket, "followups.reminded", promise="p", due=DUE, stage=2, to=[str(bob.pk)])
        happen(ticket, "followups.broken", promise="p", due=DUE, stage=3, to=[str(bob.pk), str(lena.pk)])
        assert told(bob) == ["reminded", "reminded", "broken"]
        assert told(lena) == ["broken"]


def test_the_same_thing_is_told_once_whoever_repeats_it(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
        for _ in range(3):
            breach(ticket, "the-same")
        assert told(bob) == ["breached"]


def test_who_has_left_is_told_nothing(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
        Member.objects.filter(pk=bob.pk).update(removed_at=timezone.now())
        happen(ticket, "sla.warned", metric="next", due=DUE, clock="c")
        messages.note(ticket=ticket, by=alice, body="@Bob, do you remember?")
        assert told(bob) == []


def test_a_member_of_another_company_is_told_nothing(
    zaytuna: Desk, tapuz: Desk, charlie: Member, bob: Member, ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        happen(ticket, "messages.named", bob, message="m", members=[str(charlie.pk)])
        assert Notification.objects.count() == 0
    with tenant_context(tapuz.tenant):
        assert Notification.objects.count() == 0


def test_who_wants_a_kind_in_no_way_is_not_told(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        services.choose(member=bob, kind="assigned", in_app=False, by_mail=False)
        tickets.assign(ticket=ticket, assignee=bob, by=alice)
        assert told(bob) == []
        services.choose(member=bob, kind="assigned", in_app=False, by_mail=True)
        tickets.assign(ticket=ticket, assignee=None, by=alice)
        tickets.assign(ticket=ticket, assignee=bob, by=alice)
        assert list(Notification.objects.values_list("member", "is_shown")) == [(bob.pk, False)]


# -- what it costs ------------------------------------------------------------------------------------------------


def _breaches(rows: list[Ticket]) -> list[Event]:
    data = {"metric": "next", "due": DUE}
    return [Event(ticket_id=row.pk, verb="sla.breached", data={**data, "clock": str(uuid4())}) for row in rows]


def test_a_sweep_of_two_hundred_costs_what_one_costs(
    zaytuna: Desk, alice: Member, bob: Member, lena: Member, monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(bell, "ring", lambda task, **arguments: None)
    with tenant_context(zaytuna.tenant):
        TeamMember.objects.create(team=zaytuna.team, member=lena)
        first = make_ticket()
        facts = {"requester_id": first.requester_id, "assignee": bob, "team": zaytuna.team}
        rows = [
            Ticket(number=number, subject="x", channel="email", last_message_at=timezone.now(), **facts)
            for number in range(2, 202)
        ]
        Ticket.objects.bulk_create(rows)
        for number in (1, 200):
            events = _breaches(rows[:number])
            # the events; tickets, members, places in teams, choices; insert and read back; quiet hours; outbox
            with django_assert_num_queries(9), transaction.atomic(savepoint=False):
                timeline.record_all(events)
        assert Notification.objects.filter(member=bob).count() == 201


def test_what_concerns_nobody_costs_nothing(
    zaytuna: Desk, bob: Member, ticket: Ticket, django_assert_num_queries: Any
) -> None:
    with tenant_context(zaytuna.tenant), django_assert_num_queries(1):
        timeline.record(ticket_id=ticket.pk, verb="ticket.priority", by=bob, before="low", after="high")


def test_a_colleague_is_named_and_links_nowhere(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    odd = add_member(zaytuna, "odd@zaytuna.example", "light", "https://evil.example/in\nBcc: x@evil.example")
    with tenant_context(zaytuna.tenant):
        tickets.assign(ticket=ticket, assignee=bob, by=odd)
        said = words.sentence(Notification.objects.select_related("actor").get())
    assert "evil" in said
    assert not [sign for sign in ("://", "@", "\n") if sign in said]
