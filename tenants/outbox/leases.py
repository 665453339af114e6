"""A lease on work: short, so that a killed worker is missed soon, and renewed while its holder lives.

For every table that is drained (the outbox, incoming mail). Its rows have `state` ("queued" until settled), `due_at`,
`attempts`, and `lease`: a random mark of the one at work, who settles only while his own mark stands.
"""

import contextvars
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from helpdesk.lib import clock
from tenants.isolation.models import TenantModel

log = structlog.get_logger(__name__)
QUEUED = "queued"
Row = TypeVar("Row", bound=TenantModel)


@transaction.atomic
def claim(model: type[Row]) -> Row | None:
    """Take the next due row: the attempt is counted and the lease is set before the work, in a commit of their own."""
    due = model.objects.filter(state=QUEUED, due_at__lte=clock.now()).order_by("due_at", "id")
    row: Any = due.select_for_update(skip_locked=True).first()
    if row is not None:
        row.attempts, row.lease, row.due_at = row.attempts + 1, uuid.uuid4(), _end()
        row.save(update_fields=["attempts", "lease", "due_at"])
    return row


@transaction.atomic
def settle(row: Any, **changes: Any) -> bool:
    """Write the result and give the lease back; False when another worker took the row over since."""
    return bool(_mine(row).update(lease=None, **changes) == 1)


@transaction.atomic
def extend(row: Any) -> bool:
    """Hold the row for another lease, unless another worker took it over since."""
    return bool(_mine(row).update(due_at=_end()) == 1)


@contextmanager
def kept(row: TenantModel) -> Iterator[None]:
    """Extend the lease in a thread of its own, three times a lease, while the work inside lasts."""
    with _repeating(lambda: extend(row)):
        yield


def _mine(row: Any) -> Any:
    return type(row).objects.filter(pk=row.pk, state=QUEUED, lease=row.lease)


def _end() -> datetime:
    return clock.now() + timedelta(seconds=settings.WORK_LEASE_SECONDS)


@contextmanager
def _repeating(renew: Callable[[], object]) -> Iterator[None]:
    done = threading.Event()
    run = contextvars.copy_context().run
    keeper = threading.Thread(target=run, args=(_repeat, renew, done), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _repeat(renew: Callable[[], object], done: threading.Event) -> None:
    try:
        while not done.wait(settings.WORK_LEASE_SECONDS / 3):
            _try(renew)
    finally:
        connections.close_all()  # this thread's own


def _try(renew: Callable[[], object]) -> None:
    try:
        renew()
    except DatabaseError as error:  # the lease may run out; the work is safe to repeat
        log.warning("lease.not_renewed", error=type(error).__name__)
