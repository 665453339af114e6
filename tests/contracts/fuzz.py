"""Asks every route, with every method, for another company's things: with the wall whole, and with parts of it gone."""

import contextlib
from collections.abc import Iterator
from unittest import mock
from uuid import uuid4

from django.db import connections, transaction
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
PARENTS = {"day": "tickets.Calendar"}
"""By the name of a path's last part, the table of the row before it."""
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
NOT_FOUND, NOT_ALLOWED = 404, 405
A_NOTE = PLAUSIBLE | {"kind": "note", "text": "x"}


REACHED: dict[str, set[str]] = {}
"""By route, the table whose row it took when nothing guarded it: of others it shows nothing behind a wall either.
Filled by `learn`; a route that is not in it is asked for a row of each table.
"""


def learn(client: Client, own: Desk, foreign: Desk) -> None:
    """Find out which table's row each route takes, while nothing guards any. Each ask is undone."""
    ids = ids_of(foreign)
    tables = list(ids)
    for host, route in _routes(own):
        if route.name.startswith("admin:") or [kind for _, kind in route.arguments][-1:] != ["uuid"]:
            continue
        [nowhere] = _urls(route, [str(uuid4())], ids)
        answers = {method: _answer(client, host, method, nowhere) for method in ("GET", "POST")}
        taken = [method for method, status in answers.items() if status != NOT_ALLOWED]
        if any(answers[method] != NOT_FOUND for method in taken):  # whatever it is asked for
            continue
        for table in tables:
            [url] = _urls(route, [str(ids[table][0])], ids)
            if any(_answer(client, host, method, url) != NOT_FOUND for method in taken):
                tables.sort(key=lambda label, found=table: label != found)  # routes of one room are neighbours
                break
        REACHED[route.name] = {tables[0]}  # one that took none, for it asks whose the row is, takes none later


def _answer(client: Client, host: str, method: str, url: str) -> int:
    with transaction.atomic():
        response = _send(client, host, method, url, PLAUSIBLE if method == "POST" else {})
        transaction.set_rollback(True)
    return response.status_code


def leaks(client: Client, own: Desk, foreign: Desk) -> list[str]:
    """What a signed-in owner of one company sees or changes of another, as sentences; empty when the wall holds."""
    ids = ids_of(foreign)
    before = snapshot(foreign)
    found = [
        f"{method} {url} answered {response.status_code} with another company's words"
        for host, route in _routes(own)
        for method, url, response in _ask(client, host, route, ids)
        if CANARY in _text(response)
    ]
    after = snapshot(foreign)
    return found + [f"rows of {label} were changed" for label in before if before[label] != after[label]]


def _routes(own: Desk) -> Iterator[tuple[str, FoundRoute]]:
    """Of both hosts, without the API's doors: api_fuzz.py."""
    for urlconf, host in (("helpdesk.urls", own.host), ("helpdesk.platform_urls", platform_host())):
        for route in routes(urlconf):
            if route.name not in ENDS_THE_SESSION and not route.actions:
                yield host, route


def _ask(client: Client, host: str, route: FoundRoute, ids: dict[str, list]) -> Iterator[tuple[str, str, HttpResponse]]:
    if route.name.startswith("admin:"):
        for method, url, fields in admin_fuzz.asks(route, ids):
            yield method, url, _send(client, host, method, url, fields)
        return
    every_id = [str(pks[0]) for label, pks in ids.items() if label in REACHED.get(route.name, ids)]
    yield from _ask_for_each(client, host, _urls(route, every_id, ids))
    named = {name: str(ids[label][0]) for name, label in ID_FIELDS.items()}
    for url in _urls(route, every_id[:1], ids):
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


def _urls(route: FoundRoute, every_id: list[str], ids: dict[str, list]) -> Iterator[str]:
    """The last part of the path takes each value that its type allows; the parts before it what stands around that."""
    if not route.arguments:
        yield route.url({})
        return
    *outer, (last, converter) = route.arguments
    for value in _values(converter, every_id):
        around = {name: _outer(kind, last, value, every_id, ids) for name, kind in outer}
        yield route.url({**around, last: value})


def _values(converter: str, every_id: list[str]) -> list[str]:
    if converter == "int":
        return [str(NUMBER)]
    return every_id if converter == "uuid" else [TOKEN, *every_id[:1]]


def _outer(converter: str, last: str, value: str, every_id: list[str], ids: dict[str, list]) -> str:
    """A row's parent, where the path names one; else the same value where the type allows it."""
    if converter == "uuid" and last in PARENTS:
        return str(ids[PARENTS[last]][0])
    allowed = _values(converter, every_id)
    return value if value in allowed else allowed[0]


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
