"""Deliveries as Plaza makes them, signed with the secret of the tests' desk."""

import json
from typing import Any

from django.conf import settings
from django.test import Client

from social.connectors.plaza import signing
from social.intake import services
from tenants.identity import mailing
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk

URL = "/webhooks/plaza/"
AT = 1_795_000_000


def comment(
    page: str, text: str = "هل المتجر مفتوح؟", *, number: int = 1, by: str = "u1", **changes: Any
) -> dict[str, Any]:
    """An entry with one comment under a post of the page."""
    value = {
        "item": "comment",
        "verb": "add",
        "post_id": f"{page}_p1",
        "comment_id": f"{page}_c{number}",
        "parent_id": f"{page}_p1",
        "from": {"id": by, "username": by, "name": by.title(), "followers": 40},
        "message": text,
        "created_time": AT + number,
        "message_tags": [{"id": page}],
        **changes,
    }
    return entry(page, value)


def entry(page: str, *values: dict[str, Any]) -> dict[str, Any]:
    return {"id": page, "time": AT, "changes": [{"field": "feed", "value": value} for value in values]}


def delivery(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"object": "page", "entry": list(entries)}).encode()


def push(raw: bytes, *, signature: str | None = None, url: str = URL) -> Any:
    """What the desk answers; signed as it should be unless a signature is given ("": none)."""
    sign = signing.signature(raw, settings.SOCIAL_WEBHOOK_SECRETS["plaza"]) if signature is None else signature
    headers = {"host": "localhost:8000"} | ({"X-Hub-Signature-256": sign} if sign else {})
    answer: Any = Client().post(url, raw, content_type="application/json", headers=headers)
    return answer


def drain(*desks: Desk) -> None:
    """Split what was pushed, then read each company's part."""
    with tenant_context(mailing.platform_tenant()):
        services.drain()
    for desk in desks:
        with tenant_context(desk.tenant):
            services.drain()
