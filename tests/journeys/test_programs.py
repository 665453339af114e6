"""A program gets a key in the console, works with it, and is locked out; a customer's company gathers its people."""

import json
import os
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tests.journeys.browsing import Window, window

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test
TOKENS, ORGANIZATIONS = "/settings/tokens/", "/contacts/organizations/"


def ask(live: LiveServer, key: str) -> tuple[int, list[str]]:
    """Status and subjects of the tickets, as a program gets them on the platform's host."""
    port = live.url.rsplit(":", 1)[1]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/tickets/",
        headers={"Host": f"localhost:{port}", "Authorization": f"Bearer {key}"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, [ticket["subject"] for ticket in json.load(answer)["results"]]
    except urllib.error.HTTPError as error:
        return error.code, []


def make_token(page: Page) -> str:
    """Fill the form in and copy the key, as a person does."""
    page.locator("[name=name]").fill("متجر · חנות · Shop")
    page.locator("label:has([name=may_tickets][value=read])").click()
    page.locator("label:has([name=ends][value=never])").click()
    page.locator(".when-never").wait_for()
    page.locator("label:has([name=ends][value='30'])").click()
    page.locator(".when-never").wait_for(state="hidden")
    page.locator(".set__main .dial .btn--main[type=submit]").click()
    page.locator("[data-copy=the-key]").click()
    page.locator("[data-copied][role=status]").wait_for()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied == page.locator("#the-key").text_content()
    return copied


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 360, "dark"), ("he", 1440, "light"), ("en", 1440, "dark")]
)
def test_an_admin_lets_a_program_in_and_out_again(
    live_server: LiveServer, zaytuna: Desk, alice: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(zaytuna.tenant):
        User.objects.filter(pk=alice.user_id).update(language=language)
        make_ticket("torn sofa")
    with window(live_server.url, zaytuna, alice, width=width, theme=theme, audited=True) as desk:
        page = desk.open(TOKENS)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        look(desk, language)
        key = make_token(page)
        look(desk, language)
        assert ask(live_server, key) == (200, ["torn sofa"])

        page.reload()
        assert page.locator("#the-key").count() == 0
        assert key not in page.content()
        assert page.locator(".tbl time").first.get_attribute("datetime")
        page.locator(".tbl .fold > summary").click()
        page.locator(".tbl .fold form button").click()
        page.locator(".toasts [data-dismiss]").click()
        assert ask(live_server, key) == (401, [])
        page.locator(".set__main > .fold > summary").click()
        look(desk, language)
    assert desk.complaints == []


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ar", 1440, "light"), ("he", 360, "dark"), ("en", 360, "light")]
)
def test_a_customer_joins_his_company_by_its_domain(
    live_server: LiveServer, zaytuna: Desk, bob: Member, language: str, width: int, theme: str
) -> None:
    with tenant_context(zaytuna.tenant):
        User.objects.filter(pk=bob.user_id).update(language=language)
        guest = make_ticket("One chair is missing", email="guest@gmail.com", name="ضيفة")
    with window(live_server.url, zaytuna, bob, width=width, theme=theme, audited=True) as desk:
        page = desk.open(ORGANIZATIONS)
        page.locator(".fold > summary").click()
        page.locator("#id_name").fill("نوفا للأثاث")
        page.locator("#id_domains").fill("nova.example")
        look(desk, language)
        page.locator(".fold form [type=submit]").click()
        page.wait_for_url(f"**{ORGANIZATIONS}*-*/")
        firm = page.url.removeprefix(desk.base)

        with tenant_context(zaytuna.tenant):
            make_ticket("The order came twice", email="sara@nova.example", name="سارة")
        page = desk.open(firm)
        assert page.locator(".at-name").all_text_contents() == ["سارة"]
        assert page.locator(".row__link").count() == 1
        look(desk, language)

        page = desk.open(f"/contacts/{guest.requester_id}/")
        page.locator(".fold:has(#find-organization) > summary").click()
        page.locator("#find-organization").press_sequentially("نوف")
        page.locator(".choices__one").wait_for()
        look(desk, language)
        page.locator(".choices__one").click()
        page.locator(f".firm a[href='{firm}']").wait_for()
        look(desk, language)
        assert desk.open(firm).locator(".at-name").count() == 2
        desk.open("/contacts/")
        look(desk, language)
    assert desk.complaints == []


def look(desk: Window, language: str) -> None:
    """In the right language and direction, clean for axe, and no wider than the window."""
    html = desk.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, "ltr" if language == "en" else "rtl")
    assert desk.violations() == []
    assert not desk.is_too_wide(), desk.page.url
