"""Which role may use which route. A new route joins this table, or the build is red."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.contracts.routes import FoundRoute, routes
from tests.factories.canaries import snapshot
from tests.factories.people import Desk, add_member
from tests.factories.samples import make_samples

pytestmark = pytest.mark.django_db

ALL = "owner admin lead agent light"
ANSWERING = "owner admin lead agent"
LEADING = "owner admin lead"
ADMINISTERING = "owner admin"

# route name: (method, roles that may). The others get 403; who is not signed in is sent to the sign-in page.
TABLE: dict[str, tuple[str, str]] = {
    "workspace:today": ("GET", ALL),
    "workspace:frame": ("GET", ALL),
    "workspace:inbox": ("GET", ALL),
    "workspace:next": ("POST", ANSWERING),
    "workspace:new": ("POST", ANSWERING),
    "workspace:ticket": ("GET", ALL),
    "workspace:speak": ("POST", ALL),
    "workspace:colleagues": ("GET", ALL),
    "workspace:draft": ("POST", ALL),
    "workspace:draft-removal": ("POST", ALL),
    "workspace:reading": ("POST", ANSWERING),
    "workspace:uploads": ("POST", ALL),
    "workspace:upload-removal": ("POST", ALL),
    "workspace:status": ("POST", ANSWERING),
    "workspace:priority": ("POST", ANSWERING),
    "workspace:assignee": ("POST", ANSWERING),
    "workspace:team": ("POST", ANSWERING),
    "workspace:category": ("POST", ANSWERING),
    "workspace:tags": ("POST", ANSWERING),
    "workspace:snooze": ("POST", ANSWERING),
    "workspace:delivery": ("POST", ANSWERING),
    "workspace:attachment": ("GET", ALL),
    "workspace:picture": ("GET", ALL),
    "workspace:contacts": ("GET", ALL),
    "workspace:contact": ("GET", ALL),
    "workspace:contact-change": ("POST", ANSWERING),
    "workspace:contact-identities": ("POST", ANSWERING),
    "workspace:contact-organization": ("POST", ANSWERING),
    "workspace:organizations": ("GET", ALL),
    "workspace:organization-new": ("POST", ANSWERING),
    "workspace:organization": ("GET", ALL),
    "workspace:organization-change": ("POST", ANSWERING),
    "workspace:organization-removal": ("POST", LEADING),
    "workspace:settings": ("GET", ALL),
    "workspace:settings-you": ("POST", ALL),
    "workspace:settings-company": ("GET", ADMINISTERING),
    "workspace:settings-people": ("GET", LEADING),
    "workspace:member-role": ("POST", ADMINISTERING),
    "workspace:member-removal": ("POST", ADMINISTERING),
    "workspace:invite": ("POST", ADMINISTERING),
    "workspace:invitation-link": ("POST", ADMINISTERING),
    "workspace:invitation-revocation": ("POST", ADMINISTERING),
    "workspace:settings-teams": ("GET", LEADING),
    "workspace:team-new": ("POST", ADMINISTERING),
    "workspace:team-name": ("POST", ADMINISTERING),
    "workspace:team-places": ("POST", ADMINISTERING),
    "workspace:settings-mailboxes": ("GET", LEADING),
    "workspace:mailbox-new": ("POST", ADMINISTERING),
    "workspace:mailbox": ("POST", ADMINISTERING),
    "workspace:mailbox-default": ("POST", ADMINISTERING),
    "workspace:canned-offers": ("GET", ANSWERING),
    "workspace:canned-use": ("POST", ANSWERING),
    "workspace:settings-canned": ("GET", LEADING),
    "workspace:canned-new": ("POST", LEADING),
    "workspace:canned-preview": ("POST", LEADING),
    "workspace:canned": ("POST", LEADING),
    "workspace:canned-archival": ("POST", LEADING),
    "workspace:canned-restoration": ("POST", LEADING),
    "listening:listeners": ("GET", ANSWERING),
    "listening:new": ("POST", LEADING),
    "listening:preview": ("POST", LEADING),
    "listening:listener": ("POST", LEADING),
    "listening:activation": ("POST", LEADING),
    "listening:pause": ("POST", LEADING),
    "listening:removal": ("POST", LEADING),
    "workspace:settings-labels": ("GET", ADMINISTERING),
    "workspace:status-new": ("POST", ADMINISTERING),
    "workspace:status-name": ("POST", ADMINISTERING),
    "workspace:status-position": ("POST", ADMINISTERING),
    "workspace:status-archival": ("POST", ADMINISTERING),
    "workspace:status-restoration": ("POST", ADMINISTERING),
    "workspace:category-new": ("POST", ADMINISTERING),
    "workspace:category-name": ("POST", ADMINISTERING),
    "workspace:category-position": ("POST", ADMINISTERING),
    "workspace:category-archival": ("POST", ADMINISTERING),
    "workspace:category-restoration": ("POST", ADMINISTERING),
    "calendars:calendars": ("GET", LEADING),
    "calendars:new": ("POST", ADMINISTERING),
    "calendars:calendar": ("POST", ADMINISTERING),
    "calendars:default": ("POST", ADMINISTERING),
    "calendars:archival": ("POST", ADMINISTERING),
    "calendars:restoration": ("POST", ADMINISTERING),
    "calendars:day-new": ("POST", ADMINISTERING),
    "calendars:day": ("POST", ADMINISTERING),
    "calendars:day-removal": ("POST", ADMINISTERING),
    "sla:policies": ("GET", ANSWERING),
    "sla:new": ("POST", ADMINISTERING),
    "sla:policy": ("POST", ADMINISTERING),
    "sla:position": ("POST", ADMINISTERING),
    "sla:archival": ("POST", ADMINISTERING),
    "sla:restoration": ("POST", ADMINISTERING),
    "workspace:quarantine-retry": ("POST", LEADING),
    "workspace:settings-support": ("GET", ADMINISTERING),
    "workspace:support-revocation": ("POST", ADMINISTERING),
    "handoffs:open": ("POST", ANSWERING),
    "handoffs:close": ("POST", ANSWERING),
    "handoffs:end": ("POST", ANSWERING),
    "publishing:by-hand": ("POST", ANSWERING),
    "triage:correct": ("POST", ANSWERING),
    "square:queue": ("GET", ALL),
    "square:mention": ("GET", ALL),
    "square:thanks": ("POST", ANSWERING),
    "square:dismissal": ("POST", ANSWERING),
    "square:reopening": ("POST", ANSWERING),
    "square:ticket": ("POST", ANSWERING),
    "square:author": ("GET", ALL),
    "square:author-link": ("POST", ANSWERING),
    "square:author-unlink": ("POST", ANSWERING),
    "square:settings-accounts": ("GET", LEADING),
    "square:account-connection": ("POST", ADMINISTERING),
    "square:account-callback": ("GET", ADMINISTERING),
    "square:account-pause": ("POST", ADMINISTERING),
    "square:account-resumption": ("POST", ADMINISTERING),
    "square:account-removal": ("POST", ADMINISTERING),
    "square:brand-new": ("POST", ADMINISTERING),
    "square:brand": ("POST", ADMINISTERING),
    "square:brand-archival": ("POST", ADMINISTERING),
    "square:brand-restoration": ("POST", ADMINISTERING),
    "notifications:notifications": ("GET", ALL),
    "notifications:reading": ("POST", ALL),
    "notifications:reading-of-all": ("POST", ALL),
    "notifications:settings": ("POST", ALL),
    "recovery:ledger": ("GET", LEADING),
    "recovery:ledger-csv": ("GET", LEADING),
    "recovery:open": ("POST", ANSWERING),
    "recovery:step": ("POST", ANSWERING),
    "recovery:close": ("POST", ANSWERING),
    "recovery:give": ("POST", ANSWERING),
    "recovery:ask": ("POST", ANSWERING),
    "recovery:reversal": ("POST", LEADING),
    "recovery:approvals": ("GET", ANSWERING),
    "recovery:decision": ("POST", LEADING),
    "recovery:withdrawal": ("POST", ANSWERING),
    "recovery:settings": ("GET", ADMINISTERING),
    "recovery:limit-removal": ("POST", ADMINISTERING),
    "followups:withdrawal": ("POST", ANSWERING),
    "portal:settings": ("GET", ADMINISTERING),
    "portal:link": ("POST", ANSWERING),
    "portal:link-revocation": ("POST", ANSWERING),
    "workspace:settings-tokens": ("GET", ANSWERING),
    "workspace:token-revocation": ("POST", ANSWERING),
}

# Who may come in, but finds nothing there: the thing is somebody else's own.
NOT_THEIRS = {"workspace:token-revocation": "lead agent", "notifications:reading": "admin lead agent light"}

# The local mailbox of a demo desk; elsewhere these answer 404.
LOCAL_MAIL = ["localmail:index", "localmail:new", "localmail:mail", "localmail:answer"]
# The API's own pages; its rooms have a table of their own, test_api_permissions.py.
API = ["api:schema", "api:docs", "api:not-here", "api:root"]
# Routes for people who are not signed in, on a tenant's host and on the platform's.
PUBLIC = {
    *API,
    "language",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "membership:invitation",
    "portal:form",
    "portal:embed",
    "portal:script",
    "portal:page",
    "portal:speak",
    "portal:confirm",
    "portal:disown",
    "portal:file",
    *LOCAL_MAIL,
}
PUBLIC_ON_PLATFORM = {
    *API,
    "language",
    "signup:landing",
    "signup:sign-up",
    "signup:address",
    "signup:opened",
    "signup:find",
    "signup:found",
    "intake:webhook",
    *LOCAL_MAIL,
}

ROLES = ALL.split()


def _on_tenant() -> dict[str, FoundRoute]:
    """Without the API and the admin, which have tables of their own."""
    found = (route for route in routes("helpdesk.urls") if not route.actions)
    return {route.name: route for route in found if not route.name.startswith("admin:")}


@pytest.fixture
def everybody(zaytuna: Desk) -> Desk:
    for role in set(ROLES) - set(zaytuna.members):
        add_member(zaytuna, f"{role}@zaytuna.example", role)
    return zaytuna


@pytest.fixture
def samples(everybody: Desk) -> dict[str, dict[str, Any]]:
    with tenant_context(everybody.tenant):
        return make_samples(everybody)


def test_every_route_is_in_the_table_or_meant_for_everybody() -> None:
    assert set(_on_tenant()) == set(TABLE) | PUBLIC
    assert {route.name for route in routes("helpdesk.platform_urls") if not route.actions} == PUBLIC_ON_PLATFORM


def test_a_view_names_its_permission_or_says_that_it_is_public() -> None:
    for name, route in _on_tenant().items():
        assert hasattr(route.view, "permission"), f"{name} has no door"
        assert (route.view.permission is None) == (name in PUBLIC), name


@pytest.fixture
def urls(samples: dict[str, dict[str, Any]]) -> dict[str, str]:
    found = _on_tenant()
    return {name: found[name].url(samples.get(name, samples["*"])) for name in TABLE}


@pytest.mark.parametrize("role", ROLES)
def test_roles_come_in_as_the_table_says(
    role: str, everybody: Desk, urls: dict[str, str], browse: Callable[[Desk, Member], Client]
) -> None:
    client = browse(everybody, everybody.members[role])
    before = snapshot(everybody)
    for name, (method, allowed) in TABLE.items():
        if role not in allowed.split():
            response = client.generic(method, urls[name])
            assert (name, response.status_code) == (name, 403)
    assert snapshot(everybody) == before
    for name, (method, allowed) in TABLE.items():
        if role in allowed.split():
            with transaction.atomic():  # each route finds things as they were
                response = client.generic(method, urls[name])
                transaction.set_rollback(True)
            expected = (404,) if role in NOT_THEIRS.get(name, "").split() else (200, 302, 422)
            assert response.status_code in expected, (name, response.status_code)
            assert not response.headers.get("Location", "").startswith("/accounts/"), name


def test_a_stranger_is_asked_to_sign_in_and_changes_nothing(everybody: Desk, urls: dict[str, str]) -> None:
    stranger = Client(headers={"host": everybody.host})
    before = snapshot(everybody)
    for name, (method, _) in TABLE.items():
        response = stranger.generic(method, urls[name])
        assert (name, response.status_code) == (name, 302)
        assert response.headers["Location"].split("?")[0] == "/accounts/login/", name
    assert snapshot(everybody) == before
