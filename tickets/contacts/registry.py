"""Who wants to know that a contact is shown differently from now on. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tickets.contacts.models import Contact

Listener = Callable[[Contact], None]
"""Called in the transaction of the change."""

listeners: Registry[Listener] = Registry("contact listener")


def tell(contact: Contact) -> None:
    for _, listen in listeners:
        listen(contact)
