"""Who reckons with the hours of a calendar and must know that they are others from now on. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tickets.calendars.models import Calendar

Listener = Callable[[Calendar], None]
"""Called with the locked calendar in the transaction of the change; its version is the new one."""

listeners: Registry[Listener] = Registry("listener to calendars")


def tell(calendar: Calendar) -> None:
    for _, listen in listeners:
        listen(calendar)
