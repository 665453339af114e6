from typing import Any
from uuid import UUID

from tenants.membership.models import Member
from tickets.timeline.models import Event


def record(*, ticket_id: UUID, verb: str, by: Member | None = None, **data: Any) -> Event:
    """Write down one change in the caller's transaction. `by` is None when a customer or the desk itself did it."""
    return Event.objects.create(ticket_id=ticket_id, verb=verb, member=by, data=data)
