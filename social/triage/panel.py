""" "Why is it on top?" beside a ticket: the sum, what it is made of, and the words with which a person corrects us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from social.mentions.models import Intent, Mention
from social.triage import words
from social.triage.words import Line, Words
from tenants.membership.models import Member
from tickets.ticket.models import Channel, Ticket

TEMPLATE = "social/triage/_why.html"


@dataclass(frozen=True, slots=True)
class Chip:
    """What may be said of a mention with one click."""

    value: str
    label: Words
    is_on: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """`lines` add up to `score`."""

    pk: UUID
    score: int
    lines: Sequence[Line]
    intents: Sequence[Chip]
    languages: Sequence[Chip]
    language: Words
    is_by_person: bool
    may_correct: bool


def of(mention: Mention, viewer: Member) -> Panel:
    return Panel(
        pk=mention.pk,
        score=mention.priority,
        lines=words.reasons(mention.reasons),
        intents=[Chip(one.value, one.label, one.value == mention.intent) for one in Intent],
        languages=[Chip(code, name, code == mention.language) for code, name in words.LANGUAGES.items()],
        language=words.language(mention.language),
        is_by_person=mention.intent_by_id is not None,
        may_correct=viewer.may("triage.correct"),
    )


def section(viewer: Member, ticket: Ticket) -> tuple[str, Panel] | None:
    """The weightiest of what was said on the ticket, what waits before what does not. One query."""
    if ticket.channel != Channel.SOCIAL or not viewer.may("mentions.see"):
        return None
    said = Mention.objects.filter(ticket=ticket).order_by("settled_at", "-priority", "-created_at")
    rows = sorted(said[:50], key=lambda one: (one.settled_at is not None, -one.priority))
    return (TEMPLATE, of(rows[0], viewer)) if rows else None
