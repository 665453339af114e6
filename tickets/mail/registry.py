"""What the rooms above add to mail. Filled in apps.py only."""

from collections.abc import Callable
from uuid import UUID

from helpdesk.lib.registry import Registry
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

closings: Registry[Callable[[Ticket], str]] = Registry("closing line")
"""A quiet line below each reply to a ticket, in the active language; "" for none."""

promises: Registry[Callable[[Message], str]] = Registry("line of our word")
"""What a reply promises, below its words, in the active language; "" for none."""

returners: Registry[Callable[[UUID, str], None]] = Registry("returner")
"""Told of each mail of ours that came back: the id in its Message-ID, a reply's or another's, and why."""

joiners: Registry[Callable[[Message], None]] = Registry("joiner")
"""Told of each mail that joined a ticket by our own signature, in its transaction."""
