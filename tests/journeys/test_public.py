"""A ticket with a public side, in a real browser: nobody speaks to everybody by mistake."""

import os

import pytest
from pytest_django.live_server_helper import LiveServer

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.squares import make_public_ticket, open_place
from tests.journeys.browsing import window
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test


@pytest.fixture
def ticket(zaytuna: Desk, bob: Member, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    open_place(monkeypatch)
    with tenant_context(zaytuna.tenant):
        ticket = make_public_ticket("طلبت سريرًا قبل ثلاثة أسابيع، وابني ينام على الأرض. معقول؟")
        messages.note(ticket=ticket, by=bob, body="נשאר אחד במחסן.")
        for audience in ("public", "person"):
            messages.reply(ticket=ticket, by=bob, body="نعتذر، نعود إليك اليوم.", audience=audience)
        failed = messages.reply(ticket=ticket, by=bob, body="نعتذر.", audience="public")
        messages.undeliverable(message_id=str(failed.pk), reason="The post is gone.\nWrite to her privately.")
        messages.receive(ticket=ticket, contact=ticket.requester, body="وينكم؟", audience="public")
        return ticket


@pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("ar", 1440, "light"), ("ar", 360, "dark"), ("he", 1024, "dark"), ("he", 360, "light"), ("en", 1440, "dark")],
)
def test_the_lanes_and_the_guard_are_clean_in_each_language_on_desk_and_phone(
    live_server: LiveServer, zaytuna: Desk, alice: Member, ticket: Ticket, language: str, width: int, theme: str
) -> None:
    with tenant_context(zaytuna.tenant):
        User.objects.filter(pk=alice.user_id).update(language=language)
    with window(live_server.url, zaytuna, alice, width=width, theme=theme, audited=True) as desk:
        page = desk.open("/tickets/1/")
        assert desk.violations() == []
        page.locator("#composer-text").fill("سنعيد لك المبلغ refund")
        page.locator(".guard__head").wait_for()
        page.locator(".despite summary").click()
        assert desk.violations() == []
        assert not desk.is_too_wide()
    assert [
        line for line in desk.complaints if "404" not in line
    ] == []  # axe looks for imported sheets beside the page


def test_with_the_keyboard_alone_stopped_words_do_not_leave_and_private_ones_do(
    live_server: LiveServer, zaytuna: Desk, bob: Member, ticket: Ticket
) -> None:
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        page.keyboard.press("KeyU")
        page.keyboard.type("We refund you.")
        page.keyboard.press("Control+Enter")
        page.locator(".guard__head:focus").wait_for()
        assert page.locator(".send--public").inner_text().split("Ctrl")[0].split() == ["Publish", "·", "1", "to", "fix"]
        page.locator(".despite summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("It is a recall")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#spine-public .msg--us").get_by_text("We refund you.").wait_for()
        page.keyboard.press("KeyR")
        page.keyboard.type("Only you: we refund you.")
        page.locator("#composer-count:not(:visible), #composer-count:not(:has(bdi))").first.wait_for(state="attached")
        page.keyboard.press("Control+Enter")
        page.locator("#spine .msg--us").get_by_text("Only you: we refund you.").wait_for()
    assert desk.complaints == []
    with tenant_context(zaytuna.tenant):
        said = dict(Message.objects.filter(ticket=ticket, member=bob).values_list("text", "audience"))
    assert (said["We refund you."], said["Only you: we refund you."]) == ("public", "person")


def test_a_send_with_nothing_left_to_wait_for_leaves(
    live_server: LiveServer, zaytuna: Desk, bob: Member, ticket: Ticket
) -> None:
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        page.keyboard.press("KeyR")
        page.keyboard.type("On its way.")
        page.locator("[data-draft-words] .when").wait_for()
        page.wait_for_load_state("networkidle")
        page.locator(".send--reply").click()
        page.locator("#spine .msg--us").get_by_text("On its way.").wait_for()


def test_what_comes_meanwhile_stands_in_its_lane_and_the_words_stay(
    live_server: LiveServer, zaytuna: Desk, bob: Member, ticket: Ticket
) -> None:
    with window(live_server.url, zaytuna, bob) as desk:
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").fill("We refund")
        page.locator(".guard__head").wait_for()
        with tenant_context(zaytuna.tenant):
            messages.receive(ticket=ticket, contact=ticket.requester, body="in public", audience="public")
            messages.receive(ticket=ticket, contact=ticket.requester, body="to you alone")
        page.evaluate("document.dispatchEvent(new CustomEvent('heard:resync'))")
        page.locator("#spine-public").get_by_text("in public").wait_for()
        page.locator("#spine").get_by_text("to you alone").wait_for()
        assert page.locator("#composer-text").input_value() == "We refund"
        assert page.locator(".guard__head").is_visible()
        assert page.locator("[data-news]").is_visible()
    assert desk.complaints == []


def test_on_a_phone_what_was_stopped_leaves_the_thread_its_place_until_it_is_touched(
    live_server: LiveServer, zaytuna: Desk, bob: Member, ticket: Ticket
) -> None:
    with window(live_server.url, zaytuna, bob, width=360) as desk:
        desk.page.set_viewport_size({"width": 360, "height": 640})
        page = desk.open("/tickets/1/")
        page.locator("#composer-text").fill("We refund you. " * 12)
        page.locator("[data-draft-words] .when").wait_for()
        page = desk.open("/tickets/1/")
        page.locator(".guard__head").wait_for()
        composer, face = (page.locator(name).bounding_box() for name in (".composer", ".face"))
        assert composer is not None
        assert face is not None
        assert composer["height"] <= face["height"] / 3
        assert not page.locator(".guard__list").is_visible()
        page.locator(".guard__head").click()
        page.locator(".guard__list").wait_for()
        assert page.locator(".send--public").is_visible()
    assert desk.complaints == []
