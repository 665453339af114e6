"""A reply is written once in three languages, found with a slash, and leaves only when nothing in it is open."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_ticket
from tests.journeys.browsing import Window, window
from tickets.canned import services
from tickets.canned.models import CannedReply
from tickets.messages.models import Message
from tickets.ticket import labels

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test

TITLES = {"ar": "تأخّر الشحنة", "he": "משלוח שמתעכב", "en": "Late parcel"}
BODIES = {
    "ar": "أهلًا {{contact.first_name}}،\n\nنبحث عن شحنتكم رقم {{ticket.number}}.",
    "he": "שלום {{contact.first_name}},\n\nאנחנו מחפשים את משלוח {{ticket.number}}.",
    "en": "Hello {{contact.first_name}},\n\nwe are looking for parcel {{ticket.number}}.",
}


@dataclass(frozen=True)
class Customer:
    """Whose language the reply takes. Nobody knows the name."""

    language: str
    words: str
    name: str


CUSTOMERS = [
    Customer("ar", "السلام عليكم، لم تصل الشحنة حتى الآن.", "نورة"),
    Customer("he", "שלום, החבילה עדיין לא הגיעה.", "נועה"),
    Customer("en", "Hello, the parcel is not here yet.", "Grace"),
]


def _complaints(desk: Window) -> list[str]:
    """The live updates have a process of their own, which does not run here."""
    return [line for line in desk.complaints if "CONNECTION_REFUSED" not in line]


def _speak(desk: Desk, member: Member, language: str) -> None:
    with tenant_context(desk.tenant):
        User.objects.filter(pk=member.user_id).update(language=language)


@pytest.fixture
def reply(zaytuna: Desk, alice: Member) -> CannedReply:
    with tenant_context(zaytuna.tenant):
        return services.create(shortcut="late", titles=TITLES, bodies=BODIES, by=alice)


@pytest.mark.parametrize("customer", CUSTOMERS, ids=[customer.language for customer in CUSTOMERS])
def test_a_reply_is_written_found_filled_in_and_sent(
    live_server: LiveServer, zaytuna: Desk, bob: Member, customer: Customer
) -> None:
    lead = add_member(zaytuna, "lea@zaytuna.example", "lead", "Lea", customer.language)
    _speak(zaytuna, bob, customer.language)
    with tenant_context(zaytuna.tenant):
        make_ticket("…", customer.words, email="x1@example.com", name="x1")
    with window(live_server.url, zaytuna, lead) as desk:
        page = desk.open("/settings/canned/new/")
        page.fill("[name=shortcut]", "late")
        for code in TITLES:
            page.locator(f".tabs label:has([value={code}])").click()
            expect(page.locator(f"[name=title_{code}]")).to_have_attribute("dir", "ltr" if code == "en" else "rtl")
            page.fill(f"[name=title_{code}]", TITLES[code])
            page.fill(f"[name=body_{code}]", BODIES[code])
        expect(page.locator(".preview:visible .place--missing")).to_have_text("{{contact.first_name}}")
        page.locator("form.form button[type=submit]").click()
        page.locator(".tbl").get_by_text("/late").first.wait_for()
    assert _complaints(desk) == []
    with window(live_server.url, zaytuna, bob) as desk:
        _answer(desk.open("/tickets/1/"), customer)
    with tenant_context(zaytuna.tenant):
        sent = Message.objects.get(kind="reply")
        assert CannedReply.objects.get().used == 1
    assert sent.text.replace("\r\n", "\n") == BODIES[customer.language].replace(
        "{{contact.first_name}}", customer.name
    ).replace("{{ticket.number}}", "1")
    assert _complaints(desk) == []


def _answer(page: Page, customer: Customer) -> None:
    """Find the reply with the keyboard alone; be stopped, fill in, send."""
    text = page.locator("#composer-text")
    text.click()
    page.keyboard.press("/")
    expect(page.locator(".canned__item")).to_have_count(1)
    expect(page.locator(".canned__head b")).to_have_text(TITLES[customer.language])
    page.keyboard.type("late")
    page.keyboard.press("Enter")
    expect(text).to_have_value(
        BODIES[customer.language].replace("{{ticket.number}}", "1")  # the name stays open: nobody knows it
    )
    expect(page.locator("[data-left]")).to_have_text("{{contact.first_name}}")
    page.keyboard.press("Control+Enter")
    expect(text).to_be_focused()
    assert page.locator(".msg--us").count() == 0
    chosen = "text => text.value.slice(text.selectionStart, text.selectionEnd)"
    assert text.evaluate(chosen) == "{{contact.first_name}}"
    page.keyboard.type(customer.name)
    expect(page.locator("[data-unfilled]")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    page.locator(".msg--us").get_by_text(customer.name).wait_for()


@pytest.fixture
def composer(live_server: LiveServer, zaytuna: Desk, bob: Member, reply: CannedReply) -> Callable[..., Any]:
    with tenant_context(zaytuna.tenant):
        make_ticket("Late", "Where is my parcel?", name="Grace Hill")
    return lambda **look: window(live_server.url, zaytuna, bob, **look)


def test_the_slash_opens_only_at_the_start_of_a_line_and_twice_writes_it(composer: Callable[..., Any]) -> None:
    with composer() as desk:
        page = desk.open("/tickets/1/")
        text, picker = page.locator("#composer-text"), page.locator("#canned")
        text.click()
        page.keyboard.type("and/or")
        assert picker.is_hidden()
        page.keyboard.press("Enter")
        page.keyboard.press("/")
        expect(picker).to_be_visible()
        page.keyboard.press("/")
        expect(picker).to_be_hidden()
        expect(text).to_have_value("and/or\n/")
        page.keyboard.press("Backspace")
        page.keyboard.press("Control+/")
        expect(picker).to_be_visible()
        page.keyboard.press("Escape")
        expect(picker).to_be_hidden()
        expect(text).to_be_focused()


@pytest.mark.parametrize(("key", "opens"), [("ظ", False), (".", True), ("/", False)])
def test_the_key_of_the_slash_writes_its_letter_on_an_arabic_layout(
    composer: Callable[..., Any], key: str, opens: bool
) -> None:
    """Arabic has a letter there, Hebrew a full stop. The slash itself is taken when it is written, not when pressed."""
    with composer() as desk:
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").focus()
        pressed = (
            "text => !text.dispatchEvent(new KeyboardEvent('keydown', {code: 'Slash', key: KEY, cancelable: true}))"
        )
        taken = page.locator("#composer-text").evaluate(pressed.replace("KEY", f"'{key}'"))
        assert (taken, page.locator("#canned").is_visible()) == (opens, opens)


def test_another_language_is_one_choice_away_and_undo_takes_the_text_out(composer: Callable[..., Any]) -> None:
    with composer() as desk:
        page = desk.open("/tickets/1/")
        page.locator("[data-canned-open]").click()
        page.locator(".canned__langs label:has([value=he])").click()
        expect(page.locator(".canned__head b")).to_have_text(TITLES["he"])
        page.locator(".canned__item").click()
        expect(page.locator("#composer-text")).to_have_value("שלום Grace,\n\nאנחנו מחפשים את משלוח 1.")
        page.keyboard.press("Control+z")
        expect(page.locator("#composer-text")).to_have_value("")


def test_the_server_has_the_last_word(composer: Callable[..., Any]) -> None:
    with composer() as desk:
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").fill("Hello {{contact.first_name}}")
        unheard = "form => { form.insertAdjacentHTML('beforeend', '<input name=kind value=reply>'); form.submit(); }"
        page.locator("#composer").evaluate(unheard)  # as a browser without scripts sends it
        expect(page.locator("#composer-error")).to_contain_text("{{contact.first_name}}")
        expect(page.locator("#composer-text")).to_have_value("Hello {{contact.first_name}}")


@pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("ar", 1440, "light"), ("ar", 360, "dark"), ("he", 360, "light"), ("en", 1440, "dark")],
)
def test_the_open_picker_and_the_settings_are_clean(
    live_server: LiveServer,
    zaytuna: Desk,
    alice: Member,
    reply: CannedReply,
    language: str,
    width: int,
    theme: str,
) -> None:
    _speak(zaytuna, alice, language)
    with tenant_context(zaytuna.tenant):
        labels.create_status(kind="waiting", names={"en": "Courier", "ar": "المندوب"}, by=alice)
        labels.create_category(names={"en": "Delivery"}, by=alice)
        make_ticket("تأخّر", "لم تصل الشحنة.")
    with window(live_server.url, zaytuna, alice, width=width, theme=theme, audited=True) as desk:
        for path in ("/settings/canned/", f"/settings/canned/{reply.pk}/", "/settings/labels/"):
            page = desk.open(path)
            for summary in page.locator(".set__main summary").all():
                summary.click()
            assert desk.violations() == []
            assert not desk.is_too_wide(), path
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").fill("{{contact.name}}")
        page.locator("[data-canned-open]").click()
        expect(page.locator(".canned__item")).to_have_count(1)
        assert desk.violations() == []
        assert not desk.is_too_wide()
        box = page.locator("#canned").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
