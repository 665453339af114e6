from typing import Any, Protocol
from uuid import UUID

from tenants.audit import address as addresses
from tenants.audit.models import Entry


class Actor(Protocol):
    """Whoever did it: a member, or a process with a name."""

    pk: Any

    def __str__(self) -> str: ...


def record(
    *,
    verb: str,
    actor: Actor | None = None,
    object_label: str = "",
    object_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    address: str = "",
) -> Entry:
    """Write one entry in the caller's transaction. `verb` is "room.verb"; no `address` is that of the request."""
    return Entry.objects.create(
        verb=verb,
        actor_id=actor.pk if actor else None,
        actor_label=str(actor)[:254] if actor else "system",
        object_label=object_label[:254],
        object_id=object_id,
        before=before or {},
        after=after or {},
        address=address or addresses.current(),
    )
