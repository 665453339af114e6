"""What the rooms above say of a reply that leaves for a network. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from social.publishing.models import Outgoing
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

purposes: Registry[Callable[[Outgoing], str]] = Registry("purpose of a public reply")
"""What becomes of the mention that it answered (mentions.State), when it is more than an answer; else ""."""

pages: Registry[Callable[[Ticket], bool]] = Registry("reader of a private page")
"""Whether the customer of a ticket reads what stands on its private page."""

closings: Registry[Callable[[Message], str]] = Registry("closing line of a direct message")
"""Words that go below a private reply and are kept nowhere once it has left; "" for none."""
