"""Who may come in is known one floor up. Filled in apps.py only; a door that nobody answers for stays shut."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tenants.identity.models import User

SIGN_IN, RESET = "sign-in", "reset"

doors: Registry[Callable[[User], bool]] = Registry("door")
"""SIGN_IN: may this user sign in to the current tenant? RESET: may he set a new password here?"""


def lets_in(door: str, user: User) -> bool:
    """Raises LookupError when nobody answers for the door."""
    return doors.get(door)(user)
