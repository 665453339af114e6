"""What a member does with his own: read, choose, rest. A colleague's is not his."""

from collections.abc import Callable, Collection
from datetime import time
from uuid import UUID

import pytest
from django.http import Http404

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tests.tickets.notifications.conftest import breach, happen
from tickets.notifications import registry, selectors, services
from tickets.notifications.errors import NoHours
from tickets.notifications.models import Notification, NotificationChoice, QuietHours
from tickets.notifications.rules import DEFAULTS, Way
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> list[Notification]:
    """Three for Bob and one for Alice, on two tickets."""
    with tenant_context(zaytuna.tenant):
        other = make_ticket(email="daniel@example.com")
        Ticket.objects.update(assignee=bob)
        for one in (ticket, ticket, other):
            happen(one, "sla.warned", metric="next", due="2026-11-22T12:00:00+00:00", clock=str(Notification().pk))
        happen(ticket, "messages.named", bob, message="m", members=[str(alice.pk)])
        return list(Notification.objects.filter(member=bob).order_by("created_at", "id"))


@pytest.fixture
def whispers(monkeypatch: pytest.MonkeyPatch) -> list[set[UUID]]:
    heard: list[set[UUID]] = []

    def listen(members: Collection[UUID]) -> None:
        heard.append(set(members))

    monkeypatch.setattr(registry.listeners, "_entries", {"test": listen})
    return heard


def unread(member: Member) -> int:
    return selectors.own(member).filter(read_at__isnull=True).count()


def test_one_is_read_and_stays_read_since_then(
    zaytuna: Desk, bob: Member, news: list[Notification], whispers: list[set[UUID]]
) -> None:
    with tenant_context(zaytuna.tenant):
        services.read(notification=news[0], by=bob)
        since = Notification.objects.get(pk=news[0].pk).read_at
        services.read(notification=news[0], by=bob)
        assert Notification.objects.get(pk=news[0].pk).read_at == since
        assert unread(bob) == 2
    assert whispers == [{bob.pk}]


def test_all_are_read_up_to_what_he_saw(zaytuna: Desk, alice: Member, bob: Member, news: list[Notification]) -> None:
    with tenant_context(zaytuna.tenant):
        assert services.read_all(by=bob, until=news[1].pk) == 2
        assert services.read_all(by=bob) == 1
        assert (unread(bob), unread(alice)) == (0, 1)


def test_opening_a_ticket_reads_what_is_told_of_it_to_who_opens_it(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, news: list[Notification], whispers: list[set[UUID]]
) -> None:
    with tenant_context(zaytuna.tenant):
        assert services.opened(ticket=ticket, by=bob) == 2
        assert services.opened(ticket=ticket, by=bob) == 0
        assert (unread(bob), unread(alice)) == (1, 1)
    assert whispers == [{bob.pk}]


def test_a_colleagues_notification_is_not_there(
    zaytuna: Desk, alice: Member, bob: Member, news: list[Notification]
) -> None:
    with tenant_context(zaytuna.tenant):
        with pytest.raises(Http404):
            selectors.get_for(alice, pk=news[0].pk)
        services.read(notification=news[0], by=alice)
        services.read_all(by=alice, until=news[0].pk)
        assert (unread(bob), unread(alice)) == (3, 1)


def test_what_he_wants_only_by_mail_is_not_in_the_console(zaytuna: Desk, bob: Member, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        Ticket.objects.update(assignee=bob)
        services.choose(member=bob, kind="breached", in_app=False, by_mail=True)
        breach(ticket)
        assert Notification.objects.filter(member=bob).count() == 1
        assert unread(bob) == 0


def test_a_choice_is_ones_own(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for by_mail in (True, False):
            services.choose(member=bob, kind="woken", in_app=False, by_mail=by_mail)
        assert NotificationChoice.objects.count() == 1
        assert selectors.ways(bob) == {**DEFAULTS, "woken": Way(False, False)}
        assert selectors.ways(alice) == DEFAULTS


def test_quiet_hours_are_kept_to_the_minute_and_given_up(zaytuna: Desk, alice: Member, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.rest(member=bob, starts_at=time(22, 0, 59), ends_at=time(7))
        services.rest(member=bob, starts_at=time(23, 0, 59), ends_at=time(6, 30))
        row = QuietHours.objects.get()
        assert (row.starts_at, row.ends_at) == (time(23), time(6, 30))
        with pytest.raises(NoHours):
            services.rest(member=alice, starts_at=time(9), ends_at=time(9, 0, 30))
        services.rest_no_more(member=alice)
        assert QuietHours.objects.count() == 1
        services.rest_no_more(member=bob)
        assert QuietHours.objects.count() == 0


@pytest.mark.parametrize("size", [1, 2, 5])
def test_pages_join_without_a_gap(zaytuna: Desk, bob: Member, news: list[Notification], size: int) -> None:
    with tenant_context(zaytuna.tenant):
        found, page = [], selectors.page(bob, size=size)
        found += page.rows
        while page.older:
            last, page = page, selectors.page(bob, mark=page.older, size=size)
            back = selectors.page(bob, mark=page.newer, backwards=True, size=size)
            assert [row.pk for row in back.rows] == [row.pk for row in last.rows]
            found += page.rows
        assert [row.pk for row in found] == [row.pk for row in reversed(news)]


def test_a_page_costs_two_questions_however_many_there_are(
    zaytuna: Desk, bob: Member, news: list[Notification], django_assert_num_queries: Callable
) -> None:
    with tenant_context(zaytuna.tenant), django_assert_num_queries(1):
        page = selectors.page(bob)
        assert [(str(row.ticket), str(row.actor)) for row in page.rows]
