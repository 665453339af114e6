"""What rooms beside this one add to its pages. Filled in apps.py only."""

from collections.abc import Callable
from typing import Any

from helpdesk.lib.registry import Registry
from tenants.membership.models import Member
from tickets.ticket.models import Ticket

sections: Registry[Callable[[Member, Ticket], tuple[str, Any] | None]] = Registry("section of the ticket's panel")
"""The template of a section and its `data`; None where there is nothing to show to this member."""
