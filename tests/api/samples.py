"""One thing of each kind that the API's paths name, and the parts of a path filled in with them."""

from typing import Any

from tenants.files import services as files
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.contacts import organizations
from tickets.messages.models import Attachment

Samples = dict[str, str]
"""Ids by the name of their collection: {"tickets": …, "messages": …}."""


def make_samples(desk: Desk) -> Samples:
    with tenant_context(desk.tenant):
        owner = desk.members["owner"]
        ticket = make_ticket()
        reply = make_reply(ticket, owner)
        file = files.store(content=b"torn", media_type="text/plain")
        attachment = Attachment.objects.create(message=reply, file=file, name="a.txt", media_type="text/plain", size=4)
        organization = organizations.create(name="Qahtani Ltd", domains=["qahtani.example"], by=owner)
        mention = said.noted(said.make_account(said.make_brand()), said.post())
        rows = {
            "tickets": ticket,
            "messages": reply,
            "attachments": attachment,
            "contacts": ticket.requester,
            "identities": ticket.requester.identities.get(),
            "organizations": organization,
            "members": desk.members["agent"],
            "teams": desk.team,
            "mentions": mention,
        }
        return {name: str(row.pk) for name, row in rows.items()}


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
    ("messages-list", "POST"): {"text": "x"},
    ("notes-list", "POST"): {"text": "x"},
    ("customer-messages-list", "POST"): {"text": "x"},
    ("triage", "PATCH"): {"intent": "praise"},
    ("contacts-list", "POST"): {"name": "x"},
    ("contacts-detail", "PATCH"): {"name": "x", "note": "x"},
    ("identities-list", "POST"): {"kind": "email", "value": "x@z.example"},
    ("organizations-list", "POST"): {"name": "x"},
    ("organizations-detail", "PATCH"): {"name": "x", "note": "x"},
    ("teams-list", "POST"): {"name": "x"},
    ("teams-detail", "PATCH"): {"name": "x"},
}
"""What is sent to each door that writes, by route and method; a door without a body is not here."""
