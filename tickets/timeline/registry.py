"""Who wants to know of each change as it is made. Filled in apps.py only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from helpdesk.lib.registry import Registry
from tickets.timeline.models import Event


@dataclass(frozen=True)
class Change:
    """What changed, in ids. `id` rises with time; it is the event's own where one was written down."""

    id: UUID
    tenant_id: UUID
    ticket_id: UUID
    verb: str


Listener = Callable[[Change], None]
"""Called in the transaction of the change; what it does elsewhere waits for the commit."""

listeners: Registry[Listener] = Registry("timeline listener")

Reader = Callable[[Sequence[Event]], None]
readers: Registry[Reader] = Registry("reader of the timeline")
"""Called with the events that were written together, in the transaction of the change."""

permissions: Registry[str] = Registry("permission to read what a room wrote down")
"""By room, the first part of a verb. What no permission is named for is read by everybody who may see the ticket."""
