"""Our word in the console, in the customer's mail and on his page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_promise, make_reply, make_ticket
from tickets.followups import saying
from tickets.followups.models import Promise
from tickets.mail import letters
from tickets.mail.models import Outbound
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.portal import pages as portal
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def waiting(zaytuna: Desk, bob: Member) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket(assignee=bob)


@pytest.fixture
def promise(zaytuna: Desk, bob: Member, waiting: Ticket) -> Promise:
    with tenant_context(zaytuna.tenant):
        return make_promise(make_reply(waiting, bob))


def _speak(client: Client, ticket: Ticket, **said: str) -> Any:
    sent = {"text": "We look into it.", "kind": "reply", "audience": "reply", **said}
    return client.post(reverse("workspace:speak", args=[ticket.number]), sent)


def _page(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("workspace:ticket", args=[ticket.number])).content.decode()


def test_the_composer_offers_times_and_one_of_them_is_promised(
    zaytuna: Desk, bob: Member, waiting: Ticket, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    offered = client.get(reverse("workspace:ticket", args=[waiting.number])).context["composer"].vow.choices
    assert _speak(client, waiting, promise=offered[-1].value).status_code == 302
    with tenant_context(zaytuna.tenant):
        assert Promise.objects.get().due_at.isoformat() == offered[-1].value


def test_a_day_and_an_hour_are_read_by_the_clock_of_the_company(
    zaytuna: Desk, bob: Member, waiting: Ticket, browse: Browse
) -> None:
    at = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT12:30")
    assert _speak(browse(zaytuna, bob), waiting, promise="at", promise_at=at).status_code == 302
    with tenant_context(zaytuna.tenant):
        assert Promise.objects.get().due_at.strftime("%H:%M") == "09:30"  # Riyadh is three hours ahead


@pytest.mark.parametrize(
    "said",
    [
        {"promise": "at"},
        {"promise": "at", "promise_at": "soon"},
        {"promise": "tomorrow"},
        {"promise": "2020-01-01T10:00:00+00:00"},
        {"promise": "2020-01-01T10:00:00"},
    ],
)
def test_a_time_that_is_none_sends_nothing(
    zaytuna: Desk, bob: Member, waiting: Ticket, browse: Browse, said: dict[str, str]
) -> None:
    response = _speak(browse(zaytuna, bob), waiting, **said)
    assert (response.status_code, "We look into it." in response.content.decode()) == (422, True)
    with tenant_context(zaytuna.tenant):
        assert (Promise.objects.count(), Message.objects.filter(kind="reply").count()) == (0, 0)


def test_a_note_promises_nothing(zaytuna: Desk, bob: Member, waiting: Ticket, browse: Browse) -> None:
    at = (clock.now() + timedelta(hours=3)).isoformat()
    assert _speak(browse(zaytuna, bob), waiting, kind="note", audience="note", promise=at).status_code == 302
    with tenant_context(zaytuna.tenant):
        assert Promise.objects.count() == 0


def test_the_ticket_shows_what_is_owed_and_lets_it_be_taken_back(
    zaytuna: Desk, bob: Member, promise: Promise, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    page = _page(client, promise.ticket)
    assert reverse("followups:withdrawal", args=[promise.pk]) in page
    client.post(reverse("followups:withdrawal", args=[promise.pk]), {"reason": "He rang", "solve": "1"})
    with tenant_context(zaytuna.tenant):
        promise.refresh_from_db()
        promise.ticket.refresh_from_db()
    assert (promise.state, promise.reason, promise.ticket.status) == ("withdrawn", "He rang", "solved")
    assert "He rang" in _page(client, promise.ticket)


def test_without_a_reason_it_stays(zaytuna: Desk, bob: Member, promise: Promise, browse: Browse) -> None:
    browse(zaytuna, bob).post(reverse("followups:withdrawal", args=[promise.pk]), {"reason": " "})
    with tenant_context(zaytuna.tenant):
        assert Promise.objects.get().settled_at is None


def test_nobody_solves_by_hand_over_an_open_promise(
    zaytuna: Desk, bob: Member, promise: Promise, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    path = reverse("workspace:status", args=[promise.ticket.number])
    said = client.post(path, {"status": "solved"}, follow=True).content.decode()
    assert "Not solved yet" in said
    with tenant_context(zaytuna.tenant):
        promise.ticket.refresh_from_db()
        assert promise.ticket.status == "waiting"
        messages.delivered(message_id=str(make_reply(promise.ticket, bob).pk), at=clock.now())
    client.post(path, {"status": "solved"})
    with tenant_context(zaytuna.tenant):
        promise.ticket.refresh_from_db()
    assert promise.ticket.status == "solved"


def test_a_light_user_sees_promises_and_gives_none(
    zaytuna: Desk, bob: Member, promise: Promise, browse: Browse
) -> None:
    page = _page(browse(zaytuna, add_member(zaytuna, "lior@zaytuna.example", "light")), promise.ticket)
    assert 'id="promises"' in page
    assert 'name="promise"' not in page
    assert reverse("followups:withdrawal", args=[promise.pk]) not in page


def test_a_stranger_takes_nothing_back(
    zaytuna: Desk, tapuz: Desk, charlie: Member, promise: Promise, browse: Browse
) -> None:
    path = reverse("followups:withdrawal", args=[promise.pk])
    assert browse(tapuz, charlie).post(path, {"reason": "x"}).status_code == 404
    with tenant_context(zaytuna.tenant):
        assert Promise.objects.get().settled_at is None


def test_the_mail_says_by_when_in_the_customers_language(zaytuna: Desk, bob: Member, promise: Promise) -> None:
    with tenant_context(zaytuna.tenant):
        outbound = Outbound.objects.select_related("mailbox").get(message=promise.message)
        raw = letters.write(promise.message, outbound)
        with translation.override("en"):
            said = saying.line(promise.message)
        plain = make_reply(promise.ticket, bob)
        without = letters.write(plain, Outbound.objects.select_related("mailbox").get(message=plain))
    assert said.startswith("We will update you by ")
    assert b"We will update you by" in raw
    assert b"We will update you by" not in without


def test_what_was_taken_back_leaves_no_line(zaytuna: Desk, bob: Member, promise: Promise) -> None:
    from tickets.followups import services

    with tenant_context(zaytuna.tenant):
        services.withdraw(promise=promise, reason="He rang", by=bob)
        assert saying.line(promise.message) == ""


@pytest.mark.parametrize(("knows", "heading"), [(True, "You will hear from us by"), (False, "We have answered")])
def test_his_page_says_by_when_to_who_has_our_answers(
    zaytuna: Desk, promise: Promise, knows: bool, heading: str
) -> None:
    from tenants.tenancy import selectors as tenancy

    with tenant_context(zaytuna.tenant):
        promise.ticket.refresh_from_db()
        state = portal.state(promise.ticket, tenancy.company(), clock.now(), knows=knows)
    assert state.heading.startswith(heading)
    assert state.is_promise is knows
