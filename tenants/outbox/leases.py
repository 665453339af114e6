"""A lease on work: short, so that a killed worker is missed soon, and renewed while its holder lives.

Used by every table that is drained (the outbox, incoming mail): the holder writes `lease`, a random mark, with
`due_at` as the end of the lease, and settles only while its own mark stands.
"""

import contextvars
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connections

from helpdesk.lib import clock

log = structlog.get_logger(__name__)


def fresh() -> dict[str, Any]:
    """What a claim writes into its row."""
    return {"lease": uuid.uuid4(), "due_at": end()}


def end() -> datetime:
    """When a lease taken or renewed now runs out."""
    return clock.now() + timedelta(seconds=settings.WORK_LEASE_SECONDS)


@contextmanager
def kept(renew: Callable[[], object]) -> Iterator[None]:
    """Call `renew` in a thread of its own, three times a lease, while the work inside lasts."""
    done = threading.Event()
    run = contextvars.copy_context().run
    keeper = threading.Thread(target=run, args=(_keep, renew, done), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(renew: Callable[[], object], done: threading.Event) -> None:
    try:
        while not done.wait(settings.WORK_LEASE_SECONDS / 3):
            _renew(renew)
    finally:
        connections.close_all()  # this thread's own


def _renew(renew: Callable[[], object]) -> None:
    try:
        renew()
    except DatabaseError as error:  # the lease may run out; the work is safe to repeat
        log.warning("lease.not_renewed", error=type(error).__name__)
