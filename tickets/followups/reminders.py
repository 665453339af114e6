"""Due work: many promises at once, each of its stages told once, all in one transaction."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import F

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tickets.followups import rules, telling
from tickets.followups.models import Promise
from tickets.timeline import services as timeline

BATCH: Final = 200
_READ: Final = ("made_at", "due_at", "stage", "ticket__team", "owner__removed_at")
_REMINDED: Final = """
UPDATE tickets_promise promise SET stage = told.stage, next_at = told.next_at
FROM unnest(%s::uuid[], %s::smallint[], %s::timestamptz[]) told (id, stage, next_at)
WHERE promise.tenant_id = %s AND promise.id = told.id
"""


def tell_due(limit: int = BATCH) -> int:
    """Remind owners, break what is due, write it all down. Returns how many promises that were.

    What another drain, or a reply that keeps it, holds is passed over. Rows and events are of one commit: a worker
    that dies before it has told nobody.
    """
    now = clock.now()
    due = Promise.objects.filter(next_at__lte=now).order_by("next_at", "id").select_related("owner", "ticket")
    rows = list(due.only(*_READ).select_for_update(of=("self",), skip_locked=True)[:limit])
    for row in rows:
        row.stage = max(row.stage, rules.reached(row.made_at, row.due_at, now))
        row.next_at = rules.next_at(row.made_at, row.due_at, row.stage)
    broken = [row.pk for row in rows if row.stage == rules.DUE]
    reminded = [row for row in rows if row.stage < rules.DUE]
    if broken:
        over = {"state": Promise.State.BROKEN, "stage": rules.DUE, "next_at": None, "broken_at": F("due_at")}
        Promise.objects.filter(pk__in=broken).update(**over)
    if reminded:
        _write_down(reminded)
    if rows:
        timeline.record_all(telling.events(rows))
    return len(rows)


def _write_down(rows: Sequence[Promise]) -> None:
    """Three lists, not a branch of the statement for each row: that cost as much as all the rest of a batch."""
    ids, stages, times = zip(*((row.pk, row.stage, row.next_at) for row in rows), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_REMINDED, [list(ids), list(stages), list(times), require_tenant_id()])
