"""One thing of each kind that the API's paths name, and the parts of a path filled in with them."""

from datetime import date, timedelta
from typing import Any

from helpdesk.lib import clock
from social.accounts.services import first_brand
from social.handoffs.models import HandOff
from social.listening import services as listening
from social.listening.rules.terms import TermSpec
from tenants.files import services as files
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk
from tests.factories.recoveries import fill_recovery
from tests.factories.tickets import make_promise, make_reply, make_ticket
from tickets.calendars import services as calendars
from tickets.contacts import organizations
from tickets.messages.models import Attachment
from tickets.notifications.models import Notification
from tickets.sla.models import SlaPolicy

Samples = dict[str, str]
"""Ids by the name of their collection: {"tickets": …, "messages": …}."""

TOMORROW = (clock.now() + timedelta(days=1)).isoformat()


def make_samples(desk: Desk) -> Samples:
    with tenant_context(desk.tenant):
        owner = desk.members["owner"]
        ticket = make_ticket()
        reply = make_reply(ticket, owner)
        file = files.store(content=b"torn", media_type="text/plain")
        attachment = Attachment.objects.create(message=reply, file=file, name="a.txt", media_type="text/plain", size=4)
        organization = organizations.create(name="Qahtani Ltd", domains=["qahtani.example"], by=owner)
        mention = said.noted(said.make_account(said.make_brand()), said.post())
        night = {"week": {"1": [["22:00", "06:00"]]}, "country": "SA"}
        calendar = calendars.create(name="Night", timezone="Asia/Riyadh", **night, by=owner)
        handoff = HandOff.objects.create(
            ticket=ticket, mention=mention, kind="direct", opened_by=owner, expires_at=clock.now()
        )
        rows = {
            "hand-offs": handoff,
            "tickets": ticket,
            "messages": reply,
            "attachments": attachment,
            "contacts": ticket.requester,
            "identities": ticket.requester.identities.get(),
            "organizations": organization,
            "brands": mention.brand,
            "social-accounts": mention.conversation.account,
            "calendars": calendar,
            "sla-policies": SlaPolicy.objects.get(channel=""),
            "days": calendars.add_day(calendar=calendar, name="Eid", first=date(2027, 3, 9), by=owner),
            "listeners": listening.create(brand=first_brand(), name="Names", terms=[TermSpec("Zaytuna")], by=owner),
            "notifications": Notification.objects.create(member=owner, kind="woken", key="sample", ticket=ticket),
            "members": desk.members["agent"],
            "teams": desk.team,
            "mentions": mention,
            "authors": mention.post.author,
            "promises": make_promise(make_reply(make_ticket(email="lama@example.com", name="Lama"), owner)),
        }
        given = fill_recovery(ticket, desk.members["agent"], owner)
        ids = {name: str(row.pk) for name, row in (rows | given.rows).items()}
        return ids | {"codes": given.code}


def fill(template: str, samples: Samples) -> dict[str, str]:
    """Values for the parts of a path like `teams/{team}/members/{id}/` or `teams/<uuid:team>/members/<uuid:pk>/`."""
    found, collection = {}, ""
    for part in template.split("/"):
        name = part.strip("{}<>").removeprefix("uuid:")
        if name == part:
            collection = part if part in samples else collection
        elif f"{name}s" in samples or collection:
            found[name] = samples.get(f"{name}s") or samples[collection]
    return found


BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("tickets-list", "POST"): {"subject": "x", "text": "x", "requester": {"email": "x@y.example"}},
    ("tickets-detail", "PATCH"): {"priority": "urgent", "tags": ["x"]},
    ("ticket-snooze", "PUT"): {"until": TOMORROW},
    ("messages-list", "POST"): {"text": "x"},
    ("notes-list", "POST"): {"text": "x"},
    ("customer-messages-list", "POST"): {"text": "x"},
    ("mention-outcome", "PUT"): {"outcome": "dismissed", "reason": "spam"},
    ("author-contact", "PUT"): {"contact": "<contacts>"},
    ("guard-list", "POST"): {"text": "x"},
    ("triage", "PATCH"): {"intent": "praise"},
    ("hand-offs-list", "POST"): {"kind": "direct", "text": "x"},
    ("hand-off-closing", "PUT"): {"reason": "x"},
    ("promise-withdrawal", "PUT"): {"reason": "x"},
    ("recoveries-list", "POST"): {"purpose": "gesture"},
    ("recovery-steps", "PUT"): {"step": "hear"},
    ("approvals-list", "POST"): {
        "recovery": "<recoveries>",
        "kind": "refund",
        "currency": "SAR",
        "amount": 100,
        "reason": "x",
    },
    ("approval-decision", "PUT"): {"granted": None, "answer": "x"},
    ("grants-list", "POST"): {"recovery": "<recoveries>", "kind": "credit", "currency": "SAR", "amount": 100},
    ("grant-reversal", "PUT"): {"reason": "x"},
    ("voucher-checks-list", "POST"): {"code": "<codes>"},
    ("voucher-redemptions-list", "POST"): {"code": "<codes>"},
    ("contacts-list", "POST"): {"name": "x"},
    ("contacts-detail", "PATCH"): {"name": "x", "note": "x"},
    ("identities-list", "POST"): {"kind": "email", "value": "x@z.example"},
    ("organizations-list", "POST"): {"name": "x"},
    ("organizations-detail", "PATCH"): {"name": "x", "note": "x"},
    ("brands-list", "POST"): {"name": "x"},
    ("brands-detail", "PATCH"): {"name": "x", "target_minutes": 30},
    ("social-accounts-list", "POST"): {
        "brand": "<brands>",
        "network": "plaza",
        "address": "https://127.0.0.1",
        "token": "t",
    },
    ("social-accounts-detail", "PATCH"): {"status": "paused"},
    ("listeners-list", "POST"): {"name": "x", "terms": [{"text": "Zaytuna"}]},
    ("listeners-detail", "PATCH"): {"name": "x"},
    ("listener-previews-list", "POST"): {"terms": [{"text": "Zaytuna"}]},
    ("sla-policies-list", "POST"): {"name": "x", "first_minutes": 30},
    ("sla-policies-detail", "PATCH"): {"name": "x", "first_minutes": 30, "position": 0},
    ("calendars-list", "POST"): {"name": "x", "timezone": "Asia/Dubai", "week": {"1": [["09:00", "18:00"]]}},
    ("calendars-detail", "PATCH"): {"name": "x", "country": "AE"},
    ("calendar-days-list", "POST"): {"name": "x", "first": "2027-03-09"},
    ("calendar-days-detail", "PATCH"): {"name": "x", "hours": [["10:00", "12:00"]]},
    ("notification-choices", "PATCH"): {"woken": {"by_mail": True}},
    ("quiet-hours", "PUT"): {"starts_at": "22:00", "ends_at": "07:00"},
    ("teams-list", "POST"): {"name": "x"},
    ("teams-detail", "PATCH"): {"name": "x"},
}
"""What is sent to each door that writes, by route and method; a door without a body is not here."""


def body_of(door: tuple[str, str], samples: Samples) -> dict[str, Any] | None:
    """What is sent to a door; `<contacts>` stands for the id of the sample."""
    body = BODIES.get(door)
    return body and filled(body, samples)


def filled(body: dict[str, Any], samples: Samples) -> dict[str, Any]:
    """With the ids of the samples."""
    return {
        name: samples.get(value.strip("<>"), value) if isinstance(value, str) and value.startswith("<") else value
        for name, value in body.items()
    }
