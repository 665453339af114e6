"""From public to private in a real browser: clean for axe, in three languages, by keyboard alone."""

import os

import pytest
from pytest_django.live_server_helper import LiveServer

from social.connectors.registry import connectors
from social.handoffs.models import HandOff
from social.mentions.models import Mention
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tests.journeys.browsing import window
from tests.social.handoffs.acts import invite
from tests.social.publishing.acts import connected
from tests.social.publishing.network import InTest
from tickets.ticket import services as tickets

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test


@pytest.fixture
def square(zaytuna: Desk, alice: Member, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Noura complains in public on ticket 1; on ticket 2 Rami was invited, and it is solved."""
    monkeypatch.setitem(connectors._entries, "plaza", InTest())
    with tenant_context(zaytuna.tenant):
        account = connected(said.make_brand(), alice)
        said.opened(account, said.post("p1", "وصلت الكنبة ممزقة ولا أحد يردّ!"))
        invited = said.opened(account, said.post("p2", "Three weeks, no crib.", by="rami"))
        invite(invited, alice)
        ticket = Mention.objects.select_related("ticket").get(pk=invited.pk).ticket
        assert ticket is not None
        tickets.set_status(ticket=ticket, status="solved", by=alice)
    return zaytuna


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 1440, "light"), ("he", 360, "dark"), ("en", 1440, "dark")]
)
def test_its_pages_are_clean(
    live_server: LiveServer, square: Desk, alice: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(square.tenant):
        User.objects.filter(pk=alice.user_id).update(language=language)
        invited = f"/tickets/2/hand-offs/{HandOff.objects.get().pk}/"
    with window(live_server.url, square, alice, width=width, theme=theme, audited=True) as desk:
        for path in ("/tickets/1/", "/tickets/2/", "/tickets/1/hand-offs/", f"{invited}closing/", f"{invited}end/"):
            desk.open(path)
            assert desk.violations() == [], path
            assert not desk.is_too_wide(), path
            assert not desk.scrolls_past_its_end(), path


def test_an_agent_invites_and_closes_without_a_mouse(live_server: LiveServer, square: Desk, bob: Member) -> None:
    with window(live_server.url, square, bob) as desk:
        page = desk.open("/tickets/1/")
        page.locator(".bridge ~ .acts a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/tickets/1/hand-offs/")
        page.get_by_role("button", name="Publish the invitation").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/tickets/1/")
        page.get_by_text("Invited, not there yet").first.wait_for()
        page.get_by_role("link", name="Close the circle in public").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/closing/")
        page.get_by_role("button", name="Publish the closing words").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/tickets/1/")
        page.get_by_text("Closed in public").first.wait_for()
    with tenant_context(square.tenant):
        assert HandOff.objects.filter(closing__isnull=False).count() == 1
