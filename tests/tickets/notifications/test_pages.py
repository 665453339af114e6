"""The bell, the list and the settings of a member's own."""

from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.tickets.notifications.conftest import breach
from tickets.messages import services as messages
from tickets.notifications import selectors, services
from tickets.notifications.models import Notification, NotificationChoice, QuietHours
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them
PAGE, SETTINGS = "/notifications/", "/settings/notifications/"


@pytest.fixture
def named(zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket) -> Notification:
    """Alice named Bob in a note."""
    with tenant_context(zaytuna.tenant):
        messages.note(ticket=ticket, by=alice, body="@Bob, what do you think?")
        return Notification.objects.select_related("ticket").get(member=bob)


def unread(desk: Desk, member: Member) -> int:
    with tenant_context(desk.tenant):
        return selectors.own(member).filter(read_at__isnull=True).count()


def test_the_bell_counts_ones_own(
    zaytuna: Desk, alice: Member, bob: Member, named: Notification, browse: Browse
) -> None:
    his, hers = (browse(zaytuna, member).get("/settings/you/").content.decode() for member in (bob, alice))
    assert '<b class="bell__count num" aria-hidden="true">1</b>' in his
    assert '<span class="vh">Notifications, unread: 1</span>' in his
    assert '<span class="vh">Notifications</span>' in hers
    assert "bell__count" not in hers
    frame = browse(zaytuna, bob).get("/frame/").content.decode()
    assert '<div class="bell" id="bell">' in frame


def test_the_list_says_who_what_and_where(zaytuna: Desk, bob: Member, named: Notification, browse: Browse) -> None:
    page = browse(zaytuna, bob).get(PAGE).content.decode()
    assert "Alice" in page
    assert "named you in a note" in page
    assert f'href="/tickets/{named.ticket.number}/"' in page
    assert "what do you think" not in page


def test_a_colleague_sees_none_of_it(
    zaytuna: Desk, alice: Member, bob: Member, named: Notification, browse: Browse
) -> None:
    client = browse(zaytuna, alice)
    assert "named you" not in client.get(PAGE).content.decode()
    assert client.post(f"/notifications/{named.pk}/reading/").status_code == 404
    assert client.post("/notifications/reading/", {"until": named.pk}).status_code == 302
    assert unread(zaytuna, bob) == 1


def test_a_stranger_finds_nothing(
    zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member, named: Notification, browse: Browse
) -> None:
    assert browse(tapuz, charlie).post(f"/notifications/{named.pk}/reading/").status_code == 404
    assert unread(zaytuna, bob) == 1


def test_opening_the_ticket_reads_it_and_the_page_knows(
    zaytuna: Desk, alice: Member, bob: Member, named: Notification, browse: Browse
) -> None:
    browse(zaytuna, alice).get(f"/tickets/{named.ticket.number}/")
    assert unread(zaytuna, bob) == 1
    page = browse(zaytuna, bob).get(f"/tickets/{named.ticket.number}/").content.decode()
    assert unread(zaytuna, bob) == 0
    assert "bell__count" not in page


def test_one_is_read_and_all_are_read_that_stood_there(
    zaytuna: Desk, bob: Member, ticket: Ticket, named: Notification, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    client.post(f"/notifications/{named.pk}/reading/")
    assert unread(zaytuna, bob) == 0
    with tenant_context(zaytuna.tenant):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
        breach(ticket)
        seen = Notification.objects.filter(member=bob).latest("created_at")
        breach(ticket)
    client.post("/notifications/reading/", {"until": seen.pk})
    assert unread(zaytuna, bob) == 1
    client.post("/notifications/reading/", {"until": "nonsense"})
    assert unread(zaytuna, bob) == 1
    client.post("/notifications/reading/")
    assert unread(zaytuna, bob) == 0


def test_the_list_narrows_to_what_is_unread(zaytuna: Desk, bob: Member, named: Notification, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    assert "named you" in client.get(PAGE + "?show=unread").content.decode()
    client.post("/notifications/reading/")
    assert "You have read everything." in client.get(PAGE + "?show=unread").content.decode()
    assert "named you" in client.get(PAGE + "?show=nonsense&after=nonsense").content.decode()


def _form(**changes: str) -> dict[str, str]:
    return {"assigned_in_app": "on", "breached_by_mail": "on", "starts_at": "22:00", "ends_at": "07:00", **changes}


def test_the_settings_are_kept_as_they_stand_and_are_ones_own(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse
) -> None:
    answer = browse(zaytuna, bob).post(SETTINGS, _form(), follow=True)
    assert "Saved." in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        ways = selectors.ways(bob)
        assert {kind for kind, way in ways.items() if way.in_app} == {"assigned"}
        assert {kind for kind, way in ways.items() if way.by_mail} == {"breached"}
        row = QuietHours.objects.get()
        assert (row.member, row.starts_at, row.ends_at) == (bob, time(22), time(7))
        assert not NotificationChoice.objects.exclude(member=bob).exists()
    page = browse(zaytuna, bob).get(SETTINGS).content.decode()
    assert 'value="22:00"' in page
    browse(zaytuna, bob).post(SETTINGS, _form(starts_at="", ends_at=""))
    with tenant_context(zaytuna.tenant):
        assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": ""}, "Quiet hours need a beginning and an end."),
        ({"starts_at": ""}, "Quiet hours need a beginning and an end."),
        ({"starts_at": "07:00"}, "Quiet hours end at another time than they begin."),
        ({"starts_at": "25:00"}, "Enter a valid time."),
    ],
)
def test_hours_that_make_no_sense_are_refused_and_nothing_is_kept(
    zaytuna: Desk, bob: Member, browse: Browse, changes: dict[str, str], said: str
) -> None:
    answer = browse(zaytuna, bob).post(SETTINGS, _form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        assert not QuietHours.objects.exists()
        assert not NotificationChoice.objects.exists()


def test_the_pages_cost_the_same_however_much_there_is(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = browse(zaytuna, bob)
    with tenant_context(zaytuna.tenant):
        services.rest(member=bob, starts_at=time(22), ends_at=time(7))
        Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
        for _ in range(60):
            breach(ticket)
    for path in (PAGE, PAGE + "?show=unread"):
        with django_assert_max_num_queries(PREAMBLE + 3):
            page = client.get(path).content.decode()
        assert page.count("news__row ") == selectors.PAGE
        assert "?after=" in page or "&amp;after=" in page
    with django_assert_max_num_queries(PREAMBLE + 4):
        client.get(SETTINGS)
