"""Nothing but what is offered is written, whatever else a program sends."""

from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from helpdesk.api_urls import ROOMS
from social.accounts.models import Brand, SocialAccount
from social.connectors.registry import connectors
from social.handoffs.models import HandOff
from social.listening.models import Listener
from social.mentions.models import Mention
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member, Team
from tests.api.program import Program
from tests.api.samples import TOMORROW, filled, make_samples
from tests.factories.canaries import snapshot
from tests.factories.people import Desk
from tests.social.accounts.network import Town
from tickets.calendars.models import Calendar, SpecialDay
from tickets.contacts.models import Contact, Identity, Organization
from tickets.messages.models import Message
from tickets.notifications.models import Kind as NotificationKind
from tickets.notifications.models import Notification, NotificationChoice, QuietHours
from tickets.recovery.models import Approval, Grant, Recovery, Voucher
from tickets.sla.models import SlaPolicy
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db

ALWAYS = {
    "tenant", "tenant_id", "id", "pk", "role", "is_staff", "is_superuser", "created_by", "member", "member_id", "by",
    "created_at", "updated_at", "user", "user_id", "__class__", "_state",
}  # fmt: skip

POLICY = {
    *("channel", "priority", "team", "tag", "calendar"),
    *("first_minutes", "next_minutes", "resolution_minutes", "warn_percent"),
}
# method, path, what it accepts, the model whose fields are tried, and what it takes to be accepted
WRITABLE: list[tuple[str, str, set[str], type[Model], dict[str, Any]]] = [
    (
        "POST",
        "/tickets/",
        {"subject", "text", "author", "requester", "priority", "assignee", "team", "category", "tags"},
        Ticket,
        {"subject": "x", "text": "x", "requester": {"email": "a@b.example"}},
    ),
    (
        "PATCH",
        "/tickets/{tickets}/",
        {"status", "custom_status", "priority", "assignee", "team", "category", "tags"},
        Ticket,
        {"priority": "low"},
    ),
    ("PUT", "/tickets/{tickets}/snooze/", {"until"}, Ticket, {"until": TOMORROW}),
    (
        "POST",
        "/tickets/{tickets}/messages/",
        {"text", "then", "seen", "audience", "despite", "promise"},
        Message,
        {"text": "x"},
    ),
    ("POST", "/tickets/{tickets}/notes/", {"text"}, Message, {"text": "x"}),
    ("POST", "/tickets/{tickets}/customer-messages/", {"text", "contact"}, Message, {"text": "x"}),
    ("POST", "/contacts/", {"name", "note", "organization", "identities"}, Contact, {"name": "x"}),
    ("PATCH", "/contacts/{contacts}/", {"name", "note", "organization"}, Contact, {"name": "x"}),
    (
        "POST",
        "/contacts/{contacts}/identities/",
        {"kind", "value"},
        Identity,
        {"kind": "email", "value": "a@b.example"},
    ),
    ("POST", "/organizations/", {"name", "domains", "note"}, Organization, {"name": "x"}),
    ("PATCH", "/organizations/{organizations}/", {"name", "domains", "note"}, Organization, {"name": "x"}),
    ("POST", "/teams/", {"name"}, Team, {"name": "x"}),
    ("PATCH", "/teams/{teams}/", {"name"}, Team, {"name": "x"}),
    ("POST", "/brands/", {"name", "languages", "target_minutes"}, Brand, {"name": "x"}),
    ("PATCH", "/brands/{brands}/", {"name", "languages", "target_minutes", "archived"}, Brand, {"name": "x"}),
    (
        "POST",
        "/social-accounts/",
        {"brand", "network", "address", "token"},
        SocialAccount,
        {"brand": "<brands>", "network": "plaza", "address": "town.example", "token": "t"},
    ),
    ("PATCH", "/social-accounts/{social-accounts}/", {"status"}, SocialAccount, {"status": "paused"}),
    (
        "POST",
        "/listeners/",
        {"name", "brand", "terms", "networks", "languages", "excluded_authors", "status"},
        Listener,
        {"name": "x", "terms": []},
    ),
    (
        "PATCH",
        "/listeners/{listeners}/",
        {"name", "terms", "networks", "languages", "excluded_authors", "status"},
        Listener,
        {"name": "x"},
    ),
    (
        "POST",
        "/listeners/preview/",
        {"terms", "networks", "languages", "excluded_authors", "text"},
        Listener,
        {"terms": []},
    ),
    ("PATCH", "/mentions/{mentions}/triage/", {"intent", "language"}, Mention, {"intent": "praise"}),
    ("POST", "/guard/", {"text"}, Message, {"text": "x"}),
    (
        "POST",
        "/tickets/{tickets}/hand-offs/",
        {"kind", "text", "private_text", "despite"},
        HandOff,
        {"kind": "direct", "text": "x"},
    ),
    ("POST", "/tickets/{tickets}/recoveries/", {"purpose"}, Recovery, {"purpose": "gesture"}),
    (
        "POST",
        "/approvals/",
        {"recovery", "kind", "currency", "amount", "reason", "words"},
        Approval,
        {"recovery": "<recoveries>", "kind": "refund", "currency": "SAR", "amount": 100, "reason": "x"},
    ),
    (
        "POST",
        "/grants/",
        {"recovery", "kind", "currency", "amount", "words", "public_reading"},
        Grant,
        {"recovery": "<recoveries>", "kind": "credit", "currency": "SAR", "amount": 100},
    ),
    (
        "POST",
        "/sla-policies/",
        {"name", *POLICY},
        SlaPolicy,
        {"name": "x", "first_minutes": 30},
    ),
    (
        "PATCH",
        "/sla-policies/{sla-policies}/",
        {"name", "position", "archived", *POLICY},
        SlaPolicy,
        {"name": "x"},
    ),
    (
        "POST",
        "/calendars/",
        {"name", "timezone", "week", "country"},
        Calendar,
        {"name": "x", "timezone": "Asia/Dubai", "week": {"1": [["09:00", "18:00"]]}},
    ),
    (
        "PATCH",
        "/calendars/{calendars}/",
        {"name", "timezone", "week", "country", "is_default", "archived"},
        Calendar,
        {"name": "x"},
    ),
    (
        "POST",
        "/calendars/{calendars}/days/",
        {"name", "first", "last", "hours", "keeps_days_off"},
        SpecialDay,
        {"name": "x", "first": "2027-03-09"},
    ),
    (
        "PATCH",
        "/calendars/{calendars}/days/{days}/",
        {"name", "first", "last", "hours", "keeps_days_off"},
        SpecialDay,
        {"name": "x"},
    ),
    ("POST", "/notifications/readings/", {"until"}, Notification, {}),
    (
        "PATCH",
        "/notifications/choices/",
        {kind.value for kind in NotificationKind},
        NotificationChoice,
        {"woken": {"by_mail": True}},
    ),
    (
        "PUT",
        "/notifications/quiet-hours/",
        {"starts_at", "ends_at"},
        QuietHours,
        {"starts_at": "22:00", "ends_at": "07:00"},
    ),
    ("POST", "/vouchers/checks/", {"code"}, Voucher, {"code": "<codes>"}),
    ("POST", "/vouchers/redemptions/", {"code", "reference"}, Voucher, {"code": "<codes>"}),
]
# What is accepted meets 409: the ticket came by mail; a recovery is open on it.
NOTHING_PUBLIC = {"/tickets/{tickets}/hand-offs/", "/tickets/{tickets}/recoveries/"}


@pytest.mark.parametrize("door", WRITABLE, ids=lambda door: f"{door[0]} {door[1]}")
def test_every_other_field_is_refused_by_name(
    zaytuna: Desk, shop: Program, door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connectors._entries, "plaza", Town(native_id="page-9"))  # no network is called
    method, path, accepted, model, good = door
    samples = make_samples(zaytuna)
    url, good = path.format(**samples), filled(good, samples)
    names = (ALWAYS | {field.name for field in model._meta.get_fields()}) - accepted
    shop.get("/tickets/")
    before = snapshot(zaytuna)
    for name in sorted(names):
        for value in ("x", str(UUID(int=1)), True, None):
            response = shop.ask(method, url, {**good, name: value})
            assert (response.status_code, response.json()["errors"][0]["field"]) == (400, name), (name, value)
    assert snapshot(zaytuna) == before
    assert shop.ask(method, url, good).status_code in ((409,) if path in NOTHING_PUBLIC else (200, 201))


def test_every_writable_endpoint_is_tried() -> None:
    actions = [action for room in ROOMS for _, view, _ in room.routes for action in view.permissions]
    bodies = [door for door in WRITABLE if door[0] != "PUT"]  # those are there besides
    assert len(bodies) == actions.count("create") + actions.count("partial_update")


def test_a_member_stays_who_he_is(zaytuna: Desk, shop: Program, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        before = list(Member.objects.order_by("id").values())
    for path in f"/members/{bob.pk}/", "/members/":
        for method in "POST", "PUT", "PATCH", "DELETE":
            assert shop.ask(method, path, {"role": "owner"}).status_code == 405
    with tenant_context(zaytuna.tenant):
        assert list(Member.objects.order_by("id").values()) == before
