"""Asks every route, with every method, for another company's things: with the wall whole, and with parts of it gone."""

import contextlib
from collections.abc import Iterator
from unittest import mock

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client

from tenants.isolation.models import TenantManager, TenantQuerySet
from tenants.tenancy.addresses import platform_host
from tests.contracts import admin_fuzz
from tests.contracts.routes import FoundRoute, routes
from tests.factories.canaries import CANARY, NUMBER, TOKEN, ids_of, snapshot
from tests.factories.people import Desk

ID_FIELDS = {
    "ticket": "tickets.Ticket",
    "contact": "tickets.Contact",
    "requester": "tickets.Contact",
    "organization": "tickets.Organization",
    "member": "tenants.Member",
    "assignee": "tenants.Member",
    "team": "tenants.Team",
    "mailbox": "tickets.Mailbox",
    "message": "tickets.Message",
    "tag": "tickets.Tag",
    "attachment": "tickets.Attachment",
    "invitation": "tenants.Invitation",
    "pk": "tickets.Ticket",
    "before": "tickets.Ticket",
    "after": "tickets.Ticket",
}
ENDS_THE_SESSION = {"account_logout"}  # asked for, it would leave the rest of the walk to a stranger
PLAUSIBLE = {
    "body": "x",
    "subject": "x",
    "email": "x@y.example",
    "name": "x",
    "role": "agent",
    "status": "solved",
    "priority": "urgent",
    "tags": "x",
    "audience": "note",
    "kind": "email",
    "value": "x@z.example",
}
NOT_ALLOWED = 405
NOTHING_THERE = (404, NOT_ALLOWED)
A_NOTE = PLAUSIBLE | {"kind": "note", "text": "x"}


REACHED: dict[str, set[str]] = {}
"""By route, the tables of whose rows it knew anything when nothing guarded them: of others it shows nothing behind a
wall either. Filled by the control, which runs first; a route that knew nothing then is asked for a row of each table.
"""


def leaks(client: Client, own: Desk, foreign: Desk, *, is_control: bool = False) -> list[str]:
    """What a signed-in owner of one company sees or changes of another, as sentences; empty when the wall holds."""
    ids = ids_of(foreign)
    before = snapshot(foreign)
    found = []
    for urlconf, host in (("helpdesk.urls", own.host), ("helpdesk.platform_urls", platform_host())):
        for route in routes(urlconf):
            if route.name in ENDS_THE_SESSION or route.actions:  # the API's doors: api_fuzz.py
                continue
            for method, url, response in _ask(client, host, route, ids):
                if CANARY in _text(response):
                    found.append(f"{method} {url} answered {response.status_code} with another company's words")
                if is_control and response.status_code not in NOTHING_THERE:
                    _remember(route, url, ids)
    after = snapshot(foreign)
    return found + [f"rows of {label} were changed" for label in before if before[label] != after[label]]


def _remember(route: FoundRoute, url: str, ids: dict[str, list]) -> None:
    known = {label for label, pks in ids.items() if str(pks[0]) in url}
    if known:
        REACHED.setdefault(route.name, set()).update(known)


def _ask(client: Client, host: str, route: FoundRoute, ids: dict[str, list]) -> Iterator[tuple[str, str, HttpResponse]]:
    if route.name.startswith("admin:"):
        for method, url, fields in admin_fuzz.asks(route, ids):
            yield method, url, _send(client, host, method, url, fields)
        return
    every_id = [str(pks[0]) for label, pks in ids.items() if label in REACHED.get(route.name, ids)]
    yield from _ask_for_each(client, host, _urls(route, every_id))
    named = {name: str(ids[label][0]) for name, label in ID_FIELDS.items()}
    for url in _urls(route, every_id[:1]):
        yield "GET", url, _send(client, host, "GET", url, named)
        yield "POST", url, _send(client, host, "POST", url, PLAUSIBLE | named)
        yield "POST", url, _send(client, host, "POST", url, A_NOTE | named)
        # in capitals, so that an echo of it is no leak
        yield "GET", url, _send(client, host, "GET", url, {"q": CANARY.upper()})


def _ask_for_each(client: Client, host: str, urls: Iterator[str]) -> Iterator[tuple[str, str, HttpResponse]]:
    """With both methods; one that a route does not take for one row, it takes for none."""
    methods = {"GET": {}, "POST": PLAUSIBLE}
    for url in urls:
        for method, fields in list(methods.items()):
            response = _send(client, host, method, url, fields)
            if response.status_code == NOT_ALLOWED:
                del methods[method]
            yield method, url, response


def _send(client: Client, host: str, method: str, url: str, fields: dict[str, str]) -> HttpResponse:
    return (client.get if method == "GET" else client.post)(url, fields, HTTP_HOST=host)


def _urls(route: FoundRoute, every_id: list[str]) -> Iterator[str]:
    if not route.arguments:
        yield route.url({})
        return
    for value in _values(route.arguments[-1][1], every_id):
        yield route.url({name: _first(converter, every_id, value) for name, converter in route.arguments})


def _values(converter: str, every_id: list[str]) -> list[str]:
    if converter == "int":
        return [str(NUMBER)]
    return every_id if converter == "uuid" else [TOKEN, *every_id[:1]]


def _first(converter: str, every_id: list[str], value: str) -> str:
    """All parts take the same id where their type allows it."""
    return value if value in _values(converter, every_id) else _values(converter, every_id)[0]


def _text(response: HttpResponse) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace") + str(dict(response.headers))


@contextlib.contextmanager
def belt_removed() -> Iterator[None]:
    """The manager filters nothing and raises nothing: only the database holds."""

    def unfiltered(manager: TenantManager) -> QuerySet:
        return TenantQuerySet(manager.model, using=manager._db)

    with mock.patch.object(TenantManager, "get_queryset", unfiltered):
        yield


@contextlib.contextmanager
def row_security_removed() -> Iterator[None]:
    """The policies are off on every table: only the manager holds."""
    tables = _protected_tables()
    _alter(tables, "DISABLE")
    try:
        yield
    finally:
        _alter(tables, "ENABLE")


def _protected_tables() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        return [row[0] for row in cursor.fetchall()]


def _alter(tables: list[str], verb: str) -> None:
    connections["default"].close()  # its open snapshot would hold the tables
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" {verb} ROW LEVEL SECURITY')
