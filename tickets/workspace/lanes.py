"""A ticket of which a part is public: what everybody can read, and beside it what only two can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenants.membership.models import Member
from tickets.ticket.models import Ticket
from tickets.workspace import registry
from tickets.workspace.conversation import MessageView, Silence

Entry = MessageView | Silence


@dataclass(frozen=True, slots=True)
class Lanes:
    """`bridges` lead from the one to the other: templates with their `data`."""

    public: Sequence[Entry]
    private: Sequence[Entry]
    bridges: Sequence[tuple[str, Any]]


def of(viewer: Member, ticket: Ticket, spine: Sequence[Entry]) -> Lanes | None:
    """None for a ticket on which nothing is public. Each silence goes with the message that ends it."""
    said = [entry for entry in spine if isinstance(entry, MessageView)]
    if not any(message.is_public for message in said):
        return None
    public: list[Entry] = []
    private: list[Entry] = []
    silences: list[Entry] = []
    for entry in spine:
        if isinstance(entry, Silence):
            silences.append(entry)
        else:
            lane = public if entry.is_public else private
            lane += [*silences, entry]
            silences.clear()
    asked = next((message for message in reversed(said) if message.look == "in"), said[-1])
    (public if asked.is_public else private).extend(silences)
    bridges = [section for _name, make in registry.bridges if (section := make(viewer, ticket))]
    return Lanes(public, private, bridges)
