from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The current time, aware, UTC. The one clock, so that tests can move it."""
    return timezone.now()
