"""Takes the pictures of this folder from a running demo desk: `.venv/bin/python docs/screenshots/take.py`.

`make demo` goes before: the picture of a repair is of a ticket that it makes.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
PATHS = {
    "today": "/",
    "inbox": "/inbox/",
    "ticket": "/tickets/1/",
    "square": "/square/",
    "lanes": "/square/ .row__link",  # and then the first of these, and there at what has this id
    "repair": "/inbox/?q=chipped .row__link #make-it-right",
    "deadlines": "/settings/deadlines/",
    "form": "/form/",
}
SIZES = {1440: 900, 360: 780}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def demo() -> dict[str, Any]:
    """The first demo company, as `manage.py demo --json` prints it."""
    printed = subprocess.run(
        [sys.executable, "manage.py", "demo", "--json"], capture_output=True, text=True, check=True
    )
    return dict(json.loads(printed.stdout)["tenants"][0])


def sign_in(page: Page, base: str, user: dict[str, str]) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", user["email"])
    page.fill("[name=password]", user["password"])
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.locator("#main").wait_for()


def speak(page: Page, base: str, language: str) -> None:
    """Choose a language by the switch's own form."""
    page.goto(f"{base}/")
    page.locator(f"button[name=language][value={language}]").first.evaluate("button => button.click()")
    page.wait_for_function(f"document.documentElement.lang === '{language}'")


def take(browser: Browser, tenant: dict[str, Any], width: int, theme: Any, folder: Path, paths: dict[str, str]) -> None:
    viewport: Any = {"width": width, "height": SIZES[width]}
    page = browser.new_context(viewport=viewport, color_scheme=theme, reduced_motion="reduce").new_page()
    base = tenant["url"].rstrip("/")
    sign_in(page, base, tenant["users"][0])
    for language in ("ar", "he", "en"):
        speak(page, base, language)
        for name, path in paths.items():
            path, *link = path.split(" ")
            page.goto(base + path)
            if link:
                page.goto(base + str(page.locator(link[0]).first.get_attribute("href")) + "".join(link[1:]))
            page.wait_for_timeout(300)  # fonts
            page.screenshot(path=folder / f"{name}-{language}-{theme}-{width}.png")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                print("too wide:", name, language, width)


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else FOLDER
    paths = dict(one.partition("=")[::2] for one in arguments[1:]) or PATHS
    tenant = demo()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for width in SIZES:
            for theme in ("light", "dark"):
                take(browser, tenant, width, theme, folder, paths)


if __name__ == "__main__":
    main(sys.argv[1:])
