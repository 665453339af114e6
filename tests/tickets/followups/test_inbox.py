"""Our word in the inbox and on the front page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_promise, make_reply, make_ticket
from tickets.followups.models import Promise
from tickets.messages import services as messages
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def promise(zaytuna: Desk, bob: Member) -> Promise:
    with tenant_context(zaytuna.tenant):
        return make_promise(make_reply(make_ticket(assignee=bob), bob))


def test_who_asks_again_stands_first_in_the_inbox(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket("First", email="a@example.com")
        second = make_ticket("Second", email="b@example.com")
        messages.receive(ticket=second, contact=second.requester, body="Any news?")
    groups = browse(zaytuna, bob).get(reverse("workspace:inbox")).context["groups"]
    assert (groups[0].key, [row.subject for row in groups[0].rows]) == ("again", ["Second"])
    assert groups[0].rows[0].chips[0].text == "Asked again"
    assert [row.subject for group in groups[1:] for row in group.rows] == ["First"]


def test_the_inbox_draws_the_diamond(zaytuna: Desk, bob: Member, promise: Promise, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    assert 'class="vow"' in client.get(reverse("workspace:inbox")).content.decode()
    with tenant_context(zaytuna.tenant):
        past = clock.now() - timedelta(hours=1)
        Ticket.objects.update(promised_at=past)
    page = client.get(reverse("workspace:inbox")).content.decode()
    assert 'class="vow vow--broken"' in page
    assert "Promise broken" in page


def test_the_strip_says_when_the_next_promise_is_due(
    zaytuna: Desk, tapuz: Desk, bob: Member, charlie: Member, promise: Promise, browse: Browse
) -> None:
    page = browse(zaytuna, bob).get(reverse("workspace:inbox"))
    assert page.context["shell"].promise == promise.due_at
    assert 'light--promise is-lit"><span>Next promise</span>' in page.content.decode()
    assert browse(tapuz, charlie).get(reverse("workspace:inbox")).context["shell"].promise is None
    with tenant_context(zaytuna.tenant):
        Promise.objects.update(due_at=clock.now() - timedelta(hours=1))
    assert "light--promise is-lit" not in browse(zaytuna, bob).get(reverse("workspace:inbox")).content.decode()


def test_the_tape_of_a_ticket_bears_the_promise(zaytuna: Desk, bob: Member, promise: Promise, browse: Browse) -> None:
    ticket, client = promise.ticket, browse(zaytuna, bob)
    url = reverse("workspace:ticket", args=[ticket.number])
    with tenant_context(zaytuna.tenant):
        ticket = Ticket.objects.get(pk=ticket.pk)
        messages.receive(ticket=ticket, contact=ticket.requester, body="And the lamp?")
        due = clock.now() + timedelta(hours=4)
        rows = Ticket.objects.filter(pk=ticket.pk)
        rows.update(waiting_since=clock.now(), due_at=due, risk_at=due, promised_at=due - timedelta(hours=1))
    page = client.get(url)
    assert (round(page.context["tape"].vow.percent), page.context["tape"].vow.is_broken) == (75, False)
    assert '<i class="dia"></i> promised by <b class="when">' in page.content.decode()
    with tenant_context(zaytuna.tenant):
        rows.update(promised_at=clock.now() - timedelta(minutes=1))
    page = client.get(url)
    assert (page.context["tape"].vow.percent, page.context["tape"].vow.is_broken) == (0, True)
    assert 'promise broken <b class="when">' in page.content.decode()


def test_today_says_what_is_owed_and_how_much_was_kept(
    zaytuna: Desk, bob: Member, promise: Promise, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        other = make_ticket(email="b@example.com")
        make_promise(make_reply(other, bob))
        messages.delivered(message_id=str(make_reply(other, bob).pk), at=clock.now())
        messages.receive(ticket=other, contact=other.requester, body="Any news?")
    context = browse(zaytuna, bob).get(reverse("workspace:today")).context
    assert [one.url for one in context["promises"].owed] == [reverse("workspace:ticket", args=[promise.ticket.number])]
    assert (context["promises"].tally.percent, context["promises"].tally.settled) == (100, 1)
    assert "Asked again" not in [
        figure.label for figure in context["figures"]
    ]  # he wrote after an answer, when nothing was owed
