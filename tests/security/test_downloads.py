"""Somebody else's bytes never become a page of ours: on every route that can emit them, whatever they claim to be."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.contracts.routes import routes
from tests.factories.people import Desk
from tests.factories.pictures import draw
from tests.factories.tickets import make_ticket
from tickets.messages import services as messages
from tickets.messages.models import Attachment

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]

SCRIPT = b"<script>alert(document.cookie)</script>"
HOSTILE = {
    "page.html": b"<!doctype html>" + SCRIPT,
    "page.xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>" + SCRIPT + b"</html>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    "drawing.svgz": b"\x1f\x8b\x08\x00" + SCRIPT,
    "frames.mht": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + SCRIPT,
    "styles.css": b"body{background:url(javascript:alert(1))}",
    "script.js": b"alert(1)",
    "data.xml": b"<?xml version='1.0'?><?xml-stylesheet href='javascript:alert(1)'?><a/>",
    "paper.pdf": b"%PDF-1.4\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
    "words.txt": SCRIPT,
    "letter.eml": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + SCRIPT,
    "both.gif": b"GIF89a/*" + SCRIPT + b"*/=1;",
    "both.png": draw("PNG") + SCRIPT,
    "both.jpg": draw("JPEG", comment=SCRIPT),
    "wide.txt": "<script>alert(1)</script>".encode("utf-16"),
    "flash.swf": b"FWS\x09" + b"\x00" * 30,
    "empty.html": b"",
}
CLAIMS = ("text/html", "image/svg+xml", "image/png", "application/xhtml+xml", "text/plain", "x\r\nX-Evil: 1", "")
RUNNABLE = ("html", "xml", "svg", "script", "css", "multipart", "message")


@pytest.fixture
def attachments(zaytuna: Desk) -> list[Attachment]:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        for name, content in HOSTILE.items():
            files = messages.new_files(SimpleUploadedFile(name, content, claim) for claim in CLAIMS)
            messages.receive(ticket=ticket, contact=ticket.requester, body="see", files=files)
        return list(Attachment.objects.all())


def body_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]


def _is_harmless(response: HttpResponse) -> bool:
    policy, disposition = response["Content-Security-Policy"], response["Content-Disposition"]
    return (
        disposition.startswith("attachment")
        and response["X-Content-Type-Options"] == "nosniff"
        and "sandbox" in policy
        and "default-src 'none'" in policy
        and "allow" not in policy
        and "private" in response["Cache-Control"]
        and not any(word in response["Content-Type"] for word in RUNNABLE)
    )


def test_every_file_is_a_download_that_nothing_can_run(
    zaytuna: Desk, bob: Member, attachments: list[Attachment], browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    assert len(attachments) == len(HOSTILE) * len(CLAIMS)
    for attachment in attachments:
        response = client.get(f"/attachments/{attachment.pk}/")
        assert _is_harmless(response), (attachment.name, dict(response.headers))
        assert body_of(response) == HOSTILE[attachment.name]


def test_what_is_shown_is_drawn_by_us_or_not_at_all(
    zaytuna: Desk, bob: Member, attachments: list[Attachment], browse: Browse
) -> None:
    client, shown = browse(zaytuna, bob), set()
    for attachment in attachments:
        response = client.get(f"/attachments/{attachment.pk}/picture/")
        if response.status_code == 404:
            continue
        shown.add(attachment.name)
        assert response["Content-Type"] == "image/webp"
        assert response["Content-Disposition"].startswith("inline")
        assert "sandbox" in response["Content-Security-Policy"]
        content = body_of(response)
        assert content.startswith(b"RIFF")
        assert b"script" not in content
    assert shown == {"both.png", "both.jpg"}


def test_no_other_route_gives_a_stored_file_away(
    zaytuna: Desk, bob: Member, attachments: list[Attachment], browse: Browse
) -> None:
    """Every route that takes an id is asked for each file: its bytes come as a download, as our copy, or not."""
    client = browse(zaytuna, bob)
    client.raise_request_exception = False
    given: set[str] = set()
    page = next(one for one in attachments if one.name == "page.html")
    ids = [str(page.pk), str(page.file_id), str(page.message_id)]
    for route in routes("helpdesk.urls"):
        if not any(converter == "uuid" for _, converter in route.arguments):
            continue
        for pk in ids:
            values = {name: pk if converter == "uuid" else "1" for name, converter in route.arguments}
            response = client.get(route.url(values))
            if SCRIPT in body_of(response):
                assert _is_harmless(response), route.name
                given.add(route.name)
    assert given == {"workspace:attachment", "api:attachment-content"}, "the control: what is given away is noticed"


def test_a_lost_file_is_not_here(zaytuna: Desk, bob: Member, attachments: list[Attachment], browse: Browse) -> None:
    from tenants.files import services as files

    with tenant_context(zaytuna.tenant):
        files.path_of(file=attachments[0].file).unlink()
    client = browse(zaytuna, bob)
    assert client.get(f"/attachments/{attachments[0].pk}/").status_code == 404
    assert client.get(f"/attachments/{attachments[0].pk}/picture/").status_code == 404


def test_a_strangers_picture_is_not_here(
    tapuz: Desk, charlie: Member, attachments: list[Attachment], browse: Browse
) -> None:
    client = browse(tapuz, charlie)
    for attachment in attachments[:2]:
        for door in ("", "picture/", "picture/?small"):
            assert client.get(f"/attachments/{attachment.pk}/{door}").status_code == 404
