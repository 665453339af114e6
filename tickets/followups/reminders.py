"""Due work: many promises at once, each of its stages told once, all in one transaction."""

from typing import Final

from django.db.models import F

from helpdesk.lib import clock
from tickets.followups import rules, telling
from tickets.followups.models import Promise
from tickets.timeline import services as timeline

BATCH: Final = 200


def tell_due(limit: int = BATCH) -> int:
    """Remind owners, break what is due, write it all down. Returns how many promises that were.

    What another drain, or a reply that keeps it, holds is passed over. Rows and events are of one commit: a worker
    that dies before it has told nobody.
    """
    now = clock.now()
    due = Promise.objects.filter(next_at__lte=now).order_by("next_at", "id").select_related("owner", "ticket")
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:limit])
    for row in rows:
        row.stage = max(row.stage, rules.reached(row.made_at, row.due_at, now))
        row.next_at = rules.next_at(row.made_at, row.due_at, row.stage)
    broken = [row.pk for row in rows if row.stage == rules.DUE]
    reminded = [row for row in rows if row.stage < rules.DUE]
    if broken:
        over = {"state": Promise.State.BROKEN, "stage": rules.DUE, "next_at": None, "broken_at": F("due_at")}
        Promise.objects.filter(pk__in=broken).update(**over)
    if reminded:
        Promise.objects.bulk_update(reminded, ["stage", "next_at"])
    if rows:
        timeline.record_all(telling.events(rows))
    return len(rows)
