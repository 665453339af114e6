"""What the rooms above add to mail. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

closings: Registry[Callable[[Ticket], str]] = Registry("closing line")
"""A quiet line below each reply to a ticket, in the active language; "" for none."""

joiners: Registry[Callable[[Message], None]] = Registry("joiner")
"""Told of each mail that joined a ticket by our own signature, in its transaction."""
