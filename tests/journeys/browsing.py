"""A real browser on a desk that runs inside the test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tenants.membership.models import Member
from tests.factories.people import Desk, sign_in

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]


@dataclass
class Window:
    """One signed-in agent at one size, and everything the browser complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def violations(self) -> list[str]:
        """What axe finds on the page that is open, one line each."""
        return violations(self.page)

    def is_too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def scrolls_past_its_end(self) -> bool:
        """A console page scrolls inside itself: where the document does too, something fell out of its place."""
        return bool(self.page.evaluate("document.documentElement.scrollHeight > innerHeight"))


def violations(page: Page) -> list[str]:
    """What axe finds on the page, one line each.

    Only rules on sound and on turned screens (experimental, not among those that run) want every sheet fetched again.
    """
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{page.url} {rule['id']} {node['target']}" for rule in found for node in rule["nodes"]]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for the length of a `with`. Skips, naming it, when there is no Chromium.

    While Playwright's loop is at work Django takes this thread for an asynchronous one and opens another connection
    for it. No test case knows of that one: left open, it would keep the test's database from being dropped.
    """
    if not CHROMIUM:
        pytest.skip("chromium is not installed (CHROMIUM names another place)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()
            connections.close_all()


@contextmanager
def window(
    url: str, desk: Desk, member: Member, *, width: int = 1440, theme: str = "light", audited: bool = False
) -> Iterator[Window]:
    """Skips, naming it, when there is no Chromium. `audited` lets axe's script in past our policy."""
    with chromium() as browser:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, reduced_motion="reduce", bypass_csp=audited)
        base = f"http://{desk.host}:{url.rsplit(':', 1)[1]}"
        enter(context, base, desk, member, theme)
        opened = Window(context.new_page(), base)
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("console", lambda line: opened.complaints.extend(_complaint(line)))
        yield opened


def _complaint(line: ConsoleMessage) -> list[str]:
    """An error with its address, unless it is of the test's making.

    No events process runs beside a test's desk.
    """
    is_ours = "CONNECTION_REFUSED" in line.text
    return [f"{line.text} {line.location.get('url', '')}"] if line.type == "error" and not is_ours else []


def enter(context: BrowserContext, base: str, desk: Desk, member: Member, theme: str) -> None:
    """Sign the browser in, without the cost of hashing a password."""
    cookies = sign_in(Client(), desk, member).cookies
    session = {"name": "session", "value": cookies["session"].value, "url": base}
    context.add_cookies([session, {"name": "theme", "value": theme, "url": base}])
