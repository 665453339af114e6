"""An operator closes a desk, opens it again, and reads one ticket because its company asked her to: real processes."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tenants.operators import totp
from tests.helpdesk.run.conftest import Place, make_place
from tests.helpdesk.run.test_operators import start
from tests.helpdesk.run.test_serve import serve
from tests.journeys.browsing import CHROMIUM, SWITCHES
from tests.ports import free_port

PASSWORD = "an-operator-with-patience"
SHOTS = os.environ.get("SHOTS")


@dataclass(frozen=True)
class Platform:
    """A desk as `make run` serves it, the operators' pages beside it, and an operator's secret."""

    place: Place
    port: int
    secret: str

    @property
    def pages(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def desk(self) -> str:
        return f"http://zaytuna.localhost:{self.place.ports[0]}"

    def member(self, role: str) -> tuple[str, str]:
        people = json.loads((self.place.folder.root / "demo.json").read_text())["tenants"][0]["users"]
        return next((one["email"], one["password"]) for one in people if one["role"] == role)


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    if not CHROMIUM:
        pytest.skip("chromium is not installed (CHROMIUM names another place)")
    made = make_place(0o711)
    try:
        _read_on(serve(made))
        port = free_port()
        _read_on(start(made, port))
        yield Platform(made, port, _make_ada(made))
    finally:
        made.close()


def _read_on(process: subprocess.Popen[str]) -> None:
    """Nobody waits until his log is read."""
    threading.Thread(target=lambda: [None for _ in process.stdout or ()], daemon=True).start()


def _make_ada(place: Place) -> str:
    """Her secret for the second step."""
    command = [sys.executable, "-m", "helpdesk.run", "operator", "ada@platform.example", "--name", "Ada"]
    shown = subprocess.run(command, env=place.env(), input=f"{PASSWORD}\n", capture_output=True, text=True, timeout=90)
    found = re.findall(r"secret=(\w+)", shown.stdout)
    assert found, shown.stderr
    return str(found[0])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def _page(browser: Browser, complaints: list[str]) -> Page:
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    return page


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def _enter_office(page: Page, platform: Platform) -> None:
    page.goto(f"{platform.pages}/")
    page.fill("[name=email]", "ada@platform.example")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", totp.code_at(platform.secret, int(time.time()) // 30))
    _shot(page, "sign-in")
    page.click("[type=submit]")
    page.get_by_role("link", name="Companies").first.wait_for()


def _enter_desk(page: Page, platform: Platform, role: str) -> None:
    email, password = platform.member(role)
    page.goto(f"{platform.desk}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.locator(".rail").wait_for()


def test_an_operator_closes_a_desk_opens_it_and_reads_what_she_was_asked_to(
    platform: Platform, browser: Browser
) -> None:
    complaints: list[str] = []
    ada, owner, agent = (_page(browser, complaints) for _ in range(3))
    _enter_desk(agent, platform, "agent")
    _enter_desk(owner, platform, "owner")
    _enter_office(ada, platform)
    _shot(ada, "home")
    assert complaints == []

    ada.get_by_role("link", name="Companies").first.click()
    _shot(ada, "companies")
    ada.get_by_role("link", name="zaytuna", exact=True).click()
    _shot(ada, "company")
    ada.get_by_role("link", name="Suspend").click()
    ada.fill("[name=reason]", "Three bills are open")
    _shot(ada, "suspend")
    ada.click("#content-main [type=submit]")
    ada.get_by_text("Three bills are open").first.wait_for()
    _shot(ada, "suspended")
    agent.goto(f"{platform.desk}/inbox/")
    assert agent.locator(".fault").count() == 1
    assert agent.locator(".rail").count() == 0
    _shot(agent, "agent-suspended")
    ada.get_by_role("button", name="Open again").click()
    ada.get_by_text("zaytuna is open again.").wait_for()
    agent.goto(f"{platform.desk}/inbox/")
    agent.locator(".rail").wait_for()
    complaints.clear()  # the browser names the 404 of the closed desk

    ada.get_by_role("link", name="Tickets").click()
    assert ada.locator("#result_list").count() == 0, "no grant, no tickets"
    complaints.clear()  # the browser names the 403
    owner.goto(f"{platform.desk}/settings/support/")
    owner.fill("[name=reason]", "Ticket 1: where is the mail?")
    _shot(owner, "grant")
    owner.locator("form:has([name=reason]) button[type=submit]").click()
    owner.locator("form[action*=revocation]").wait_for()
    ada.goto(f"{platform.pages}/tenants/tenant/?q=zaytuna")
    ada.get_by_role("link", name="zaytuna", exact=True).click()
    ada.get_by_role("link", name="Tickets").click()
    _shot(ada, "tickets")
    ada.locator("#result_list tbody a").first.click()
    ada.locator(".spoken").first.wait_for()
    number = ada.url.rstrip("/").rpartition("/")[2]
    _shot(ada, "ticket")
    owner.reload()
    row = owner.locator("tbody tr").filter(has_text="Ada").first
    assert f"#{number}" in row.inner_text()
    _shot(owner, "audit")
    owner.locator("form[action*=revocation] button").click()
    owner.locator("form:has([name=reason])").wait_for()
    assert complaints == []
    assert ada.reload().status == 403  # type: ignore[union-attr]
