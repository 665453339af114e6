import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

CSS = Path(settings.BASE_DIR, "helpdesk/static/css")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|width|height|(?:margin|padding|border)-(?:left|right|top|bottom))\s*:"
)


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda sheet: sheet.stem)
def test_a_sheet_knows_no_left_and_right(sheet: Path) -> None:
    assert PHYSICAL.findall(sheet.read_text()) == []


def test_every_sheet_is_part_of_the_entry_or_of_pages_that_are_not_the_consoles() -> None:
    entry = (CSS / "heard.css").read_text()
    alone = {"heard.css", "admin.css", "operators.css", "api_docs.css"}  # Django's admin, twice, and the API's document
    assert {sheet.name for sheet in CSS.glob("*.css")} - alone == set(re.findall(r'url\("([\w-]+\.css)"\)', entry))


def test_collecting_makes_one_sheet_with_hashed_fonts(tmp_path: Path) -> None:
    storage = {**settings.STORAGES, "staticfiles": {"BACKEND": "helpdesk.web.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storage):
        call_command("collectstatic", interactive=False, verbosity=0)
    (bundle,) = tmp_path.glob("css/heard.*.css")
    text = bundle.read_text()
    assert "@import" not in text
    assert re.search(r"plex-latin-var\.[0-9a-f]{12}\.woff2", text)
    assert text.index("@layer tokens {") < text.index("@layer pages {")


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    sprite = Path(settings.BASE_DIR, "helpdesk/static/img/icons.svg").read_text()
    known = set(re.findall(r'id="i-([\w-]+)"', sprite))
    asked: set[str] = set()
    for app in ("helpdesk", "tenants", "tickets", "social"):
        for template in Path(settings.BASE_DIR, app).rglob("*.html"):
            asked |= set(re.findall(r'{% icon "([\w-]+)"', template.read_text()))
    assert asked - known == set()
