"""A made-up place where people speak in public, for tests of rooms that know no network."""

from dataclasses import dataclass, field

import pytest
from django.utils.html import format_html

from tenants.membership.models import Member
from tickets.contacts import services as contacts
from tickets.messages import registry as messages
from tickets.messages import services as speaking
from tickets.messages.models import Audience, Message
from tickets.messages.registry import Finding
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket
from tickets.workspace import registry
from tickets.workspace.registry import Voice

LIMIT = 60
PUBLIC = Voice(
    Audience.PUBLIC,
    "Public reply",
    format_html("as <bdi>{}</bdi>", "@zaytuna"),
    measure=lambda text: (len(text), LIMIT),
)
DIRECT = Voice(Audience.PERSON, "Direct message", format_html("to <bdi>{}</bdi>", "@noura"))


@dataclass
class Place:
    """What can be said on its tickets, and what has left."""

    voices: list[Voice] = field(default_factory=lambda: [PUBLIC, DIRECT])
    sent: list[Message] = field(default_factory=list)


def guard(text: str) -> list[Finding]:
    """Stops the word "refund"."""
    at = text.find("refund")
    why = ("Offers money in public", "Whoever reads it will ask for it too.")
    return [Finding("compensation", "refund", at, at + len("refund"), *why)] if at >= 0 else []


def open_place(monkeypatch: pytest.MonkeyPatch) -> Place:
    """Instead of the networks, for one test."""
    place = Place()

    def voices(viewer: Member, ticket: Ticket) -> list[Voice]:
        return place.voices

    monkeypatch.setitem(registry.voices._entries, "social", voices)
    monkeypatch.setitem(messages.deliverers._entries, "social", place.sent.append)
    for entries in (registry.marks, registry.bridges, messages.guards):
        monkeypatch.setattr(entries, "_entries", {})
    messages.guards.add("test", guard)
    return place


def make_public_ticket(body: str = "My sofa arrived torn, @zaytuna.", audience: str = Audience.PUBLIC) -> Ticket:
    """Noura complained where everybody reads it. Needs a tenant."""
    contact = contacts.create(name="Noura")
    ticket = tickets.create(subject=body[:40], requester=contact, channel="social")
    speaking.receive(ticket=ticket, contact=contact, body=body, audience=audience)
    ticket.refresh_from_db()
    return ticket
