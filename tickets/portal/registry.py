"""Who wants to know that a customer came to his private page. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tickets.portal.selectors import Door

visitors: Registry[Callable[[Door], None]] = Registry("visitor of a private page")
"""Told, in its transaction, when somebody opens the page in a browser or writes on it. Programs that fetch the page for
a preview are not told of: they send no `Sec-Fetch-Mode: navigate`."""
