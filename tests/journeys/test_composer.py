"""Writing an answer in a real browser, in three languages: pictures pasted, files dropped, words that survive."""

import base64
import os
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.pictures import draw
from tests.factories.tickets import make_reply, make_ticket
from tests.journeys.browsing import Window, window
from tickets.messages import services as messages
from tickets.messages.models import Attachment, Draft, Message, Upload
from tickets.messages.services import NewFile

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test

COPY = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
  canvas.getContext("2d").fillRect(20, 20, 100, 100);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""
DROP = """([name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  const init = { dataTransfer, bubbles: true, cancelable: true };
  for (const kind of ["dragenter", "dragover", "drop"])
    document.querySelector(".thread").dispatchEvent(new DragEvent(kind, init));
}"""


@dataclass(frozen=True)
class Words:
    language: str
    question: str
    answer: str
    more: str
    meanwhile: str
    file: str


JOURNEYS = [
    Words("ar", "وصلت الكنبة ممزّقة.", "أعتذر لكِ يا نورة،", " تصلكِ كنبة جديدة.", "وجدتُ الفاتورة.", "فاتورة.pdf"),
    Words("he", "הספה הגיעה קרועה.", "סליחה נורה,", " ספה חדשה בדרך.", "מצאתי את החשבונית.", "חשבונית.pdf"),
    Words("en", "The sofa arrived torn.", "We are sorry,", " a new one leaves today.", "Found the bill.", "bill.pdf"),
]  # fmt: skip


def drop(page: Page, name: str, content: bytes, kind: str = "application/pdf") -> None:
    page.evaluate(DROP, [name, kind, base64.b64encode(content).decode()])


def paste_picture(desk: Window) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.base)
    desk.page.evaluate(COPY)
    desk.page.locator("#composer-text").press("Control+V")


def ready(page: Page, count: int) -> None:
    """Every file is on the server."""
    expect(page.locator(".upload [name=uploads]")).to_have_count(count)


def _complaints(desk: Window) -> list[str]:
    """Without the answer 409 that is meant, axe asking for sheets, and the stream that nobody serves here."""
    meant = ("409", ".css", "CONNECTION_REFUSED", "/events/")
    return [line for line in desk.complaints if not any(word in line for word in meant)]


@pytest.mark.parametrize("words", JOURNEYS, ids=[words.language for words in JOURNEYS])
def test_an_answer_with_pictures_survives_a_reload_and_a_colleague(
    live_server: LiveServer, zaytuna: Desk, bob: Member, words: Words
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(words.question, words.question)
        User.objects.filter(pk=bob.user_id).update(language=words.language)
    with window(live_server.url, zaytuna, bob, audited=True) as desk:
        page = desk.open("/tickets/1/")
        text, state = page.locator("#composer-text"), page.locator("[data-draft-words]")
        text.press_sequentially(words.answer)
        expect(state.locator(".when")).to_have_text(re.compile(r"\d\d:\d\d"))
        paste_picture(desk)
        drop(page, words.file, b"%PDF-1.7\n")
        ready(page, 2)
        expect(page.locator("[data-upload-news]")).to_contain_text(words.file)
        assert desk.violations() == []

        page = desk.open("/tickets/1/")
        expect(text).to_have_value(words.answer)
        expect(state).not_to_be_empty()
        ready(page, 2)
        expect(page.locator(".upload__name").last).to_have_text(words.file)
        text.press("End")
        text.press_sequentially(words.more)

        with tenant_context(zaytuna.tenant):
            messages.receive(ticket=ticket, contact=ticket.requester, body=words.meanwhile)
        page.keyboard.press("Control+Enter")
        page.locator(".moved").get_by_text(words.meanwhile).wait_for()
        assert desk.violations() == []
        assert not desk.is_too_wide()
        expect(text).to_have_value(words.answer + words.more)
        ready(page, 2)
        with tenant_context(zaytuna.tenant):
            assert Message.objects.filter(kind="reply").count() == 0

        text.press("Control+Enter")
        page.locator(".msg--us").get_by_text(words.answer).wait_for()
        expect(text).to_have_value("")
        page.locator(".msg--us [data-picture] img").wait_for()
        expect(page.locator(".msg--us .file").last).to_contain_text(words.file)
        with tenant_context(zaytuna.tenant):
            kinds = Attachment.objects.order_by("pk").values_list("media_type", flat=True)
            assert list(kinds) == ["image/png", "application/pdf"]
            assert (Draft.objects.count(), Upload.objects.count()) == (0, 0)
    assert _complaints(desk) == []


def test_a_file_shows_how_far_it_is_and_may_be_tried_again(live_server: LiveServer, zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    tries: list[Route] = []
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        page.route("**/uploads/", lambda route: (tries.append(route), route.abort() if len(tries) == 1 else None)[1])
        drop(page, "bill.pdf", b"%PDF-1.7\n")
        retry = page.locator(".upload [data-retry]")
        retry.wait_for()
        page.locator("#composer-text").fill("See the bill.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-upload-news]")).to_contain_text("then send")
        expect(page.locator(".composer[data-sending]")).to_have_count(0)  # that press has come to its end
        retry.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".upload progress")).to_be_visible()
        page.locator("#composer-text").press("Control+Enter")  # it waits for the file
        for _ in range(100):
            page.wait_for_timeout(100)  # lets the second try come in
            if len(tries) > 1:
                break
        assert len(tries) == 2
        assert "/messages/" not in page.url
        tries[-1].continue_()
        page.locator(".msg--us").get_by_text("See the bill.").wait_for()
        expect(page.locator(".msg--us .file")).to_contain_text("bill.pdf")


def test_what_is_too_large_is_said_before_it_goes_up_and_a_file_is_removed_by_keyboard(
    live_server: LiveServer, zaytuna: Desk, bob: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        drop(page, "film.mp4", b"x" * (10 * 1024 * 1024 + 1), "video/mp4")
        expect(page.locator(".upload.is-refused .upload__why")).to_contain_text("larger than 10 MB")
        page.locator("[name=attachments]").set_input_files(
            [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"}]
        )
        ready(page, 1)
        page.locator(".upload [data-remove]").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".upload")).to_have_count(1)
        expect(page.locator(".upload [data-remove]")).to_be_focused()
        with page.expect_response("**/uploads/removal/"):
            page.keyboard.press("Enter")
        expect(page.locator(".upload")).to_have_count(0)
        expect(page.locator("#composer-text")).to_be_focused()
        with tenant_context(zaytuna.tenant):
            assert Upload.objects.count() == 0
    assert _complaints(desk) == []


def test_words_thrown_away_can_be_fetched_back(live_server: LiveServer, zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").press_sequentially("half a sentence")
        expect(page.locator("[data-draft-words] .when")).to_be_visible()
        page.locator("[data-discard]").click()
        expect(page.locator("#composer-text")).to_have_value("")
        expect(page.locator("[data-draft-words]")).to_have_text("Draft discarded")
        page.locator("[data-undo]").click()
        expect(page.locator("#composer-text")).to_have_value("half a sentence")
        expect(page.locator("[data-draft-words] .when")).to_be_visible()
        with tenant_context(zaytuna.tenant):
            assert Draft.objects.get().text == "half a sentence"
    assert _complaints(desk) == []


def test_without_the_server_the_words_stay_in_this_browser_for_their_writer(
    live_server: LiveServer, zaytuna: Desk, alice: Member, bob: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        page.route("**/draft/", lambda route: route.abort())
        page.locator("#composer-text").press_sequentially("half a sentence")
        expect(page.locator("[data-draft-words]")).to_have_text("Draft kept in this browser")
        page.unroute("**/draft/")
        page = desk.open("/tickets/1/")
        expect(page.locator("#composer-text")).to_have_value("half a sentence")
        expect(page.locator("[data-draft-words] .when")).to_be_visible()


def test_a_picture_opens_large_and_one_that_cannot_be_drawn_is_a_download(
    live_server: LiveServer, zaytuna: Desk, bob: Member
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        files = [
            NewFile("torn.jpg", draw("JPEG", (2400, 1600))),
            NewFile("broken.png", b"\x89PNG\r\n\x1a\nbroken"),
        ]
        messages.receive(ticket=ticket, contact=ticket.requester, body="see", files=files)
        make_reply(ticket, bob)
    with window(live_server.url, zaytuna, bob, audited=True) as desk:
        page = desk.open("/tickets/1/")
        expect(page.locator(".attached--picture")).to_have_count(1)
        expect(page.locator(".attached")).to_have_count(2)
        page.locator("[data-picture]").focus()
        page.keyboard.press("Enter")
        large = page.locator("#viewer img")
        page.wait_for_function("document.querySelector('#viewer img').naturalWidth === 1600")
        assert large.bounding_box()["width"] > 600  # type: ignore[index]
        assert desk.violations() == []
        page.keyboard.press("Escape")
        expect(page.locator("#viewer")).to_be_hidden()
        expect(page.locator("[data-picture]")).to_be_focused()


@pytest.mark.parametrize(("language", "theme"), [("ar", "dark"), ("he", "light")])
def test_the_composer_fits_a_phone(
    live_server: LiveServer, zaytuna: Desk, bob: Member, language: str, theme: str
) -> None:
    with tenant_context(zaytuna.tenant):
        make_ticket()
        User.objects.filter(pk=bob.user_id).update(language=language)
    with window(live_server.url, zaytuna, bob, width=360, theme=theme, audited=True) as desk:
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").fill("…")
        drop(page, "a-very-long-name-of-a-file-that-somebody-scanned-and-never-renamed.pdf", b"%PDF-1.7\n")
        ready(page, 1)
        assert not desk.is_too_wide()
        assert desk.violations() == []
