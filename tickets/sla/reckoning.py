"""After a change of policies or hours every open ticket is looked at, in batches, each its own commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from helpdesk.lib import clock
from tenants.outbox import services as outbox
from tickets.calendars.models import Calendar
from tickets.calendars.rules import Hours
from tickets.sla import earlier, policies, services
from tickets.sla.earlier import KIND as KIND
from tickets.sla.earlier import Version
from tickets.ticket.models import Ticket

BATCH = 200
BATCHES = 50
"""Of one wish; the rest is another, so that others have their turn."""


def calendar_changed(calendar: Calendar) -> None:
    """Listener to calendars, whose version has risen: clocks are reckoned anew, and what had passed is kept."""
    before = {"hours": earlier.pack(calendar.hours_before)} if calendar.hours_before else {}
    policies.reckon_soon(calendar=str(calendar.pk), version=calendar.version - 1, **before)


def work(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler. Safe to repeat: a ticket whose clocks are right stays as it is."""
    after = UUID(payload["after"]) if "after" in payload else None
    old = _old(payload)
    since = datetime.fromisoformat(payload["at"]) if "at" in payload else clock.now()
    for _ in range(BATCHES):
        after = _batch(after, old, since)
        if after is None:
            return
    with transaction.atomic():
        outbox.enqueue(kind=KIND, key=f"{key.partition('+')[0]}+{after}", payload={**payload, "after": str(after)})


@transaction.atomic
def _batch(after: UUID | None, old: Mapping[Version, Hours], since: datetime) -> UUID | None:
    """The next tickets behind that one. Returns the last of them; None when there are no more."""
    rows = Ticket.objects.filter(solved_at__isnull=True).order_by("id")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    locked = list(rows.select_for_update(no_key=True)[:BATCH])
    if changed := services.align_all(locked, old=old, goals_since=since):
        Ticket.objects.bulk_update(changed, ["due_at", "risk_at"])
    return locked[-1].pk if len(locked) == BATCH else None


def _old(payload: dict[str, Any]) -> dict[Version, Hours]:
    if "hours" not in payload:
        return {}
    version, hours = earlier.read(payload)
    return {version: hours}
