"""The public form, filled in and sent as a browser does it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.portal import keys, services
from tickets.portal.rules import stamps
from tickets.portal.rules.keys import Purpose
from tickets.portal.selectors import Door
from tickets.portal.services import Sent, Submission

NOURA = "noura.q@example.com"
WORDS: dict[str, Any] = {
    "name": "Noura",
    "email": NOURA,
    "subject": "The sofa arrived torn",
    "text": "The sofa that arrived today is torn.",
}


def stamp(desk: Desk, use: str = "form", *, seconds_ago: int = 60) -> str:
    with tenant_context(desk.tenant):
        return stamps.write(uuid4(), clock.now() - timedelta(seconds=seconds_ago), use, keys.current())


def send(desk: Desk, *, path: str = "/form/", client: Client | None = None, **changes: Any) -> HttpResponse:
    """Fill the form with Noura's words and send it; `stamp` is a good one unless given."""
    data = {"stamp": stamp(desk), **WORDS, **changes}
    return (client or Client()).post(path, {key: value for key, value in data.items() if value is not None},
                                     HTTP_HOST=desk.host)  # fmt: skip


def submit(**changes: Any) -> Sent:
    """The same by the service. Needs a tenant."""
    values = {"mark": uuid4(), "body": WORDS["text"], "language": "en", **changes}
    known = {key: WORDS[key] for key in ("name", "email", "subject")}
    return services.submit(submission=Submission(**{**known, **values}))


def door(sent: Sent, purpose: Purpose) -> Door:
    sent.link.refresh_from_db()
    return Door(sent.link, purpose)


def path(sent: Sent, purpose: Purpose, rest: str = "") -> str:
    """The path of the private page. Needs a tenant."""
    return f"/c/{keys.of(sent.link, purpose)}/{rest}"
