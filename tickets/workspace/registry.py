"""What rooms beside this one add to its pages. Filled in apps.py only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from helpdesk.lib.registry import Registry
from tenants.membership.models import Member
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

Section = Callable[[Member, Ticket], tuple[str, Any] | None]
"""The template of a section and its `data`; None where there is nothing to show to this member."""

sections: Registry[Section] = Registry("section of the ticket's panel")

reasons: Registry[Section] = Registry("reason at the head of the ticket's panel")
"""Why a ticket stands where it stands: shown before its properties."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One way to answer on a ticket. `way` is "api", "manual_link" or "none"; `why` says in words why it is not "api".

    `audience` is "person" or "public", `to` says whom it reaches, `url` is where to answer by hand. `measure` gives the
    length of a text by the network's own count and the most it may be.
    """

    audience: str
    label: str
    to: SafeString | str
    way: str = "api"
    why: str = ""
    url: str = ""
    measure: Callable[[str], tuple[int, int]] | None = None


voices: Registry[Callable[[Member, Ticket], Sequence[Voice]]] = Registry("voice of a channel")
"""How a ticket of a channel can be answered, the likeliest first. A channel without one is answered by mail."""


bridges: Registry[Callable[[Member, Ticket], tuple[str, Any] | None]] = Registry("head of the private lane")
"""As a section, but above what is said privately: the way from the public lane over to it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands with one message of a thread: a template and its `data`; "" for no more than the flag.

    `is_by_hand` marks a reply that somebody is to publish by hand: it is not on its way.
    """

    template: str
    data: Any = None
    is_by_hand: bool = False


marks: Registry[Callable[[Ticket, Sequence[Message]], Mapping[UUID, Mark]]] = Registry("mark of a message")
"""What a room knows of a ticket's messages besides their words (where they stand in public, edits, by which way).

Every room is asked for every ticket: one whose channel is not its own gets nothing, without a query.
"""


Data = Mapping[str, Any]
sentences: Registry[Callable[[Data], SafeString | str]] = Registry("sentence of the timeline")
"""By verb: what happened, in the reader's language, from the data that was written with it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the front page that calls for a look: "label value"."""

    label: str
    count: int
    url: str
    icon: str
    is_late: bool = False


figures: Registry[Callable[[Member, datetime], Sequence[Figure]]] = Registry("figure of the front page")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of its own beside the inbox: in the rail, or among the settings pages."""

    key: str
    label: str
    icon: str
    url: str
    count: int | None = None


rail: Registry[Callable[[Member], Sequence[Place]]] = Registry("place in the rail")
settings_pages: Registry[Callable[[Member], Sequence[Place]]] = Registry("settings page")
