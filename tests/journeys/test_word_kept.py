"""A word given, kept and broken, a deadline missed, a wrong made good within limits: the whole story in each language.

Web, worker and beat are the desk's real processes. Time is what is pretended: rows are moved back in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import chromium
from tests.journeys.yard import Yard, open_yard, wait_until
from tests.ports import free_port

PATIENCE = 60.0
PAGE = 20_000
CODE = re.compile(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}")


@dataclass(frozen=True)
class Words:
    """What people say in one language; `direction` is that of the page."""

    language: str
    direction: str
    slug: str
    question: str
    promise: str
    news: str
    apology: str
    reason: str
    gift: str


STORIES = [
    Words(
        "ar", "rtl", "zaytuna",
        "وصلت الكنبة ممزقة، متى تصل البديلة؟",
        "رامي، نسأل المستودع ونعود إليك.",
        "رامي، تصلك الكنبة البديلة يوم الأحد.",
        "نعتذر منك يا رامي، الخطأ خطؤنا، ما كان يجب أن تصلك ممزقة.",
        "انتظر ثلاثة أسابيع",
        "رامي، هذه قسيمة بقيمة {{amount}}، رمزها {{code}}.",
    ),
    Words(
        "he", "rtl", "tapuz",
        "הספה הגיעה קרועה, מתי מגיעה החלופית?",
        "רמי, נברר במחסן ונחזור אליך.",
        "רמי, הספה החלופית מגיעה ביום ראשון.",
        "סליחה רמי, הטעות שלנו, היא לא הייתה צריכה להגיע קרועה.",
        "חיכה שלושה שבועות",
        "רמי, הנה שובר על סך {{amount}}, הקוד הוא {{code}}.",
    ),
    Words(
        "en", "ltr", "harbour",
        "The sofa came torn. When will the new one come?",
        "Rami, we are asking the store and come back to you.",
        "Rami, the new sofa comes on Sunday.",
        "We are sorry, Rami. The mistake is ours, it should not have come torn.",
        "He waited for three weeks",
        "Rami, this is a voucher of {{amount}}, its code is {{code}}.",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    with open_yard(tmp_path_factory.mktemp("yard")) as yard:
        port = free_port()
        yard.env |= {"PORT": str(port), "EVENTS_PORT": str(free_port()), "DEBUG": "1"}  # static files as they are
        yard.env |= {"PLATFORM_URL": f"http://localhost:{port}"}
        yard.act("seed", *(story.slug for story in STORIES))
        yard.start("web", "worker", "beat")
        yard.wait_for_web()
        yield yard
        print(yard.logs())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@dataclass
class Story:
    """One company: its admin, its lead and its agent, each in a browser of their own."""

    words: Words
    yard: Yard
    browser: Browser

    @property
    def base(self) -> str:
        return f"http://{self.words.slug}.localhost:{self.yard.env['PORT']}"

    def enter(self, name: str, role: str) -> Page:
        cookie = self.yard.act("join", self.words.slug, f"{name}@{self.words.slug}.example", role, self.words.language)
        page = self._window()
        page.context.add_cookies([{"name": "session", "value": cookie, "url": self.base}])
        return page

    def outside(self) -> Page:
        """A customer's browser, which no desk knows."""
        return self._window()

    def _window(self) -> Page:
        context = self.browser.new_context(locale=self.words.language, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PAGE)
        return page

    def asked(self) -> int:
        number: int = self.yard.act("ask", self.words.slug, self.words.question, self.words.question)
        return number

    def goes_by(self, number: int, minutes: int) -> None:
        assert self.yard.act("pass_time", self.words.slug, str(number), str(minutes)) > 0

    def became(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.yard.act("word", self.words.slug, str(number))
        return found

    def wait_for(self, number: int, **expected: Any) -> None:
        def is_so() -> bool:
            found = self.became(number)
            return all(found[name] == value for name, value in expected.items())

        wait_until(is_so, seconds=PATIENCE, what=f"#{number}: {expected}")

    def say(self, page: Page, number: int, words: str, *, promise: int | None = None) -> None:
        """Reply; `promise` is which of the quick choices."""
        page.goto(f"{self.base}/tickets/{number}/")
        page.locator("#composer-text").fill(words)
        if promise is not None:
            page.locator(".vowbar__pick:has(time), .vowbar__pick:has(.when)").nth(promise).click()
        with page.expect_navigation():
            page.locator(".send--reply").click()


@pytest.fixture(params=STORIES, ids=lambda story: story.language)
def story(request: pytest.FixtureRequest, yard: Yard, browser: Browser) -> Story:
    return Story(request.param, yard, browser)


def test_a_word_is_kept_another_broken_a_deadline_missed_and_a_wrong_made_good(story: Story) -> None:
    _limits_are_set(story, story.enter("salma", "admin"))
    lead, agent = story.enter("amir", "lead"), story.enter("noor", "agent")
    agent.goto(f"{story.base}/")
    assert agent.locator("html").get_attribute("dir") == story.words.direction
    torn = story.asked()
    _is_promised_reminded_and_kept(story, agent, torn)
    _is_promised_and_broken(story, agent, lead, story.asked())
    _is_warned_and_missed(story, agent, story.asked())
    _is_made_good(story, agent, lead, torn)


def _limits_are_set(story: Story, page: Page) -> None:
    for role, amount in (("agent", "50"), ("lead", "500")):
        page.goto(f"{story.base}/admin/tickets/limit/add/")
        page.locator("[name=role]").select_option(role)
        page.locator("[name=purpose]").select_option("repair")
        page.locator("[name=kind]").select_option("voucher")
        page.locator("[name=per_grant]").fill(amount)
        with page.expect_navigation():
            page.locator("[name=_save]").click()
        assert page.locator("#result_list tbody tr").count() >= 1


def _is_promised_reminded_and_kept(story: Story, page: Page, number: int) -> None:
    story.say(page, number, story.words.promise, promise=0)
    story.wait_for(number, promises=["open"])
    customer = story.outside()
    customer.goto(story.base + story.became(number)["link"])
    customer.locator(".word--promise").wait_for()
    assert story.words.promise in customer.locator("main").inner_text()

    story.goes_by(number, 70)  # of two hours
    story.wait_for(number, reminded=1)
    page.goto(f"{story.base}/notifications/")
    page.locator(".news__row", has_text=f"#{number}").first.wait_for()
    story.say(page, number, story.words.news)
    story.wait_for(number, promises=["kept"])


def _is_promised_and_broken(story: Story, page: Page, lead: Page, number: int) -> None:
    story.say(page, number, story.words.promise, promise=0)
    story.wait_for(number, promises=["open"])
    story.goes_by(number, 3 * 60)
    story.wait_for(number, promises=["broken"])
    lead.goto(f"{story.base}/notifications/")
    lead.locator(".news__row", has_text=f"#{number}").first.wait_for()
    page.goto(f"{story.base}/tickets/{number}/")
    page.locator("#promises .vow--late").wait_for()


def _is_warned_and_missed(story: Story, page: Page, number: int) -> None:
    story.goes_by(number, story.became(number)["look_in"])
    story.wait_for(number, warned=1, breached=0)
    story.goes_by(number, story.became(number)["look_in"])
    story.wait_for(number, warned=1, breached=1)
    page.goto(f"{story.base}/inbox/")
    page.locator(".group--late .row", has_text=f"#{number}").wait_for()


def _is_made_good(story: Story, page: Page, lead: Page, number: int) -> None:
    words = story.words
    page.goto(f"{story.base}/tickets/{number}/")
    page.locator("#make-it-right [name=purpose][value=repair]").click()
    page.locator("#make-it-right .right__shut").wait_for()
    assert page.locator("#make-it-right .right__give").count() == 0

    story.say(page, number, words.apology)
    _mark_apology(story, page, number)
    _give(page, "30", words.gift)
    story.wait_for(number, grants=[3000], ledger=3000, spent=3000)
    _give(page, "200", words.gift)
    page.locator("[role=alert]").first.wait_for()
    assert page.locator("[name=amount]").input_value() == "200"
    assert story.became(number)["grants"] == [3000]
    page.locator("[name=reason]").fill(words.reason)
    with page.expect_navigation():
        page.locator("main form .btn--main").last.click()
    story.wait_for(number, approvals=["open"], grants=[3000])

    lead.goto(f"{story.base}/approvals/")
    lead.locator(".request [name=granted]").fill("100")
    with lead.expect_navigation():
        lead.locator(".request [name=decision][value=give]").click()
    story.wait_for(number, approvals=["approved"], grants=[3000, 10000], ledger=13000, spent=13000)
    _is_read_by_the_customer(story, number)


def _mark_apology(story: Story, page: Page, number: int) -> None:
    for step in ("hear", "empathise", "apologise"):
        button = page.locator(f"#make-it-right form:has([name=step][value={step}]) button")

        def is_there(button: Any = button) -> bool:
            page.goto(f"{story.base}/tickets/{number}/")
            return bool(button.count())

        wait_until(is_there, seconds=PATIENCE, what=step)
        if step == "apologise":
            page.locator("#apology").select_option(index=0)
        with page.expect_navigation():
            button.click()
    page.locator("#make-it-right .right__give").wait_for()


def _give(page: Page, amount: str, words: str) -> None:
    page.locator("#make-it-right .right__give > summary").click()
    form = page.locator("#make-it-right .right__give form")
    form.locator("[name=kind]").select_option("voucher")
    form.locator("[name=amount]").fill(amount)
    form.locator("[name=words]").fill(words)
    with page.expect_navigation():
        form.locator("button.btn--main").click()


def _is_read_by_the_customer(story: Story, number: int) -> None:
    customer = story.outside()
    where = story.base + story.became(number)["link"]

    def codes() -> set[str]:
        customer.goto(where)
        return set(CODE.findall(customer.locator("main").inner_text()))

    wait_until(lambda: len(codes()) == 2, seconds=PATIENCE, what="two codes")
    assert customer.locator("html").get_attribute("dir") == story.words.direction
