"""The broker is a doorbell: a lost ring costs seconds, never work."""

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def ring(task: Task, **arguments: str) -> None:
    """Ask a worker to look, now. A broker that is down or hangs is logged, and the sweeper finds the work."""
    try:
        task.apply_async(kwargs=arguments, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("bell.silent", task=task.name, error=str(error)[:200])


def ring_on_commit(task: Task, **arguments: str) -> None:
    """Ring once the change that wants it is safe."""
    transaction.on_commit(lambda: ring(task, **arguments), robust=True)
