"""The form in a frame on somebody else's site, in each language: sent, answered, read and answered by the mailed link.

The site has a policy of its own and nothing of ours but one tag; the customer's browser keeps no cookie of the desk.
"""

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page
from pytest_django.live_server_helper import LiveServer

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.forms import path, submit
from tests.factories.letters import deliver
from tests.factories.people import Desk
from tests.factories.tickets import make_reply
from tests.journeys.browsing import chromium, enter, violations
from tests.journeys.yard import wait_until
from tickets.messages.models import Attachment
from tickets.portal.forms import SubmitForm
from tickets.portal.models import Link, WebForm
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Ticket

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
FITS = "html => html.scrollHeight <= innerHeight"  # in the end: the frame hears of its height by a message


@dataclass(frozen=True)
class Words:
    language: str
    intro: str
    name: str
    subject: str
    question: str
    answer: str
    thanks: str


SPOKEN = [
    Words(
        "ar", "أخبرونا بما حدث.", "نورة", "الكنبة وصلت ممزّقة", "السلام عليكم، وصلت الكنبة اليوم وفيها شقّ كبير.",
        "أهلًا نورة، أعتذر لكِ: الخطأ منّا. تصلكِ كنبة جديدة يوم الثلاثاء.", "شكرًا لكم، هذه صورة.",
    ),
    Words(
        "he", "ספרו לנו מה קרה.", "יוסי", "ההזמנה לא הגיעה", "הזמנתי לפני שבוע והחבילה עוד לא כאן.",
        "היי יוסי, סליחה, הטעות שלנו. החבילה תגיע מחר.", "תודה, הנה צילום.",
    ),
    Words(
        "en", "Tell us what happened.", "Grace", "The lamp is broken", "The lamp came in two pieces.",
        "Hello Grace, I am sorry, the mistake is ours. A new lamp leaves today.", "Thank you, here is a picture.",
    ),
]  # fmt: skip


@dataclass
class Site:
    """A shop of somebody else, whose page holds one tag of ours."""

    desk: str
    language: str
    url: str = ""

    def html(self) -> bytes:
        direction = "ltr" if self.language == "en" else "rtl"
        return (
            f'<!doctype html><html lang="{self.language}" dir="{direction}"><title>Shop</title><h1>Shop</h1>'
            f'<div><script src="{self.desk}/form/embed.js" async></script></div><p id="below">Footer</p>'
        ).encode()


@pytest.fixture
def site(live_server: LiveServer, zaytuna: Desk, request: pytest.FixtureRequest) -> Iterator[Site]:
    shop = Site(f"http://{zaytuna.host}:{live_server.url.rsplit(':', 1)[1]}", "en")

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src {shop.desk}; frame-src {shop.desk}"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(shop.html())

        def log_message(self, *_: object) -> None:
            """The test has enough to read."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shop.url = f"http://127.0.0.1:{server.server_port}"
    yield shop
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def _context(browser: Browser, language: str, **values: object) -> BrowserContext:
    context = browser.new_context(locale=language, reduced_motion="reduce", **values)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return context


def _fill(form: FrameLocator, words: Words) -> None:
    for name, text in (("name", words.name), ("email", "customer@example.com"), ("subject", words.subject)):
        form.locator(f"[name={name}]").fill(text)
    form.locator("[name=text]").fill(words.question)
    form.locator("button[type=submit]").click()


def _links(desk: Desk, site: Site) -> list[str]:
    """The private links in the mails that have left since, on the port of this test's desk."""
    found = []
    for letter in deliver(desk.tenant):
        mail = message_from_bytes(letter.message().as_bytes())
        plain = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
        found += re.findall(rb"/c/([\w-]{48})/", plain.get_payload(decode=True))
    return [f"{site.desk}/c/{key.decode()}/" for key in found]


def _answer_as_agent(page: Page, words: Words) -> None:
    page.locator("#private-link .doubt--risk").wait_for()
    page.fill("#composer-text", words.answer)
    page.select_option(".composer [name=then]", "solved")
    page.locator(".composer .send--reply").click()
    page.locator(".msg--us").filter(has_text=words.answer).wait_for()


@pytest.mark.parametrize("words", SPOKEN, ids=[words.language for words in SPOKEN])
def test_a_form_on_another_site_becomes_a_conversation(
    site: Site, zaytuna: Desk, bob: Member, browser: Browser, monkeypatch: pytest.MonkeyPatch, words: Words
) -> None:
    monkeypatch.setattr(SubmitForm, "least", timedelta(0))
    site.language = words.language
    with tenant_context(zaytuna.tenant):
        WebForm.objects.create(sites=[site.url], **{f"intro_{words.language}": words.intro})

    customer = _context(browser, "fr").new_page()
    complaints: list[str] = []
    customer.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    customer.goto(site.url)
    form = customer.frame_locator("iframe")
    form.get_by_text(words.intro).wait_for()
    html = form.locator("html")
    assert html.get_attribute("lang") == words.language
    assert html.get_attribute("dir") == ("ltr" if words.language == "en" else "rtl")
    wait_until(lambda: html.evaluate(FITS), seconds=15, what="the frame as high as the form")
    _fill(form, words)
    form.locator(".got__number").filter(has_text="#1").wait_for()
    receipt = form.locator("#link").input_value().replace("http://zaytuna.localhost:8000", site.desk)
    wait_until(lambda: html.evaluate(FITS), seconds=15, what="the frame as high as the page after it")
    assert customer.context.cookies() == []
    assert complaints == []

    agent = _context(browser, words.language)
    enter(agent, site.desk, zaytuna, bob, "light")
    desk = agent.new_page()
    desk.goto(f"{site.desk}/tickets/1/")
    _answer_as_agent(desk, words)

    acknowledged, replied = _links(zaytuna, site)
    assert acknowledged == replied
    page = _context(browser, "fr").new_page()
    page.goto(receipt)
    assert words.question in page.content()
    assert words.answer not in page.content(), "whoever sent the form may have typed a stranger's address"
    page.goto(replied)
    assert page.locator("html").get_attribute("lang") == words.language
    page.locator(".say").filter(has_text=words.answer).wait_for()
    page.fill("#ask-text", words.thanks)
    page.set_input_files(
        "[name=attachments]", {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    page.locator(".ask button[type=submit]").click()
    page.locator(".say--me").filter(has_text=words.thanks).wait_for()
    page.locator(".say--me .file").filter(has_text="photo.png").wait_for()

    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().status == "open"
        assert Attachment.objects.get().name == "photo.png"
        assert Link.objects.get().confirmed_at is not None
    desk.goto(f"{site.desk}/tickets/1/")
    desk.locator(".msg--in").filter(has_text=words.thanks).wait_for()
    assert desk.locator("#private-link .doubt--risk").count() == 0


def test_a_site_that_is_not_named_shows_nothing(site: Site, zaytuna: Desk, browser: Browser) -> None:
    with tenant_context(zaytuna.tenant):
        WebForm.objects.create(sites=["https://shop.example"])
    page = _context(browser, "en").new_page()
    with page.expect_console_message(lambda line: "frame-ancestors" in line.text):  # the browser's own refusal
        page.goto(site.url)
    assert page.frame_locator("iframe").locator("form").count() == 0


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("ar", 360, "dark"), ("he", 1440, "light"), ("en", 360, "light")]
)
def test_the_customers_pages_are_clean_and_need_no_mouse(
    site: Site, zaytuna: Desk, bob: Member, browser: Browser, language: str, width: int, scheme: str
) -> None:
    with tenant_context(zaytuna.tenant):
        WebForm.objects.create(intro_en="Tell us.", consent_en="I agree.")
        sent = submit(subject="الكنبة وصلت ممزّقة")
        make_reply(sent.link.ticket, bob)
        mailed, receipt = path(sent, Purpose.MAIL), path(sent, Purpose.PAGE)
    size = {"width": width, "height": 800}
    page = _context(browser, language, viewport=size, color_scheme=scheme, bypass_csp=True).new_page()
    for where in (f"/form/?lang={language}", f"{mailed}?lang={language}", f"{receipt}?lang={language}", "/c/x/"):
        page.goto(site.desk + where)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    page.goto(f"{site.desk}{mailed}?lang={language}")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "ask-text":
            break
    page.keyboard.type("Thanks")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".say--me").filter(has_text="Thanks").wait_for()
