"""What only a hostile program sends: it is refused as its own mistake, and nothing of ours breaks."""

import base64
import json
from typing import Any

import pytest

from tenants.isolation.context import tenant_context
from tests.api.program import Program
from tests.factories.people import Desk
from tickets.contacts.models import Contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/tags/", "/organizations/", "/members/", "/teams/"])
def test_a_cursor_with_half_a_letter_is_refused(shop: Program, path: str) -> None:
    written = json.dumps(["name", False, "\ud800", "01890000-0000-7000-8000-000000000000"])
    cursor = base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")
    answer = shop.get(f"{path}?order=name&cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    "body",
    [
        b'{"name":' + b"[" * 1000 + b"]" * 1000 + b"}",
        b'{"name":' + b'{"a":' * 1000 + b"1" + b"}" * 1000 + b"}",
        b"[" * 1000 + b"]" * 1000,
    ],
    ids=["lists", "objects", "nothing else"],
)
def test_what_nests_without_end_is_refused(zaytuna: Desk, shop: Program, body: bytes) -> None:
    answer: Any = shop.raw("POST", "/contacts/", body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    with tenant_context(zaytuna.tenant):
        assert not Contact.objects.exists()
