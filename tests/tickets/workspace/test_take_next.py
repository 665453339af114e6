from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket
from tickets.workspace import services

Browse = Callable[[Desk, Member], Client]


def wait(ticket: Ticket, minutes: int) -> Ticket:
    since = clock.now() - timedelta(minutes=minutes)
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=since, due_at=since + timedelta(minutes=60))
    return ticket


def test_the_longest_wait_without_owner_becomes_mine(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        wait(make_ticket(), 5)
        oldest = wait(make_ticket(), 50)
    answer = browse(zaytuna, bob).post("/inbox/next/")
    assert answer["Location"] == f"/tickets/{oldest.number}/"
    with tenant_context(zaytuna.tenant):
        oldest.refresh_from_db()
    assert oldest.assignee_id == bob.pk


def test_what_a_colleague_owns_is_left_to_him(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        wait(make_ticket(assignee=alice), 90)
        free = wait(make_ticket(), 5)
        assert services.take_next(by=bob) == free


def test_my_own_that_waits_longer_comes_before_a_free_one(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        wait(make_ticket(), 5)
        mine = wait(make_ticket(assignee=bob), 20)
        assert services.take_next(by=bob) == mine


def test_two_who_press_at_once_do_not_take_the_same(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        first, second = wait(make_ticket(), 50), wait(make_ticket(), 40)
        assert services.take_next(by=bob) == first
        assert services.take_next(by=alice) == second


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_connections_at_the_same_moment_take_two_tickets(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        wait(make_ticket(), 50)
        wait(make_ticket(), 40)
    both_hold_one = Barrier(2, timeout=20)

    def take(member: Member) -> int:
        try:
            with tenant_context(zaytuna.tenant):
                ticket = services.take_next(by=member)
                both_hold_one.wait()
                return ticket.number if ticket else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (alice, bob))) == [1, 2]


def test_when_nobody_waits_the_inbox_says_so(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    answer = browse(zaytuna, bob).post("/inbox/next/", follow=True)
    assert b"Nobody is waiting" in answer.content


def test_a_light_user_takes_nothing(zaytuna: Desk, browse: Browse) -> None:
    light = add_member(zaytuna, "lou@zaytuna.example", "light")
    with tenant_context(zaytuna.tenant):
        ticket = wait(make_ticket(), 5)
    assert browse(zaytuna, light).post("/inbox/next/").status_code == 403
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
    assert ticket.assignee_id is None
