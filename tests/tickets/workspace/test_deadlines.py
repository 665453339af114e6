"""Deadlines in the console: on the ticket with their reasons, in the lists by their time; and what is laid aside."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_reply, make_ticket
from tests.tickets.sla.reading import TEN, at, send
from tickets.sla import policies
from tickets.sla.models import SlaPolicy
from tickets.ticket import services as tickets
from tickets.ticket import snoozing
from tickets.ticket.models import Ticket
from tickets.workspace import snoozes

Browse = Callable[[Desk, Member], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def at_ten() -> Any:
    with time_machine.travel(TEN, tick=False) as moving:
        yield moving


def _groups(page: Any) -> list[tuple[str, list[str]]]:
    return [(group.key, [row.subject for row in group.rows]) for group in page.context["groups"]]


def test_the_inbox_follows_the_deadlines(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse, at_ten: Any
) -> None:
    with tenant_context(zaytuna.tenant):
        urgent = policies.create(by=alice, name="Urgent", priority="urgent", first_minutes=30)
        policies.place(policy=urgent, position=0, by=alice)
        make_ticket("calm")
        quick = make_ticket("quick")
        tickets.set_priority(ticket=quick, priority="urgent", by=alice)
        policies.archive(policy=SlaPolicy.objects.get(channel="", priority=""), by=alice)
        make_ticket("nothing aimed at")
    client = browse(zaytuna, bob)
    assert _groups(client.get("/inbox/")) == [
        ("hour", ["quick"]),
        ("later", ["calm"]),
        ("undue", ["nothing aimed at"]),
    ]
    at_ten.move_to(at(1))
    assert _groups(client.get("/inbox/"))[0] == ("late", ["quick"])


def test_the_ticket_says_why_its_deadline_is_where_it_is(
    zaytuna: Desk, bob: Member, browse: Browse, at_ten: Any
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    at_ten.move_to(at(1))
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/")
    answer, solution = page.context["clocks"]
    assert (answer.label, answer.look, answer.percent) == ("First answer", "ok", 75)
    said = " / ".join(map(str, answer.why))
    for words in ("Everything else", "From the first message", "Working hours", "Never paused", "Due"):
        assert words in said
    assert "Not paused so far" in " / ".join(map(str, solution.why))
    assert (page.context["tape"].due, page.context["tape"].is_late) == (at(4), False)


def test_what_was_kept_and_what_is_paused_is_told(zaytuna: Desk, bob: Member, browse: Browse, at_ten: Any) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        at_ten.move_to(at(1))
        send(make_reply(ticket, bob))
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/")
    answer, solution = page.context["clocks"]
    assert (answer.look, solution.look, page.context["tape"]) == ("kept", "paused", None)
    assert "Paused 1 time" in " / ".join(map(str, solution.why))
    assert b"First answer after" in page.content


def test_a_ticket_is_laid_aside_and_taken_up_again(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket("sleeper")
    client = browse(zaytuna, bob)
    client.post(f"/tickets/{ticket.number}/snooze/", {"until": "hours"})
    assert _groups(client.get("/inbox/")) == []
    assert _groups(client.get("/inbox/", {"show": "snoozed"})) == [("snoozed", ["sleeper"])]
    assert client.get("/inbox/").context["shell"].unanswered == 0
    client.post(f"/tickets/{ticket.number}/snooze/", {"until": ""})
    assert [key for key, _rows in _groups(client.get("/inbox/"))] == ["later"]


def test_a_time_that_is_not_offered_changes_nothing(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    browse(zaytuna, bob).post(f"/tickets/{ticket.number}/snooze/", {"until": "forever"})
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().snoozed_until is None


def test_who_may_not_snooze_is_not_offered_it(zaytuna: Desk, browse: Browse) -> None:
    light = add_member(zaytuna, "lou@zaytuna.example", "light")
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    client = browse(zaytuna, light)
    assert b"prop-snooze" not in client.get(f"/tickets/{ticket.number}/").content
    assert client.post(f"/tickets/{ticket.number}/snooze/", {"until": "hour"}).status_code == 403
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().snoozed_until is None


def test_nobody_takes_what_is_laid_aside(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        snoozing.snooze(ticket=ticket, until=clock.now() + timedelta(hours=1), by=bob)
    assert browse(zaytuna, bob).post("/inbox/next/")["Location"] == "/inbox/"


@pytest.mark.parametrize("choice", sorted(snoozes.CHOICES))
def test_every_offer_is_a_time_to_come(choice: str) -> None:
    assert timedelta(0) < snoozes.until(choice, TEN) - TEN <= timedelta(days=8)
