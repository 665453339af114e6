"""Rooms that keep something of their own on the row of a ticket. Filled in apps.py only."""

from collections.abc import Callable
from datetime import datetime

from helpdesk.lib.registry import Registry
from tenants.membership.models import Member
from tickets.ticket.models import Ticket

Watcher = Callable[[Ticket], None]
watchers: Registry[Watcher] = Registry("watcher of tickets")
"""Called with the locked row before each change of its turn, status, priority, team or tags is saved.

A watcher may set the fields that are its own (`KEPT`); they are saved with the change.
"""

Answered = Callable[[Ticket, datetime], None]
answers: Registry[Answered] = Registry("listener to answers given elsewhere")
"""Called with the locked row, before it says so, when somebody of ours answered where the customer spoke; and when."""

retractions: Registry[Answered] = Registry("listener to words that were taken back")
"""Called with the locked row when a customer took back what he waited with; and when. The row says since when he waits
now, which is later, or not at all."""

Asked = Callable[[Ticket], datetime | None]
askers: Registry[Asked] = Registry("who knows what was asked")
"""Called with the locked row: since when the customer has had no answer, whatever was set by hand; else None."""

Objection = Callable[[Ticket, Member], None]
objections: Registry[Objection] = Registry("who objects to another requester")
"""Called with the locked row, and who changes it, before somebody else is the one who asks. Raises RequesterStays."""

KEPT = ("due_at", "risk_at", "chased_at", "promised_at", "snoozed_until")


def save(ticket: Ticket, *fields: str) -> None:
    """Save these fields of a locked row, and what its watchers make of them."""
    for _, watch in watchers:
        watch(ticket)
    ticket.save(update_fields=[*fields, *KEPT, "updated_at"])
