"""How a reply leaves, by channel of the ticket; who reads it before; who wants to know. Filled in apps.py only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from helpdesk.lib.registry import Registry
from tenants.membership.models import Member
from tickets.messages.models import Message

Deliver = Callable[[Message], None]
"""Queue a reply for delivery in the caller's transaction. Raises NoChannel, TooLong."""

deliverers: Registry[Deliver] = Registry("channel")


@dataclass(frozen=True, slots=True)
class Finding:
    """Why words should not be read by everybody: `words` stand in the text from `start` to `end` (code points)."""

    kind: str
    words: str
    start: int
    end: int
    title: str | Promise
    why: str | Promise


Guard = Callable[[str], Sequence[Finding]]
guards: Registry[Guard] = Registry("guard")
"""Each reads what everybody is about to read, before it leaves."""


def findings(text: str) -> list[Finding]:
    """What every guard has to say of a text, in its order."""
    found = [finding for _, guard in guards for finding in guard(text)]
    return sorted(found, key=lambda finding: (finding.start, finding.end))


Listener = Callable[[Message], None]
listeners: Registry[Listener] = Registry("message listener")

rewordings: Registry[Listener] = Registry("listener to messages whose words changed")
"""Called under the ticket's lock, before the ticket is mended by them."""

Excuse = Callable[[QuerySet[Message], datetime | None], QuerySet[Message]]
excuses: Registry[Excuse] = Registry("who knows what needs no answer")
"""Leaves out of what customers said what has its outcome without a reply of ours; or had it at a moment."""

arrivals: Registry[Listener] = Registry("listener to replies that reached their channel")
"""Called once for a reply, in the transaction in which the channel's word is written down."""

Vow = Callable[[Message, Member, datetime], object]
vows: Registry[Vow] = Registry("keeper of what is promised with a reply")
"""Write down by when the customer hears from us again, in the transaction of the reply. Raises NoPromise."""
