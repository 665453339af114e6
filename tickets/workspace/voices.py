"""How a ticket can be answered, as the composer offers it, and how words read before anybody has seen them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tenants.membership.models import Member
from tickets.contacts import selectors as contacts
from tickets.messages import registry as messages
from tickets.messages.models import Audience
from tickets.messages.registry import Finding
from tickets.ticket.models import Ticket
from tickets.workspace import registry
from tickets.workspace.registry import Voice

_CHOICES = {Audience.PERSON: "reply", Audience.PUBLIC: "public"}
_ICONS = {"compensation": "gift", "favour": "gift", "private": "lock"}


@dataclass(frozen=True, slots=True)
class VoiceView:
    """`choice` is what switch and button say: reply or public. One that `is_shut` says `why`."""

    choice: str
    label: str
    send: str
    to: SafeString | str
    is_shut: bool
    is_by_hand: bool
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingView:
    icon: str
    title: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Words for the `chosen` readers: what would be stopped, and their length where there is a `limit`."""

    chosen: str
    length: int
    limit: int
    findings: Sequence[FindingView]
    may_override: bool

    @property
    def is_too_long(self) -> bool:
        return 0 < self.limit < self.length


def of(viewer: Member, ticket: Ticket) -> list[Voice]:
    """The likeliest first; none for who may not answer, or where nobody can be reached."""
    if not viewer.may("messages.reply"):
        return []
    if ticket.channel in registry.voices:
        return list(registry.voices.get(ticket.channel)(viewer, ticket))
    address = contacts.email_of(ticket.requester)
    to = SafeString(_("to <bdi>%(address)s</bdi>") % {"address": escape(address)})
    return [Voice(Audience.PERSON, _("Reply to the customer"), to)] if address else []


def views(voices: Sequence[Voice], ticket: Ticket) -> list[VoiceView]:
    return [_view(voice, by_mail=ticket.channel not in registry.voices) for voice in voices]


def choice(voices: Sequence[Voice], wanted: str) -> str:
    """Who reads it: as it was chosen, where that is offered; else the likeliest."""
    offered = [_CHOICES[Audience(voice.audience)] for voice in voices if voice.way != "none"]
    return wanted if wanted in (*offered, "note") else next(iter(offered), "note")


def read(viewer: Member, voices: Sequence[Voice], text: str, chosen: str) -> Reading:
    voice = next((one for one in voices if _CHOICES[Audience(one.audience)] == chosen), None)
    length, limit = voice.measure(text) if voice and voice.measure else (0, 0)
    found = messages.findings(text) if chosen == "public" and text else []
    return Reading(chosen, length, limit, [_finding(one) for one in found], viewer.may("guard.override"))


def _view(voice: Voice, *, by_mail: bool) -> VoiceView:
    chosen = _CHOICES[Audience(voice.audience)]
    is_by_hand = voice.way == "manual_link"
    if is_by_hand:
        send = _("Keep it, to be published by hand") if chosen == "public" else _("Keep it, to be sent by hand")
    elif chosen == "public":
        send = _("Publish")
    else:
        send = _("Send to the customer") if by_mail else _("Send privately")
    is_shut = voice.way == "none"
    return VoiceView(chosen, str(voice.label), send, voice.to, is_shut, is_by_hand, str(voice.why), voice.url)


def _finding(found: Finding) -> FindingView:
    icon = _ICONS.get(found.kind, "message-circle-warning")
    return FindingView(icon, str(found.title), found.words, str(found.why))
