from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages.models import Message
from tickets.ticket.models import Ticket
from tickets.workspace import today

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them
NOON = "2026-11-22T12:00:00+03:00"


def answer(ticket: Ticket, by: Member, minutes: int) -> None:
    asked = Message.objects.filter(ticket=ticket, kind="customer").latest("created_at")
    Message.objects.create(
        ticket=ticket, kind="reply", member=by, text="yes", created_at=asked.created_at + timedelta(minutes=minutes)
    )


def test_an_empty_day_says_that_nobody_waits(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    assert b"Nobody is waiting" in browse(zaytuna, bob).get("/").content


@time_machine.travel(NOON, tick=False)
def test_an_answer_is_measured_from_the_first_unanswered_message(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant), timezone.override("Asia/Riyadh"):
        ticket = make_ticket()
        Message.objects.filter(ticket=ticket).update(created_at=clock.now() - timedelta(minutes=90))
        answer(ticket, bob, 25)
        assert today.answers_today(clock.now()) == [25.0]
        answer(ticket, bob, 40)  # a second word of ours answers nobody new
        assert today.answers_today(clock.now()) == [25.0]


@time_machine.travel(NOON, tick=False)
def test_the_week_counts_messages_and_answers_by_the_companys_day(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant), timezone.override("Asia/Riyadh"):
        make_ticket()
        old = make_ticket()
        Message.objects.filter(ticket=old).update(created_at=clock.now() - timedelta(days=1))
        Ticket.objects.filter(pk=old.pk).update(waiting_since=None)
        days = today.week(clock.now()).days
    assert [(day.label, day.messages, day.answered) for day in days[-3:]] == [
        ("Fri", 0, 0),
        ("Sat", 1, 1),
        ("Sun", 1, 0),
    ]
    assert len(days) == 7


def test_waiting_people_are_counted_by_channel_and_language(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket(body="وصلت الكنبة ممزقة")
        make_ticket(body="הספה הגיעה קרועה")
        make_ticket(body="أين الطلب من فضلكم")
        waiting = today.waiting(bob)
    assert [(bar.label, bar.count, bar.percent) for bar in waiting.channels] == [("E-mail", 3, 100)]
    assert [(bar.label, bar.count) for bar in waiting.languages] == [("Arabic", 2), ("Hebrew", 1)]


@pytest.mark.parametrize(
    ("hour", "words"), [(6, "Good morning"), (13, "Good afternoon"), (19, "Good evening"), (22, "Hello"), (2, "Hello")]
)
def test_the_greeting_knows_the_hour_and_the_first_name(hour: int, words: str) -> None:
    with timezone.override("Asia/Riyadh"), time_machine.travel(f"2026-11-22T{hour:02}:30:00+03:00", tick=False):
        assert today.greeting("Lina Haddad", clock.now()) == f"{words}, <bdi>Lina</bdi>"


def test_today_has_a_fixed_price(
    zaytuna: Desk, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        for _ in range(8):
            make_ticket()
    client = browse(zaytuna, bob)
    with django_assert_max_num_queries(PREAMBLE + 12):  # two of them: what waits in public; three: our word
        assert client.get("/").status_code == 200
