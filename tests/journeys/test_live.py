"""Two browsers on one desk: what one does the other sees without a reload; and what is away is said, and made good."""

import re
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browsing import CHROMIUM, SWITCHES
from tests.journeys.yard import Yard, open_yard, wait_until
from tests.ports import free_port

SUBJECT, QUESTION = "الكنبة وصلت ممزّقة", "وصلت الكنبة اليوم وفيها شقّ كبير."
ANSWER, NOTE, SECOND, THIRD = "أهلًا نورة، الخطأ منّا.", "نراجع المستودع أولًا.", "المستودع يؤكّد.", "تخرج غدًا."
HALF = "كلمات لم تُرسل بعد"
MARK = "window.neverReloaded"
NOTICE = ".live__note"
SOON, POLLED = 5_000, 25_000  # a busy machine is given time; bench/live.py says how long it takes on a quiet one


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """A desk whose pages and stream are served; no worker runs. Its broker may be killed."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed (CHROMIUM names another place)")
    with open_yard(tmp_path_factory.mktemp("yard")) as yard:
        port, events = free_port(), free_port()
        yard.env |= {"PORT": str(port), "EVENTS_PORT": str(events), "DEBUG": "1"}  # static files as they are
        yard.env["PLATFORM_URL"] = f"http://localhost:{port}"
        yard.act("seed", "zaytuna")
        yard.start("web", "events")
        for name in (port, events):
            wait_until(lambda name=name: _answers(name), seconds=60, what="the desk")  # type: ignore[misc]
        yield yard
        print(yard.logs())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/livez", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _open(browser: Browser, yard: Yard, name: str, role: str, language: str = "ar") -> Page:
    base = f"http://zaytuna.localhost:{yard.env['PORT']}"
    context = browser.new_context(locale=language, viewport={"width": 1440, "height": 900})
    cookie = yard.act("join", "zaytuna", f"{name}@zaytuna.example", role, language)
    context.add_cookies([{"name": "session", "value": cookie, "url": base}])
    return context.new_page()


def _say(page: Page, audience: str, words: str) -> None:
    page.locator(f".composer label:has([name=audience][value={audience}])").click()
    page.fill("#composer-text", words)
    page.locator(f".composer .send--{audience}").click()


def _sees(page: Page, words: str, within: int = SOON) -> float:
    """Seconds until the words stand in the thread."""
    began = time.monotonic()
    page.locator("#spine .msg").filter(has_text=words).wait_for(timeout=within)
    return time.monotonic() - began


def test_what_one_does_the_other_sees_whatever_is_away(yard: Yard, browser: Browser) -> None:
    number = yard.act("ask", "zaytuna", SUBJECT, QUESTION)
    ticket = f"http://zaytuna.localhost:{yard.env['PORT']}/tickets/{number}/"
    hers, his = _open(browser, yard, "amal", "agent"), _open(browser, yard, "samir", "agent")
    complaints: list[str] = []
    hers.on("pageerror", lambda error: complaints.append(str(error)))
    his.goto(ticket)
    hers.goto(ticket)
    listed = hers.context.new_page()
    listed.goto(ticket.replace(f"tickets/{number}/", "inbox/"))
    for page in (hers, listed):
        page.evaluate(f"{MARK} = true")
    hers.fill("#composer-text", HALF)
    hers.evaluate("document.getElementById('composer-text').setSelectionRange(2, 5)")
    assert listed.locator(".light--q b").inner_text() == "1"

    _say(his, "reply", ANSWER)
    print("seen after", _sees(hers, ANSWER))
    assert hers.locator("html").get_attribute("dir") == "rtl"
    listed.locator(".light--q b").filter(has_text="0").wait_for(timeout=SOON)
    listed.locator(".group--calm .row").wait_for(timeout=SOON)
    assert hers.locator("#prop-status").input_value() == "waiting"
    _is_untouched(hers)

    yard.broker.kill()
    hers.locator(NOTICE).wait_for(timeout=SOON * 3)
    _say(his, "note", NOTE)
    _sees(hers, NOTE, within=POLLED)
    yard.broker.start()
    hers.locator(NOTICE).wait_for(state="hidden", timeout=SOON * 3)
    _say(his, "note", SECOND)
    _sees(hers, SECOND, within=POLLED)  # who found the broker away rests; the history is asked for what he did not say

    yard.kill("events")
    hers.locator(NOTICE).wait_for(timeout=SOON * 3)
    _say(his, "note", THIRD)
    yard.start("events")
    _sees(hers, THIRD, within=POLLED)
    hers.locator(NOTICE).wait_for(state="hidden", timeout=POLLED)
    _is_untouched(hers)
    assert listed.evaluate(MARK)
    assert complaints == []


def _is_untouched(page: Page) -> None:
    """The page was never left, and the cursor stands where it stood among the words."""
    field = "document.activeElement"
    assert page.evaluate(MARK)
    assert page.input_value("#composer-text") == HALF
    assert page.evaluate(f"[{field}.id, {field}.selectionStart, {field}.selectionEnd]") == ["composer-text", 2, 5]


@pytest.mark.parametrize(
    ("language", "direction", "words", "notice"),
    [
        ("he", "rtl", ("הספה הגיעה קרועה", "ההזמנה לא הגיעה.", "סליחה, הטעות שלנו."), re.compile("[א-ת]{2}")),
        (
            "en",
            "ltr",
            ("The sofa arrived torn", "It is torn.", "We are sorry, the mistake is ours."),
            re.compile("[a-z]{2}"),
        ),
    ],
)
def test_in_each_language_the_answer_is_seen_and_silence_is_told(
    yard: Yard, browser: Browser, language: str, direction: str, words: tuple[str, str, str], notice: re.Pattern[str]
) -> None:
    subject, question, answer = words
    number = yard.act("ask", "zaytuna", subject, question)
    ticket = f"http://zaytuna.localhost:{yard.env['PORT']}/tickets/{number}/"
    hers, his = (_open(browser, yard, f"{name}-{language}", "agent", language) for name in ("noa", "dan"))
    for page in (hers, his):
        page.goto(ticket)
    hers.evaluate(f"{MARK} = true")
    _say(his, "reply", answer)
    _sees(hers, answer)
    assert hers.locator("html").get_attribute("dir") == direction
    yard.kill("events")
    hers.locator(NOTICE).wait_for(timeout=SOON * 3)
    assert notice.search(hers.locator(NOTICE).inner_text())
    yard.start("events")
    hers.locator(NOTICE).wait_for(state="hidden", timeout=POLLED)
    assert hers.evaluate(MARK)


def test_who_is_named_in_a_note_sees_his_bell_and_nobody_else_does(yard: Yard, browser: Browser) -> None:
    number = yard.act("ask", "zaytuna", SUBJECT, QUESTION)
    base = f"http://zaytuna.localhost:{yard.env['PORT']}"
    hers, his, other = (_open(browser, yard, name, "agent", "ar") for name in ("huda", "rami", "zina"))
    his.goto(f"{base}/settings/you/")
    other.goto(f"{base}/notifications/")
    for page in (his, other):
        page.evaluate(f"{MARK} = true")
        page.wait_for_timeout(500)  # the stream is open
    hers.goto(f"{base}/tickets/{number}/")
    hers.keyboard.press("KeyI")
    hers.locator("#composer-text").press_sequentially("@ra")
    hers.locator(".names__item").filter(has_text="Rami").wait_for(timeout=SOON)
    hers.keyboard.press("Enter")
    hers.locator("#composer-text").press_sequentially("ما رأيك؟")
    assert hers.input_value("#composer-text") == "@Rami ما رأيك؟"
    began = time.monotonic()
    hers.keyboard.press("Control+Enter")
    his.locator(".bell__count").filter(has_text="1").wait_for(timeout=SOON)
    print("the bell rang after", time.monotonic() - began)
    assert other.locator(".bell__count").count() == 0
    assert other.locator(".news__row").count() == 0

    reading = his.context.new_page()
    reading.goto(f"{base}/notifications/")
    reading.locator(".news__row.is-new a").click()
    reading.wait_for_url(f"**/tickets/{number}/")
    his.bring_to_front()
    his.locator(".bell__count").wait_for(state="detached", timeout=SOON)
    assert his.evaluate(MARK)
    assert other.evaluate(MARK)
