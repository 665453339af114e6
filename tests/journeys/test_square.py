"""A complaint that names a company without calling it, from the square to a private place and back, in each language.

The network is a Mastodon server of its own; web, worker and beat are the desk's real processes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import chromium
from tests.journeys.yard import Yard, open_yard, wait_until
from tests.networks.mastodon import MastodonServer, Person, open_mastodon
from tests.ports import free_port

PATIENCE = 60.0
PAGE = 20_000


@dataclass(frozen=True)
class Words:
    """What people say in one language; `direction` is that of the page."""

    language: str
    direction: str
    slug: str
    brand: str
    complaint: str
    offer: str
    answer: str
    private: str
    repair: str
    praise: str


STORIES = [
    Words(
        "ar", "rtl", "zaytuna", "زيتونة هوم",
        "طلبت سرير أطفال من زيتونة هوم قبل ثلاثة أسابيع ولم يصل. ابني ينام على الأرض، معقول؟",
        "رامي، سنعيد لك 300 ريال تعويضًا.",
        "رامي، معك حق، ثلاثة أسابيع طويلة وطفلك ينام على الأرض. نعتذر منك.",
        "رقم طلبي مكتوب في الفاتورة التي أرسلتها.",
        "شكرًا رامي، يصلك السرير غدًا قبل الظهر.",
        "شكرًا زيتونة هوم، خدمة ممتازة وسريعة!",
    ),
    Words(
        "he", "rtl", "tapuz", "תפוז הום",
        "הזמנתי מיטת תינוק מתפוז הום לפני שלושה שבועות והיא לא הגיעה. הבן שלי ישן על הרצפה, זה נורא.",
        "רמי, נחזיר לך 300 ש״ח כפיצוי.",
        "רמי, אתה צודק, שלושה שבועות זה המון זמן. סליחה, הטעות שלנו.",
        "מספר ההזמנה כתוב בחשבונית ששלחתי.",
        "תודה רמי, המיטה תגיע מחר לפני הצהריים.",
        "תודה תפוז הום, שירות מעולה ומהיר!",
    ),
    Words(
        "en", "ltr", "harbour", "Harbour Lamps",
        "I ordered a cot from Harbour Lamps three weeks ago and it never came. My son sleeps on the floor. Terrible.",
        "Rami, we will refund you 300 SAR as compensation.",
        "Rami, you are right, three weeks are long. We are sorry, the mistake is ours.",
        "The order number stands on the invoice that I sent.",
        "Thank you Rami, the cot arrives tomorrow before noon.",
        "Thank you Harbour Lamps, excellent and quick service!",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def square() -> Iterator[MastodonServer]:
    with open_mastodon() as server:
        yield server


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """Three companies on one desk. It may call servers on this machine."""
    with open_yard(tmp_path_factory.mktemp("yard")) as yard:
        port = free_port()
        yard.env |= {"PORT": str(port), "EVENTS_PORT": str(free_port()), "DEBUG": "1"}  # static files as they are
        yard.env |= {"PLATFORM_URL": f"http://localhost:{port}", "HELPDESK_ALLOW_PRIVATE_HOSTS": "1"}
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
    """One company's people: an admin and an agent at the desk, its own account and two customers on the network."""

    words: Words
    yard: Yard
    square: MastodonServer
    browser: Browser
    ours: Person
    rami: Person
    lina: Person

    @property
    def base(self) -> str:
        return f"http://{self.words.slug}.localhost:{self.yard.env['PORT']}"

    def enter(self, name: str, role: str) -> Page:
        cookie = self.yard.act("join", self.words.slug, f"{name}@{self.words.slug}.example", role, self.words.language)
        context = self.browser.new_context(locale=self.words.language, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "session", "value": cookie, "url": self.base}])
        page = context.new_page()
        page.set_default_timeout(PAGE)
        return page

    def published(self) -> list[str]:
        """What our account has said there in public, as plain words, the newest first."""
        return [_plain(post) for post in self.square.said_by(self.ours) if post["visibility"] == "public"]

    def told_rami(self) -> list[str]:
        """What our account has said to him alone."""
        found = self.square.call("GET", "/api/v1/notifications", token=self.rami.token)
        posts = [one["status"] for one in found if one["type"] == "mention" and one["account"]["id"] == self.ours.id]
        return [_plain(post) for post in posts if post["visibility"] == "direct"]

    def became(self) -> dict[str, str]:
        found: dict[str, str] = self.yard.act("became", self.words.slug)
        return found

    def wait_for_post(self, words: str) -> None:
        wait_until(lambda: any(words in said for said in self.published()), seconds=PATIENCE, what=f"{words} published")

    def wait_for_state(self, of: str, state: str) -> None:
        wait_until(lambda: self.became().get(of) == state, seconds=PATIENCE, what=f"{of}: {state}")

    def seen(self, page: Page, path: str, what: str) -> None:
        """Ask the networks, and look at the page until the words are there."""

        def there() -> bool:
            self.yard.act("look", self.words.slug)
            page.goto(self.base + path)
            return page.locator("main").filter(has_text=what).count() > 0

        wait_until(there, seconds=PATIENCE, what=what)


@pytest.fixture(params=STORIES, ids=lambda story: story.language)
def story(request: pytest.FixtureRequest, yard: Yard, square: MastodonServer, browser: Browser) -> Story:
    words: Words = request.param
    people = [square.register(f"{name}_{words.slug}", name) for name in (words.slug, "rami", "lina")]
    return Story(words, yard, square, browser, *people)


def test_a_complaint_is_heard_answered_moved_to_private_and_closed_in_public_and_praise_is_thanked(
    story: Story,
) -> None:
    words, yard = story.words, story.yard
    yard.act("listen", words.slug, words.brand)
    _connect(story)
    story.square.post(story.rami, words.complaint, language=words.language)
    story.square.post(story.lina, words.praise, language=words.language)

    page = story.enter("noor", "agent")
    story.seen(page, "/square/", words.complaint[:30])
    assert page.locator("html").get_attribute("dir") == words.direction
    page.locator(".sq", has_text=words.complaint[:30]).locator(".row__link").click()
    page.wait_for_url("**/tickets/*/")
    _is_stopped_and_then_answered(story, page)
    _moves_to_private(story, page)
    _is_solved_and_closed(story, page)
    _praise_is_thanked(story, page)


def _connect(story: Story) -> None:
    """The admin connects the company's account with a key, in the settings."""
    page = story.enter("salma", "admin")
    page.goto(f"{story.base}/settings/accounts/")
    page.locator("details.network:has([name=network][value=mastodon]) > summary").click()
    form = page.locator("form:has([name=network][value=mastodon])")
    form.locator("[name=address]").fill(story.square.url)
    form.locator("details > summary").click()
    form.locator("[name=token]").fill(story.ours.token)
    form.locator("button:not([name])").last.click()
    page.get_by_text(f"{story.words.slug}_{story.words.slug}").first.wait_for()
    assert story.ours.token not in page.content()


def _is_stopped_and_then_answered(story: Story, page: Page) -> None:
    words = story.words
    _say(page, "public", words.offer)
    page.locator(".guard li").first.wait_for()
    page.locator("#composer-text").fill(words.offer)
    page.locator(".send--public").click()
    page.locator(".guard li").first.wait_for()
    assert story.published() == []
    assert story.became()[words.complaint] == "new"

    _say(page, "public", words.answer)
    with page.expect_navigation():
        page.locator(".send--public").click()
    story.wait_for_post(words.answer)
    assert not any(words.offer in said for said in story.published())
    story.wait_for_state(words.complaint, "answered")


def _moves_to_private(story: Story, page: Page) -> None:
    words = story.words
    ticket = page.url
    page.goto(ticket)
    page.locator("a[href*='/hand-offs/']").first.click()
    page.locator("[name=kind][value=direct]").check()
    invitation = page.locator("[name=words]").input_value()
    page.locator("main form .btn--public").click()
    page.wait_for_url(ticket)
    story.wait_for_post(invitation.splitlines()[0][:30])
    assert story.became()["hand-off"] == "open"

    told = f"@{story.ours.name} {words.private}"
    story.square.post(story.rami, told, visibility="direct", language=words.language)
    story.seen(page, ticket.removeprefix(story.base), words.private)
    assert page.locator(".lane--private .msg").filter(has_text=words.private).count() == 1
    assert page.locator(".lane--public .msg").filter(has_text=words.private).count() == 0
    assert story.became()["hand-off"] == "accepted"


def _is_solved_and_closed(story: Story, page: Page) -> None:
    words, ticket = story.words, page.url
    _say(page, "reply", words.repair)
    page.locator("[name=then]").select_option("solved")
    with page.expect_navigation():
        page.locator(".send--reply").click()
    wait_until(lambda: any(words.repair in said for said in story.told_rami()), seconds=PATIENCE, what="told directly")
    assert not any(words.repair in said for said in story.published())

    page.goto(ticket)
    page.locator("#hand-off .btn--public").click()
    closing = page.locator("[name=words]").input_value()
    page.locator("main form .btn--public").click()
    page.wait_for_url(ticket)
    story.wait_for_post(closing.splitlines()[0][:30])
    wait_until(lambda: story.became()["hand-off"] == "ended", seconds=PATIENCE, what="closed in public")
    assert page.locator("#prop-status").input_value() == "solved"


def _praise_is_thanked(story: Story, page: Page) -> None:
    words = story.words
    page.goto(f"{story.base}/square/")
    row = page.locator(".sq", has_text=words.praise[:20])
    row.locator("details:has(form[action*='thanks']) > summary").click()
    thanks = row.locator("[name=text]").input_value()
    assert thanks
    row.locator("form[action*='thanks'] button").click()
    story.wait_for_post(thanks.splitlines()[0][:20])
    story.wait_for_state(words.praise, "thanked")
    states = story.became()
    assert {states[words.complaint], states[words.praise]} <= {"answered", "moved_private", "thanked"}
    assert "new" not in states.values()


def _plain(post: dict[str, Any]) -> str:
    return html.unescape(re.sub("<[^>]+>", "", post["content"]))


def _say(page: Page, audience: str, words: str) -> None:
    page.locator(f".composer label:has([name=audience][value={audience}])").click()
    page.locator("#composer-text").fill(words)
