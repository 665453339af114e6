"""Warnings and misses whose time has come: one short transaction for each batch."""

from django.db import transaction

from helpdesk.lib import clock
from tickets.sla.models import SlaClock
from tickets.sla.tally import LOOKED, Tally

BATCH = 200


@transaction.atomic(savepoint=False)  # inside a task that has one
def drain(*, limit: int = BATCH) -> int:
    """Warn of what is in danger and write down what was missed, of `limit` clocks at most. Returns how many.

    Who finds a clock locked leaves it to whoever has it; all of a batch is one commit, so that a worker that is killed
    loses and doubles nothing.
    """
    now = clock.now()
    due = SlaClock.objects.filter(next_at__lte=now).order_by("next_at", "id")
    locked = list(due.select_for_update(no_key=True, skip_locked=True)[:limit])
    tally = Tally(now)
    for one in locked:
        tally.look(one)
    tally.write(LOOKED)
    return len(locked)
