"""Files over the REST API: sent with what is said, kept by what their bytes are, downloaded as files."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.files import rules
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.pictures import PNG
from tickets.messages.models import Attachment, Message
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


def _file(name: str = "sofa.png", content: bytes = PNG, kind: str = "text/html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def _counts(desk: Desk) -> tuple[int, int]:
    with tenant_context(desk.tenant):
        return Message.objects.count(), Attachment.objects.count()


@pytest.mark.parametrize("door", ["messages", "notes", "customer-messages"])
def test_files_go_with_what_is_said(shop: Program, ticket: Ticket, door: str) -> None:
    sent = {"text": "Here it is.", "attachments": [_file(), _file("فاتورة.txt", b"340")]}
    response = shop.form(f"/tickets/{ticket.pk}/{door}/", sent)
    assert response.status_code == 201, response.content
    picture, bill = response.json()["attachments"]
    assert (picture["name"], picture["media_type"], picture["size"]) == ("sofa.png", "image/png", len(PNG))
    assert bill["name"] == "فاتورة.txt"
    assert shop.get(f"/attachments/{bill['id']}/").json() == bill


def test_a_ticket_is_opened_with_a_file_and_a_form_says_nested_fields_with_dots(shop: Program) -> None:
    sent = {
        "subject": "Torn",
        "text": "See the picture.",
        "requester.email": "noura.q@example.com",
        "tags": ["torn", "sofa"],
        "attachments": _file(),
    }
    made = shop.form("/tickets/", sent)
    assert made.status_code == 201, made.content
    assert made.json()["tags"] == ["torn", "sofa"]
    [message] = shop.get(f"/tickets/{made.json()['id']}/messages/").json()["results"]
    assert [file["name"] for file in message["attachments"]] == ["sofa.png"]


def test_the_content_comes_as_a_file_to_be_saved(shop: Program, ticket: Ticket) -> None:
    page = b"<html><script>alert(1)</script></html>"
    sent = {"text": "x", "attachments": _file("page.html", page)}
    made = shop.form(f"/tickets/{ticket.pk}/notes/", sent).json()["attachments"][0]
    response = shop.get(f"/attachments/{made['id']}/content/", Accept="image/webp")
    assert b"".join(response.streaming_content) == page
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "html" not in response.headers["Content-Type"]
    assert "private" in response.headers["Cache-Control"]


def test_too_many_and_too_large_files_are_refused(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    before = _counts(zaytuna)
    too_many = [_file(f"{number}.txt", b"x") for number in range(rules.MOST_FILES + 1)]
    too_large = _file("big.bin", b"x" * (rules.MOST_BYTES_EACH + 1))
    for files in too_many, too_large:
        response = shop.form(f"/tickets/{ticket.pk}/messages/", {"text": "x", "attachments": files})
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"].startswith("attachments")
    assert _counts(zaytuna) == before


def test_json_carries_no_files(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    response = shop.post(f"/tickets/{ticket.pk}/notes/", {"text": "x", "attachments": ["a.png"]})
    assert (response.status_code, response.json()["code"]) == (400, "unknown_field")
    assert _counts(zaytuna) == (1, 0)


def test_another_companys_file_is_not_there(
    shop: Program, tapuz: Desk, charlie: Member, program: Callable[..., Program], foreign: Ticket
) -> None:
    theirs = program(tapuz, charlie)
    sent = {"text": "x", "attachments": _file()}
    made: Any = theirs.form(f"/tickets/{foreign.pk}/notes/", sent).json()["attachments"][0]
    assert theirs.get(f"/attachments/{made['id']}/").status_code == 200
    assert shop.get(f"/attachments/{made['id']}/").status_code == 404
    assert shop.get(f"/attachments/{made['id']}/content/").status_code == 404


def test_a_token_that_reads_no_messages_reads_no_files(
    zaytuna: Desk, alice: Member, shop: Program, program: Callable[..., Program], ticket: Ticket
) -> None:
    made = shop.form(f"/tickets/{ticket.pk}/notes/", {"text": "x", "attachments": _file()}).json()["attachments"][0]
    blind = program(zaytuna, alice, ["tickets:write"])
    assert blind.get(f"/attachments/{made['id']}/").status_code == 403
    assert blind.get(f"/attachments/{made['id']}/content/").status_code == 403
