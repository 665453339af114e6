from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenants.isolation.context import require_tenant_id
from tenants.isolation.ids import uuid7
from tenants.membership.models import Member
from tickets.timeline.models import Event
from tickets.timeline.registry import Change, listeners, readers


def record(*, ticket_id: UUID, verb: str, by: Member | None = None, **data: Any) -> Event:
    """Write down one change in the caller's transaction. `by` is None when a customer or the desk itself did it."""
    event = Event.objects.create(ticket_id=ticket_id, verb=verb, member=by, data=data)
    _written([event])
    return event


def record_all(events: Sequence[Event]) -> None:
    """Write down many changes, of many tickets, in one statement. As `record`."""
    Event.objects.bulk_create(events)
    _written(events)


def mention(*, ticket_id: UUID, verb: str) -> None:
    """Let listeners know of a change that pages show and the history need not keep."""
    _tell(Change(uuid7(), require_tenant_id(), ticket_id, verb))


def _written(events: Sequence[Event]) -> None:
    for _, read in readers:
        read(events)
    for event in events:
        _tell(Change(event.pk, event.tenant_id, event.ticket_id, event.verb))


def _tell(change: Change) -> None:
    for _, listen in listeners:
        listen(change)
