"""Which role, and which scope of a token, may use which verb of which door of the API. A new one joins this table."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from social.connectors.registry import connectors
from tenants.membership.models import Member
from tenants.tokens import registry
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.api.samples import Samples, body_of, fill, make_samples
from tests.contracts.api_fuzz import doors
from tests.contracts.routes import FoundRoute
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.social.accounts.network import Town

pytestmark = pytest.mark.django_db

ALL = "owner admin lead agent light"
ANSWERING = "owner admin lead agent"
LEADING = "owner admin lead"
ADMINISTERING = "owner admin"

# (route, method): (roles that may, the room of the scope a token needs: `read` for GET, `write` for the others)
TABLE: dict[tuple[str, str], tuple[str, str]] = {
    ("tickets-list", "GET"): (ALL, "tickets"),
    ("tickets-list", "POST"): (ANSWERING, "tickets"),
    ("tickets-detail", "GET"): (ALL, "tickets"),
    ("tickets-detail", "PATCH"): (ANSWERING, "tickets"),
    ("timeline-list", "GET"): (ALL, "tickets"),
    ("ticket-snooze", "PUT"): (ANSWERING, "tickets"),
    ("ticket-snooze", "DELETE"): (ANSWERING, "tickets"),
    ("tags-list", "GET"): (ALL, "tickets"),
    ("categories-list", "GET"): (ALL, "tickets"),
    ("statuses-list", "GET"): (ALL, "tickets"),
    ("messages-list", "GET"): (ALL, "messages"),
    ("messages-list", "POST"): (ANSWERING, "messages"),
    ("messages-detail", "GET"): (ALL, "messages"),
    ("notes-list", "POST"): (ALL, "messages"),
    ("customer-messages-list", "POST"): (ANSWERING, "messages"),
    ("attachments-detail", "GET"): (ALL, "messages"),
    ("attachment-content", "GET"): (ALL, "messages"),
    ("mentions-list", "GET"): (ALL, "social"),
    ("mentions-detail", "GET"): (ALL, "social"),
    ("mention-outcome", "PUT"): (ANSWERING, "social"),
    ("mention-outcome", "DELETE"): (ANSWERING, "social"),
    ("mention-ticket", "PUT"): (ANSWERING, "social"),
    ("authors-detail", "GET"): (ALL, "social"),
    ("author-contact", "PUT"): (ANSWERING, "social"),
    ("author-contact", "DELETE"): (ANSWERING, "social"),
    ("guard-list", "POST"): (ANSWERING, "social"),
    ("triage", "GET"): (ALL, "social"),
    ("triage", "PATCH"): (ANSWERING, "social"),
    ("contacts-list", "GET"): (ALL, "contacts"),
    ("contacts-list", "POST"): (ANSWERING, "contacts"),
    ("contacts-detail", "GET"): (ALL, "contacts"),
    ("contacts-detail", "PATCH"): (ANSWERING, "contacts"),
    ("identities-list", "POST"): (ANSWERING, "contacts"),
    ("identities-detail", "DELETE"): (ANSWERING, "contacts"),
    ("organizations-list", "GET"): (ALL, "contacts"),
    ("organizations-list", "POST"): (ANSWERING, "contacts"),
    ("organizations-detail", "GET"): (ALL, "contacts"),
    ("organizations-detail", "PATCH"): (ANSWERING, "contacts"),
    ("organizations-detail", "DELETE"): (LEADING, "contacts"),
    ("hand-offs-list", "GET"): (ALL, "social"),
    ("hand-offs-list", "POST"): (ANSWERING, "social"),
    ("hand-offs-detail", "GET"): (ALL, "social"),
    ("hand-off-closing", "PUT"): (ANSWERING, "social"),
    ("brands-list", "GET"): (ALL, "social"),
    ("brands-list", "POST"): (ADMINISTERING, "social"),
    ("brands-detail", "GET"): (ALL, "social"),
    ("brands-detail", "PATCH"): (ADMINISTERING, "social"),
    ("social-accounts-list", "GET"): (LEADING, "social"),
    ("social-accounts-list", "POST"): (ADMINISTERING, "social"),
    ("social-accounts-detail", "GET"): (LEADING, "social"),
    ("social-accounts-detail", "PATCH"): (ADMINISTERING, "social"),
    ("social-accounts-detail", "DELETE"): (ADMINISTERING, "social"),
    ("listeners-list", "GET"): (ANSWERING, "social"),
    ("listeners-list", "POST"): (LEADING, "social"),
    ("listeners-detail", "GET"): (ANSWERING, "social"),
    ("listeners-detail", "PATCH"): (LEADING, "social"),
    ("listeners-detail", "DELETE"): (LEADING, "social"),
    ("listener-previews-list", "POST"): (ANSWERING, "social"),
    ("recoveries-list", "GET"): (ANSWERING, "recovery"),
    ("recoveries-list", "POST"): (ANSWERING, "recovery"),
    ("recoveries-detail", "GET"): (ANSWERING, "recovery"),
    ("recovery-steps", "PUT"): (ANSWERING, "recovery"),
    ("recovery-closing", "PUT"): (ANSWERING, "recovery"),
    ("approvals-list", "GET"): (ANSWERING, "recovery"),
    ("approvals-list", "POST"): (ANSWERING, "recovery"),
    ("approvals-detail", "GET"): (ANSWERING, "recovery"),
    ("approval-decision", "PUT"): (LEADING, "recovery"),
    ("approval-withdrawal", "PUT"): (ANSWERING, "recovery"),
    ("grants-list", "GET"): (ANSWERING, "recovery"),
    ("grants-list", "POST"): (ANSWERING, "recovery"),
    ("grants-detail", "GET"): (ANSWERING, "recovery"),
    ("grant-reversal", "PUT"): (LEADING, "recovery"),
    ("limits-list", "GET"): (ADMINISTERING, "recovery"),
    ("voucher-checks-list", "POST"): (ANSWERING, "recovery"),
    ("voucher-redemptions-list", "POST"): (ANSWERING, "recovery"),
    ("calendars-list", "GET"): (LEADING, "calendars"),
    ("calendars-list", "POST"): (ADMINISTERING, "calendars"),
    ("calendars-detail", "GET"): (LEADING, "calendars"),
    ("calendars-detail", "PATCH"): (ADMINISTERING, "calendars"),
    ("calendar-days-list", "POST"): (ADMINISTERING, "calendars"),
    ("calendar-days-detail", "PATCH"): (ADMINISTERING, "calendars"),
    ("calendar-days-detail", "DELETE"): (ADMINISTERING, "calendars"),
    ("sla-policies-list", "GET"): (ANSWERING, "sla"),
    ("sla-policies-list", "POST"): (ADMINISTERING, "sla"),
    ("sla-policies-detail", "GET"): (ANSWERING, "sla"),
    ("sla-policies-detail", "PATCH"): (ADMINISTERING, "sla"),
    ("ticket-clocks-list", "GET"): (ANSWERING, "tickets"),
    ("promises-list", "GET"): (ALL, "tickets"),
    ("promises-detail", "GET"): (ALL, "tickets"),
    ("promise-withdrawal", "PUT"): (ANSWERING, "tickets"),
    ("ticket-promises-list", "GET"): (ALL, "tickets"),
    ("notifications-list", "GET"): (ALL, "notifications"),
    ("notifications-detail", "GET"): (ALL, "notifications"),
    ("notification-reading", "PUT"): (ALL, "notifications"),
    ("notification-readings-list", "POST"): (ALL, "notifications"),
    ("notification-choices", "GET"): (ALL, "notifications"),
    ("notification-choices", "PATCH"): (ALL, "notifications"),
    ("quiet-hours", "GET"): (ALL, "notifications"),
    ("quiet-hours", "PUT"): (ALL, "notifications"),
    ("quiet-hours", "DELETE"): (ALL, "notifications"),
    ("members-list", "GET"): (ALL, "people"),
    ("members-detail", "GET"): (ALL, "people"),
    ("teams-list", "GET"): (ALL, "people"),
    ("teams-list", "POST"): (ADMINISTERING, "people"),
    ("teams-detail", "GET"): (ALL, "people"),
    ("teams-detail", "PATCH"): (ADMINISTERING, "people"),
    ("teams-detail", "DELETE"): (ADMINISTERING, "people"),
    ("team-places", "PUT"): (ADMINISTERING, "people"),
    ("team-places", "DELETE"): (ADMINISTERING, "people"),
}
OWNERS = {("notifications-detail", "GET"), ("notification-reading", "PUT")}
"""The sample is the owner's own: everybody may come in, and it is not there for the others."""
OPENED = (200, 201, 204, 409)  # let in; 409: a team that is needed
SCOPES = sorted({room for _, room in TABLE.values()})
Door = tuple[str, str]


def _routes() -> dict[str, FoundRoute]:
    return {route.name.removeprefix("api:"): route for route in doors()}


@pytest.fixture
def everybody(zaytuna: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(connectors, "_entries", {"plaza": Town(native_id="page-9")})  # nobody else is called
    settings.API_HITS_PER_KEY = settings.API_HITS_PER_COMPANY = 10**6
    for role in set(ALL.split()) - set(zaytuna.members):
        add_member(zaytuna, f"{role}@zaytuna.example", role)
    return zaytuna


@pytest.fixture
def samples(everybody: Desk) -> Samples:
    return make_samples(everybody)


def _ask(asking: Program, door: Door, samples: Samples) -> Any:
    name, method = door
    route = _routes()[name]
    url = route.url(fill(route.template, samples)).removeprefix("/api/v1")
    with transaction.atomic():  # each finds things as they were
        response = asking.ask(method, url, body_of(door, samples))
        transaction.set_rollback(response.status_code < 400)
    return response


def _denied(asking: Program, doors: list[Door], samples: Samples, desk: Desk, status: int, code: str) -> None:
    """Each of these doors stays shut, and behind none of them anything changes."""
    before = snapshot(desk)
    for door in doors:
        response = _ask(asking, door, samples)
        assert (response.status_code, response.json()["code"]) == (status, code), (door, response.content)
    assert snapshot(desk) == before


def _opened(asking: Program, doors: list[Door], samples: Samples) -> None:
    for door in doors:
        response = _ask(asking, door, samples)
        assert response.status_code in OPENED, (door, response.content)


def test_every_verb_of_every_door_is_in_the_table() -> None:
    found = {
        (name, method.upper()): route.view.cls.scope
        for name, route in _routes().items()
        for method in route.actions
        if method != "head"
    }
    assert found == {door: room for door, (_, room) in TABLE.items()}


def test_every_scope_that_can_be_given_opens_something() -> None:
    assert sorted(name for name, _ in registry.scopes) == SCOPES


@pytest.mark.parametrize("role", ALL.split())
def test_roles_come_in_as_the_table_says(
    role: str, everybody: Desk, samples: Samples, program: Callable[..., Program]
) -> None:
    asking = program(everybody, everybody.members[role])
    mine = [door for door, (roles, _) in TABLE.items() if role in roles.split()]
    hidden = OWNERS if role != "owner" else set()
    _opened(asking, [door for door in mine if door not in hidden], samples)
    _denied(asking, sorted(hidden), samples, everybody, 404, "not_found")
    _denied(asking, [door for door in TABLE if door not in mine], samples, everybody, 403, "permission_denied")


@pytest.mark.parametrize("room", SCOPES)
def test_scopes_come_in_as_the_table_says(
    room: str, everybody: Desk, alice: Member, samples: Samples, program: Callable[..., Program]
) -> None:
    inside = [door for door, (_, needed) in TABLE.items() if needed == room]
    reads, writes = ([door for door in inside if (door[1] == "GET") is is_read] for is_read in (True, False))
    others = program(everybody, alice, [f"{other}:write" for other in SCOPES if other != room])
    _denied(others, inside, samples, everybody, 403, "scope_missing")
    reading, writing = (program(everybody, alice, [f"{room}:{verb}"]) for verb in ("read", "write"))
    _opened(reading, reads, samples)
    _denied(reading, writes, samples, everybody, 403, "scope_missing")
    _opened(writing, inside, samples)


def test_a_stranger_changes_nothing(everybody: Desk, samples: Samples) -> None:
    _denied(Program(everybody.host), list(TABLE), samples, everybody, 401, "not_authenticated")
