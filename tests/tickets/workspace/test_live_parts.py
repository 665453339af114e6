"""A page that is open asks for what may have changed, and gets no more than that."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.web import csp
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db
ASK = {"HTTP_HEARD_LIVE": "1"}
Browse = Callable[[Desk, Member], Client]


def ids(page: str) -> list[str]:
    """The parts a page is mended with: elements with an id that stand in no other."""
    return re.findall(r'<(?:ul|nav|main|div|ol)[^>]* id="([\w-]+)"', page)


def test_the_inbox_gives_its_frame_and_its_rows(browse: Browse, zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    client = browse(zaytuna, alice)
    page = client.get(reverse("workspace:inbox"), **ASK).content.decode()
    assert ids(page) == ["lights", "bell", "rail", "main"]
    assert f'data-live-key="{ticket.number}"' in page
    assert "<html" not in page
    assert "<script" not in page


def test_today_gives_its_frame_and_its_figures(browse: Browse, zaytuna: Desk, alice: Member) -> None:
    page = browse(zaytuna, alice).get(reverse("workspace:today"), **ASK).content.decode()
    assert ids(page)[:4] == ["lights", "bell", "rail", "main"]
    assert "<html" not in page


def test_the_ticket_gives_thread_and_panel_and_never_the_composer(browse: Browse, zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
    page = browse(zaytuna, alice).get(reverse("workspace:ticket", args=[ticket.number]), **ASK).content.decode()
    assert {"lights", "bell", "rail", "list", "ticket-acts", "tape", "spine", "panel"} <= set(ids(page))
    assert "composer" not in page
    assert "<html" not in page


def test_other_pages_ask_for_the_frame_alone(browse: Browse, zaytuna: Desk, alice: Member) -> None:
    client = browse(zaytuna, alice)
    page = client.get(reverse("workspace:settings-people")).content.decode()
    assert f'data-part="{reverse("workspace:frame")}?here=' in page
    frame = client.get(reverse("workspace:frame") + "?here=today").content.decode()
    assert ids(frame) == ["lights", "bell", "rail"]
    assert frame.count('aria-current="page"') == 1


def test_a_page_says_where_to_listen_since_when_and_what_it_shows_already(
    browse: Browse, zaytuna: Desk, alice: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        newest = Event.objects.latest("id").pk
    client = browse(zaytuna, alice)
    page = client.get(reverse("workspace:ticket", args=[ticket.number])).content.decode()
    assert f'data-stream="http://{zaytuna.host}:9000/events/"' in page
    assert re.search(r'data-since="\d{10}"', page)
    assert str(newest) in page


def test_the_policy_lets_in_the_stream_of_this_host_and_nothing_else(
    browse: Browse, zaytuna: Desk, alice: Member, settings: object
) -> None:
    client = browse(zaytuna, alice)
    policy = client.get(reverse("workspace:frame"))["Content-Security-Policy"]
    assert policy == csp.POLICY.replace("connect-src 'self'", f"connect-src 'self' http://{zaytuna.host}:9000")
    settings.EVENTS_URL = "/events/"  # type: ignore[attr-defined]
    assert client.get(reverse("workspace:frame"))["Content-Security-Policy"] == csp.POLICY


def test_the_stream_of_another_company_is_not_named(
    browse: Browse, zaytuna: Desk, tapuz: Desk, charlie: Member
) -> None:
    response = browse(tapuz, charlie).get(reverse("workspace:frame"))
    assert zaytuna.host not in response["Content-Security-Policy"]


def test_the_frame_has_a_fixed_price(
    browse: Browse, zaytuna: Desk, alice: Member, django_assert_num_queries: Callable
) -> None:
    client = browse(zaytuna, alice)
    client.get(reverse("workspace:frame"))
    with django_assert_num_queries(10):  # the preamble, the company, the counters, the square's and the approvals'
        client.get(reverse("workspace:frame"))
