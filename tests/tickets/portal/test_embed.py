"""The form in a frame on another site. That no other page may be framed: tests/contracts/test_frames.py."""

import pytest
from django.test import Client

from tenants.isolation.context import tenant_context
from tests.factories.forms import send
from tests.factories.people import Desk
from tickets.portal.models import WebForm
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
EMBED = "/form/embed/"


def sites(desk: Desk, *named: str) -> None:
    with tenant_context(desk.tenant):
        WebForm.objects.create(sites=list(named))


def test_every_site_may_show_the_form_until_some_are_named(zaytuna: Desk) -> None:
    headers = Client().get(EMBED, HTTP_HOST=zaytuna.host).headers
    assert "frame-ancestors *;" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "Set-Cookie" not in headers


def test_named_sites_are_the_only_ones(zaytuna: Desk) -> None:
    sites(zaytuna, "https://shop.example", "https://x.example; script-src *")
    policy = Client().get(EMBED, HTTP_HOST=zaytuna.host).headers["Content-Security-Policy"]
    assert "frame-ancestors https://shop.example;" in policy
    assert "script-src *" not in policy


@pytest.mark.parametrize("text", ["", "my words"])
def test_what_is_sent_in_the_frame_is_answered_in_the_frame(zaytuna: Desk, text: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = send(zaytuna, path=f"{EMBED}?lang=ar", client=client, text=text)
    assert answer.status_code == (200 if text else 422)
    assert "X-Frame-Options" not in answer.headers
    assert '<html lang="ar" dir="rtl"' in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.count() == int(bool(text))


def test_from_the_frame_one_comes_to_the_page_in_a_tab_of_its_own(zaytuna: Desk) -> None:
    page = send(zaytuna, path=EMBED).content.decode()
    assert 'target="_blank" rel="noopener noreferrer"' in page


def test_the_script_is_for_every_site(zaytuna: Desk) -> None:
    answer = Client().get("/form/embed.js", HTTP_HOST=zaytuna.host)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert b"/form/embed/" in b"".join(answer.streaming_content)


@pytest.mark.parametrize(("asked", "shown"), [("dark", True), ("light", True), ("", False), ("x", False)])
def test_the_frame_is_as_light_as_the_site_around_it(zaytuna: Desk, asked: str, shown: bool) -> None:
    page = Client().get(f"{EMBED}?theme={asked}", HTTP_HOST=zaytuna.host).content.decode()
    assert (f'data-theme="{asked}"' in page) is shown
