"""One whole conversation through a served desk, in each language: from the sign-up to the ticket that opens again."""

import smtplib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.helpdesk.run.conftest import Place, make_place
from tests.helpdesk.run.test_serve import serve
from tests.journeys.browsing import CHROMIUM, SWITCHES

PASSWORD = "correct-horse-battery"


@dataclass(frozen=True)
class Words:
    """What people say in one language. `button` is a fragment of the page that shows it is spoken."""

    language: str
    company: str
    slug: str
    country: str
    founder: str
    agent: str
    customer: str
    subject: str
    question: str
    note: str
    answer: str
    thanks: str


JOURNEYS = [
    Words(
        "ar", "بيت الورد", "bayt-alward", "JO", "سلمى الخطيب", "كريم", "نورة", "الكنبة وصلت ممزّقة",
        "السلام عليكم، وصلت الكنبة اليوم وفيها شقّ كبير.", "نراجع المستودع أولًا.",
        "أهلًا نورة، أعتذر لكِ: الخطأ منّا. تصلكِ كنبة جديدة يوم الثلاثاء.", "شكرًا لكم، بانتظاركم.",
    ),
    Words(
        "he", "בית הקפה", "beit-kafe", "IL", "תמר לוי", "אורן", "יוסי", "ההזמנה לא הגיעה",
        "הזמנתי לפני שבוע והחבילה עוד לא כאן.", "לבדוק עם השליח.",
        "היי יוסי, סליחה, הטעות שלנו. החבילה תגיע מחר עד 17:00.", "תודה רבה, מחכה.",
    ),
    Words(
        "en", "Harbour Lamps", "harbour-lamps", "GB", "Ruth Adler", "Tom", "Grace", "The lamp is broken",
        "The lamp came in two pieces.", "Ask the packers.",
        "Hello Grace, I am sorry, the mistake is ours. A new lamp leaves today.", "Thank you, that was quick.",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[Place]:
    """The desk as `make run` starts it, on ports and data of its own."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed (CHROMIUM names another place)")
    made = make_place(0o711)
    process = serve(made)
    threading.Thread(target=lambda: [None for _ in process.stdout or ()], daemon=True).start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def _person(browser: Browser, language: str) -> BrowserContext:
    context = browser.new_context(locale=language, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    return context


def _submit(page: Page, holding: str) -> None:
    """Press the button of the form that holds a field."""
    page.locator(f"form:has([name={holding}]) button[type=submit]").first.click()
    page.wait_for_load_state()


def _mail_to(page: Page, base: str, recipient: str) -> Locator:
    """Open the newest mail to an address in the local mailbox, waiting until it has left."""
    for _ in range(60):
        page.goto(f"{base}/mailbox/")
        row = page.locator(".letter").filter(has_text=recipient).first
        if row.count():
            row.click()
            page.wait_for_load_state()
            return page.locator(".sheet")
        page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {recipient}: {page.locator('main').inner_text()}")


def _follow(page: Page, mail: Locator, part: str) -> None:
    """Open a link of a mail, which would come up in a tab of its own."""
    page.goto(mail.locator(f"a[href*='{part}']").first.get_attribute("href") or "")


def _open_desk(page: Page, root: str, words: Words) -> None:
    page.goto(f"{root}/signup/")
    assert page.locator("html").get_attribute("lang") == words.language
    page.fill("[name=slug]", words.slug)  # before the company's name proposes one
    page.fill("[name=company]", words.company)
    page.select_option("[name=country]", words.country)
    page.check(f"input[name=language][value={words.language}]", force=True)
    page.check("[name=around_the_clock]")
    page.fill("[name=name]", words.founder)
    page.fill("[name=email]", f"owner@{words.slug}.example")
    page.fill("[name=password]", PASSWORD)
    _submit(page, "company")
    assert "/opened/" in page.url, page.locator("main").inner_text()
    assert words.slug in page.locator(".auth__desk").inner_text()


def _sign_in(page: Page, base: str, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    _submit(page, "password")


def _invite(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/settings/people/")
    page.fill("[name=email]", email)
    page.select_option("form:has([name=email]) select[name=role]", "agent")
    _submit(page, "email")


def _accept(page: Page, base: str, words: Words, email: str) -> None:
    _follow(page, _mail_to(page, base, email), "/invitations/")
    page.fill("[name=name]", words.agent)
    page.fill("[name=password]", PASSWORD)
    _submit(page, "password")


def _write_mail(served: Place, base: str, words: Words) -> None:
    mail = EmailMessage()
    mail["From"] = f"{words.customer} <customer@{words.slug}.example>"
    mail["To"] = f"support@{words.slug}.localhost"
    mail["Subject"] = words.subject
    mail["Message-ID"] = f"<first@{words.slug}.example>"
    mail.set_content(words.question)
    with smtplib.SMTP("127.0.0.1", served.ports[1], timeout=20) as smtp:
        smtp.send_message(mail)


def _wait_for_row(page: Page, base: str, subject: str) -> Locator:
    for _ in range(60):
        page.goto(f"{base}/inbox/")
        row = page.locator(".row__link").filter(has_text=subject)
        if row.count():
            return row
        page.wait_for_timeout(500)
    raise AssertionError(f"{subject} did not arrive")


def _say(page: Page, audience: str, words: str) -> None:
    page.locator(f".composer label:has([name=audience][value={audience}])").click()
    page.fill("#composer-text", words)
    page.locator(f".composer .send--{audience}").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("words", JOURNEYS, ids=[words.language for words in JOURNEYS])
def test_a_company_signs_up_and_its_first_customer_is_answered(served: Place, browser: Browser, words: Words) -> None:
    root = f"http://localhost:{served.ports[0]}"
    base = f"http://{words.slug}.localhost:{served.ports[0]}"
    agent_email = f"agent@{words.slug}.example"
    owner, agent, customer = (_person(browser, words.language).new_page() for _ in range(3))

    _open_desk(owner, root, words)
    _sign_in(owner, base, f"owner@{words.slug}.example")
    assert "/inbox" not in owner.url, "nobody comes in before the address is proved"
    _follow(owner, _mail_to(owner, base, f"owner@{words.slug}.example"), "/confirm-email/")
    if owner.locator("form[action*='confirm-email'] button[type=submit]").count():
        owner.locator("form[action*='confirm-email'] button[type=submit]").click()
    _sign_in(owner, base, f"owner@{words.slug}.example", "wrong-password-indeed")
    assert owner.locator("[name=password]").count(), "a wrong password opens nothing"
    _sign_in(owner, base, f"owner@{words.slug}.example")
    owner.locator(".rail").wait_for()

    _invite(owner, base, agent_email)
    _accept(agent, base, words, agent_email)
    agent.locator(".rail").wait_for()

    _write_mail(served, base, words)
    _wait_for_row(agent, base, words.subject).click()
    agent.locator(".msg--in").filter(has_text=words.question).wait_for()
    assert agent.locator("html").get_attribute("dir") == ("ltr" if words.language == "en" else "rtl")
    _say(agent, "note", words.note)
    agent.locator(".msg--note").filter(has_text=words.note).wait_for()
    _say(agent, "reply", words.answer)
    agent.locator(".msg--us").filter(has_text=words.answer).wait_for()

    letter = _mail_to(customer, base, f"customer@{words.slug}.example")
    assert words.answer in letter.inner_text()
    assert words.note not in customer.content(), "a note never leaves the house"

    agent.keyboard.press("KeyE")
    watch = agent.context.new_page()
    _wait_for_status(watch, agent.url, "solved")
    customer.fill("[name=body]", words.thanks)
    _submit(customer, "body")
    _wait_for_status(watch, agent.url, "open")
    watch.locator(".msg--in").filter(has_text=words.thanks).wait_for()
    assert watch.locator(".msg--in").count() == 2


def _wait_for_status(page: Page, ticket: str, status: str) -> None:
    for _ in range(60):
        page.goto(ticket)
        if page.locator("select[name=status]").input_value() == status:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the ticket did not become {status}")
