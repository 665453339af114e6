"""Who wants to know that a member has news. Filled in apps.py only."""

from collections.abc import Callable, Collection
from uuid import UUID

from helpdesk.lib.registry import Registry

Listener = Callable[[Collection[UUID]], None]
"""Called with the ids of members for whom something came, or was read, in the transaction of that."""

listeners: Registry[Listener] = Registry("listener to notifications")


def tell(members: Collection[UUID]) -> None:
    for _, listen in listeners:
        listen(members)
