"""How a reply leaves, by channel of the ticket; and who wants to know of new messages. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tickets.messages.models import Message

Deliver = Callable[[Message], None]
"""Queue a reply for delivery in the caller's transaction. Raises NoChannel."""

deliverers: Registry[Deliver] = Registry("channel")

Listener = Callable[[Message], None]
listeners: Registry[Listener] = Registry("message listener")
