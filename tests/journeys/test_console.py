"""The console in a real browser: clean for axe in three languages, and moved through with the keyboard alone."""

import os
from datetime import timedelta

import pytest
from pytest_django.live_server_helper import LiveServer

from helpdesk.lib import clock
from social.accounts import services as accounts
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tests.journeys.browsing import window
from tickets.messages import services as messages
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test

PAGES = (
    *("/", "/inbox/", "/inbox/?show=solved", "/inbox/?q=nothing", "/tickets/1/", "/tickets/new/", "/contacts/"),
    *(
        "/settings/you/",
        "/settings/company/",
        "/settings/people/",
        "/settings/teams/",
        "/settings/mailboxes/",
        "/settings/tokens/",
        "/contacts/organizations/",
        "/settings/canned/",
        "/settings/canned/new/",
        "/settings/labels/",
        "/settings/hours/",
        "/settings/hours/new/",
        "/settings/deadlines/",
        "/settings/deadlines/new/",
        "/settings/listening/",
        "/settings/listening/new/",
        "/settings/support/",
        "/settings/form/",
        "/settings/accounts/",
        "/settings/limits/",
        "/recovery/ledger/",
        "/approvals/",
    ),
    *("/square/", "/square/?show=settled", "/square/?intent=praise"),
    "/tickets/404/",
)


@pytest.fixture
def busy(zaytuna: Desk, bob: Member) -> Desk:
    """A desk with a late, a fresh, an answered, a failed and a solved ticket."""
    with tenant_context(zaytuna.tenant):
        late = make_ticket(
            "الكنبة وصلت ممزّقة", "السلام عليكم، وصلت الكنبة أمس وفي ظهرها شقّ كبير.", name="نورة القحطاني"
        )
        messages.note(ticket=late, by=bob, body="בדקתי עם המחסן: נשארו שתיים.")
        make_ticket("הזמנה 88214 לא הגיעה", "כתבתי ביום חמישי ועדיין לא קיבלתי תשובה.", "yossi@example.com", "יוסי")
        answered = make_ticket("Payment taken twice", "Two charges on one card.", "daniel@example.com", "Daniel Okafor")
        reply = make_reply(answered, bob)
        messages.undeliverable(message_id=str(reply.pk), reason="550 mailbox unavailable")
        tickets.set_tags(ticket=late, names=["تالف", "sofa"], by=bob)
        tickets.set_status(ticket=make_ticket("Old one", "Done?"), status="solved", by=bob)
        Ticket.objects.filter(pk=late.pk).update(
            waiting_since=clock.now() - timedelta(minutes=80), due_at=clock.now() - timedelta(minutes=20)
        )
        account = said.make_account(said.make_brand())
        said.noted(account, said.post(text="طلبت سرير أطفال من Zaytuna وما وصل"), hits=[["Zaytuna", 19, 26]])
        accounts.needs_reauth(account=said.make_account(account.brand, "page-2"), reason="The token was revoked")
    return zaytuna


def test_a_page_that_is_not_clean_is_found_out(live_server: LiveServer, busy: Desk, bob: Member) -> None:
    """The control of the next: pale words, and a picture without any."""
    with window(live_server.url, busy, bob, audited=True) as desk:
        desk.open("/").locator("main").evaluate(
            "main => { main.innerHTML = '<p>pale</p><img src=/static/img/x.png>'; main.style.color = '#eee' }"
        )
        found = " ".join(desk.violations())
    assert "color-contrast" in found
    assert "image-alt" in found


@pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("ar", 1440, "light"), ("ar", 360, "dark"), ("he", 1024, "dark"), ("he", 360, "light"), ("en", 1440, "dark")],
)
def test_every_page_is_clean_in_each_language_on_desk_and_phone(
    live_server: LiveServer, busy: Desk, alice: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(busy.tenant):
        User.objects.filter(pk=alice.user_id).update(language=language)
    with window(live_server.url, busy, alice, width=width, theme=theme, audited=True) as desk:
        for path in PAGES:
            page = desk.open(path)
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("html").get_attribute("dir") == ("ltr" if language == "en" else "rtl")
            assert desk.violations() == []
            assert not desk.is_too_wide(), path
    assert [line for line in desk.complaints if "404" not in line] == []


def test_an_agent_works_without_a_mouse(live_server: LiveServer, busy: Desk, bob: Member) -> None:
    with window(live_server.url, busy, bob) as desk:
        page = desk.open("/inbox/")
        for key in ("KeyJ", "KeyJ", "KeyK", "Enter"):
            page.keyboard.press(key)
        page.wait_for_url("**/tickets/1/")
        page.keyboard.press("KeyI")
        page.keyboard.type("jne only us")
        page.keyboard.press("Control+Enter")
        page.get_by_text("jne only us").wait_for()
        assert page.locator(".msg--note").count() == 2
        page.keyboard.press("KeyR")
        page.keyboard.type("It leaves today.")
        page.keyboard.press("Control+Enter")
        page.locator(".msg--us").get_by_text("It leaves today.").wait_for()
        page.keyboard.press("KeyE")
        page.get_by_role("button", name="Reopen").wait_for()
        page.keyboard.press("Shift+Slash")
        assert page.locator("dialog#keys").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Slash")
        page.keyboard.type("88214")
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/?q=88214")
        assert page.locator(".row__link").count() == 1
    assert desk.complaints == []


def test_an_unsent_word_survives_a_closed_tab(live_server: LiveServer, busy: Desk, bob: Member) -> None:
    with window(live_server.url, busy, bob) as desk:
        desk.open("/tickets/1/").locator("#composer-text").press_sequentially("half a sentence")
        page = desk.open("/tickets/1/")
        assert page.locator("#composer-text").input_value() == "half a sentence"


def test_a_page_speaks_another_language_after_one_click(live_server: LiveServer, busy: Desk, bob: Member) -> None:
    with window(live_server.url, busy, bob) as desk:
        page = desk.open("/inbox/?show=mine")
        page.locator(".strip > .langswitch [value=ar]").click()
        page.wait_for_function("document.documentElement.lang === 'ar'")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.url.endswith("/inbox/?show=mine")


def test_the_light_changes_at_once_and_stays(live_server: LiveServer, busy: Desk, bob: Member) -> None:
    with window(live_server.url, busy, bob) as desk:
        desk.open("/").locator("label[for=theme-dark]").click()
        assert desk.page.locator("html").get_attribute("data-theme") == "dark"
        assert desk.open("/inbox/").locator("html").get_attribute("data-theme") == "dark"
