"""The pages of the API's document: read offline, under the desk's own policy of content.

They are Swagger UI, which axe is not asked about (ARCHITECTURE 5: the schema page is excepted by name).
"""

import os
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tenants.membership.models import Member
from tests.api.program import Program
from tests.contracts.api_fuzz import doors
from tests.factories.people import Desk
from tests.journeys.browsing import window

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test


@pytest.mark.django_db
def test_the_page_brings_all_of_its_scripts_itself(zaytuna: Desk) -> None:
    page: Any = Program(zaytuna.host).get("/docs/", accept="text/html")
    html = page.content.decode()
    assert page.status_code == 200
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "://" not in html.replace("http://www.w3.org", "")
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=") == 3
    script: Any = Program(zaytuna.host).get("/docs/?script=", accept="*/*")
    assert script.status_code == 200
    assert "/api/v1/schema/" in script.content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_operation_is_shown_without_a_complaint_or_a_request_elsewhere(
    live_server: LiveServer, zaytuna: Desk, alice: Member
) -> None:
    with window(live_server.url, zaytuna, alice) as desk:
        asked: list[str] = []
        desk.page.on("request", lambda request: asked.append(request.url))
        page = desk.open("/api/v1/docs/")
        page.locator(".opblock-summary").first.click()
        page.locator(".opblock-body").first.wait_for()
        operations = sum(method != "head" for route in doors() for method in route.actions)
        expect(page.locator(".opblock")).to_have_count(operations)
        assert desk.complaints == []  # a violation of the policy is one
        assert [url for url in asked if not url.startswith((desk.base, "data:"))] == []
