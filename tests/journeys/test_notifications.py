"""The bell, the list, the choices and the names in a note, with axe, on a phone, and with the keyboard alone."""

import os

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tests.journeys.browsing import window
from tickets.messages import services as messages
from tickets.notifications import services
from tickets.notifications.models import Notification
from tickets.ticket import services as tickets
from tickets.timeline import services as timeline

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test
DUE = "2026-11-22T12:00:00+00:00"


@pytest.fixture
def told(zaytuna: Desk, alice: Member, bob: Member) -> Desk:
    """Bob has one of several kinds, read and not."""
    lena = add_member(zaytuna, "nq@zaytuna.example", "agent", "نورة القحطاني")
    zaytuna.members["agent"] = bob
    with tenant_context(zaytuna.tenant):
        for subject, name, email in (
            ("الكنبة وصلت ممزّقة", "نورة", "n@example.com"),
            ("הזמנה 88214 לא הגיעה", "יוסי", "y@example.com"),
            (
                "Payment taken twice on the same card, and nobody has written back to me since",
                "Daniel",
                "d@example.com",
            ),
        ):
            ticket = make_ticket(subject, "…", email, name)
            tickets.assign(ticket=ticket, assignee=bob, by=lena)
        wish = {"approval": "a", "kind": "voucher", "currency": "SAR", "amount": 5000}
        timeline.record(ticket_id=ticket.pk, verb="sla.warned", metric="first", due=DUE, clock="c")
        timeline.record(ticket_id=ticket.pk, verb="sla.breached", metric="next", due=DUE, clock="c")
        timeline.record(ticket_id=ticket.pk, verb="followups.broken", promise="p", due=DUE, to=[str(bob.pk)])
        timeline.record(
            ticket_id=ticket.pk, verb="recovery.decided", by=alice, state="approved", to=[str(bob.pk)], **wish
        )
        messages.note(ticket=ticket, by=lena, body="@Bob, look")
        services.read(notification=Notification.objects.filter(member=bob).earliest("created_at"), by=bob)
    return zaytuna


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 360, "dark"), ("he", 1440, "light"), ("en", 360, "light")]
)
def test_the_pages_are_clean_on_desk_and_phone(
    live_server: LiveServer, told: Desk, bob: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(told.tenant):
        User.objects.filter(pk=bob.user_id).update(language=language)
    with window(live_server.url, told, bob, width=width, theme=theme, audited=True) as desk:
        for path in ("/notifications/", "/notifications/?show=unread", "/settings/notifications/"):
            page = desk.open(path)
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator(".bell__count").inner_text() == "7"
            assert desk.violations() == []
            assert not desk.is_too_wide(), path
        page = desk.open("/tickets/1/")
        page.locator(".composer__text").click()
        page.locator("label:has([name=audience][value=note])").click()
        page.locator("#composer-text").press_sequentially("@")
        expect(page.locator(".names__item")).to_have_count(2, timeout=15_000)
        assert desk.violations() == []
        assert not desk.is_too_wide()
    assert desk.complaints == []


def test_all_of_it_works_without_a_mouse(live_server: LiveServer, told: Desk, bob: Member) -> None:
    with window(live_server.url, told, bob) as desk:
        page = desk.open("/inbox/")
        page.keyboard.press("KeyB")
        page.wait_for_url("**/notifications/")
        page.keyboard.press("KeyJ")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tickets/3/")
        expect(page.locator(".bell__count")).to_have_text("1")
        page.keyboard.press("KeyI")
        page.keyboard.type("ask @القح")
        expect(page.locator(".names__item[aria-selected=true]")).to_contain_text("نورة القحطاني")
        page.keyboard.press("Tab")
        expect(page.locator("#composer-text")).to_have_value("ask @نورة القحطاني ")
        page.keyboard.type("@al")
        expect(page.locator(".names__item").filter(has_text="Alice")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".names")).to_be_hidden()
        page.keyboard.press("Control+Enter")
        page.locator(".msg--note").filter(has_text="ask @").wait_for()
    assert desk.complaints == []
    with tenant_context(told.tenant):
        assert Notification.objects.filter(kind="mentioned", member__name="نورة القحطاني").count() == 1
        assert not Notification.objects.filter(kind="mentioned", member__name="Alice").exists()
