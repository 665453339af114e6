"""Asks every door of the API, by every verb, for another company's things: in the path, the body and the query."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client

from tenants.tenancy.addresses import platform_host
from tests.api.samples import BODIES, Samples, fill
from tests.contracts.routes import FoundRoute, routes
from tests.factories.canaries import CANARY, ids_of, snapshot
from tests.factories.people import Desk

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
POINTING = {"list", "create", "update", "partial_update"}  # whose query or body can name a row
Ask = tuple[str, str, bytes, str]
"""Method, address, body, and which field or filter of it names another company's row, if one does."""
Send = Callable[[str, str, bytes], Any]

COLLECTIONS = {
    "tickets": "tickets.Ticket",
    "messages": "tickets.Message",
    "attachments": "tickets.Attachment",
    "contacts": "tickets.Contact",
    "identities": "tickets.Identity",
    "organizations": "tickets.Organization",
    "members": "tenants.Member",
    "teams": "tenants.Team",
    "mentions": "social.Mention",
    "authors": "social.Author",
    "listeners": "social.Listener",
    "brands": "social.Brand",
    "social-accounts": "social.SocialAccount",
    "hand-offs": "social.HandOff",
    "promises": "tickets.Promise",
    "notifications": "tickets.Notification",
    "recoveries": "tickets.Recovery",
    "approvals": "tickets.Approval",
    "grants": "tickets.Grant",
    "calendars": "tickets.Calendar",
    "sla-policies": "tickets.SlaPolicy",
    "days": "tickets.SpecialDay",
}
ID_FIELDS = {
    "requester": "tickets.Contact",
    "assignee": "tenants.Member",
    "team": "tenants.Team",
    "tag": "tickets.Tag",
    "category": "tickets.Category",
    "custom_status": "tickets.CustomStatus",
    "contact": "tickets.Contact",
    "organization": "tickets.Organization",
    "seen": "tickets.Message",
    "brand": "social.Brand",
    "author": "social.Author",
    "ticket": "tickets.Ticket",
    "until": "tickets.Notification",
    "owner": "tenants.Member",
    "recovery": "tickets.Recovery",
    "calendar": "tickets.Calendar",
    "message": "tickets.Message",
}

BAD_REQUEST = 400
NOT_KNOWN = ("unknown_field", "unknown_parameter")
UNKNOWN: set[tuple[str, str, str]] = set()
"""Door, verb and field or filter that it has said it does not know: nobody asks there again."""


def doors() -> list[FoundRoute]:
    return [route for route in routes("helpdesk.urls") if route.actions]


def leaks(senders: dict[str, Send], samples: Samples, foreign: Desk) -> list[str]:
    """What one company's program or session sees or changes of another; empty when the wall holds."""
    ids = ids_of(foreign)
    theirs = {name: str(ids[label][0]) for name, label in COLLECTIONS.items()}
    fields = {name: str(ids[label][0]) for name, label in ID_FIELDS.items()}
    before = snapshot(foreign)
    found = []
    for who, send in senders.items():
        for route in doors():
            for method, url, body, field in _asks(route, samples, theirs, fields):
                response = send(method, url, body)
                _remember(route, method, field, response)
                if CANARY in _text(response):
                    answer = f"{method} {url} answered {response.status_code}"
                    found.append(f"{answer} with another company's words ({who})")
    after = snapshot(foreign)
    return found + [f"rows of {label} were changed" for label in before if before[label] != after[label]]


def _remember(route: FoundRoute, method: str, field: str, response: Any) -> None:
    said = response.json()["errors"] if field and response.status_code == BAD_REQUEST else []
    if any(error["field"] == field and error["code"] in NOT_KNOWN for error in said):
        UNKNOWN.add((route.name, method, field))


def _asks(route: FoundRoute, samples: Samples, theirs: Samples, fields: dict[str, str]) -> Iterator[Ask]:
    name = route.name.removeprefix("api:")
    taken = [method for method in METHODS if method.lower() in route.actions]
    for method in METHODS:
        if method not in taken:  # of whatever it is asked for
            yield method, route.url(fill(route.template, theirs)), b"{}", ""
    for url in _urls(route, samples, theirs):
        for method in taken:
            good = BODIES.get((name, method), {})
            yield method, url, _json(good), ""
            for field in fields if route.actions.get(method.lower()) in POINTING else ():
                if (route.name, method, field) not in UNKNOWN:
                    yield from _with_field(method, url, good, field, fields[field])


def _with_field(method: str, url: str, good: dict[str, Any], field: str, value: str) -> Iterator[Ask]:
    """Another company's row, pointed at from the body of a write or from a filter."""
    if method == "GET":
        yield method, f"{url}?{field}={value}", b"", field
    elif good:
        yield method, url, _json({**good, field: {"id": value} if field == "requester" else value}), field


def _urls(route: FoundRoute, samples: Samples, theirs: Samples) -> set[str]:
    """Every part ours or theirs."""
    own, foreign = fill(route.template, samples), fill(route.template, theirs)
    mixed = [{**own, name: foreign[name]} for name in foreign]
    return {route.url(parts) for parts in (own, foreign, *mixed)}


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def _text(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace") + str(dict(response.headers))


def senders(client: Client, key: str, own: Desk) -> dict[str, Send]:
    """A session, and a token on the platform's host."""

    def send(host: str, headers: dict[str, str], asking: Client) -> Send:
        def ask(method: str, url: str, body: bytes) -> Any:
            kind = "application/json"
            return asking.generic(method, url, body, content_type=kind, headers={**headers, "host": host})

        return ask

    token, stranger = {"authorization": f"Bearer {key}"}, Client(raise_request_exception=False)
    return {
        "session": send(own.host, {}, client),
        "token": send(platform_host(), token, stranger),
    }
