"""Verbs that need several rooms at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tenants.membership.models import Member, Team
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.followups import services as followups
from tickets.messages import services as messages
from tickets.messages.services import NewFile
from tickets.ticket import services as tickets
from tickets.ticket.models import Category, Status, Ticket


@transaction.atomic
def take_next(*, by: Member) -> Ticket | None:
    """Give the member what is due next of his own and of what nobody owns; None if nobody waits.

    Two members who press at once get two tickets: a row that is being taken is passed over.
    """
    free = Ticket.objects.filter(Q(assignee=by) | Q(assignee__isnull=True), snoozed_until__isnull=True)
    undue = free.filter(waiting_since__isnull=False, due_at__isnull=True)
    again = _first(free.filter(chased_at__isnull=False), "chased_at")
    ticket = again or _first(free.filter(due_at__isnull=False), "due_at") or _first(undue, "waiting_since")
    if ticket is not None and ticket.assignee_id is None:
        tickets.assign(ticket=ticket, assignee=by, by=by)
    return ticket


def _first(rows: QuerySet[Ticket], field: str) -> Ticket | None:
    return rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by(field, "id").first()


@transaction.atomic
def open_ticket(
    *,
    channel: str,
    subject: str,
    text: str,
    told_us: bool,
    by: Member,
    contact: Contact | None = None,
    email: str = "",
    name: str = "",
    priority: str = "normal",
    assignee: Member | None = None,
    team: Team | None = None,
    category: Category | None = None,
    tags: Sequence[str] = (),
    files: Sequence[NewFile] = (),
    language: str = "",
) -> Ticket:
    """A conversation that an agent or a program begins: we write first, or we put down what somebody told us.

    Raises EmptyMessage, NoChannel and UnresolvedPlaceholder as the messages room does, Removed and Archived.
    """
    messages.put_on_disk(files)
    requester = contact or contacts.by_email(email=email, name=name)
    ticket = tickets.create(
        subject=subject,
        requester=requester,
        channel=channel,
        by=by,
        assignee=assignee,
        team=team,
        category=category,
        priority=priority,
    )
    if told_us:
        messages.receive(ticket=ticket, contact=requester, body=text, files=files, language=language)
    else:
        messages.reply(ticket=ticket, by=by, body=text, files=files, language=language)
    if tags:
        tickets.set_tags(ticket=ticket, names=tags, by=by)
    return ticket


_CHANGES: dict[str, Callable[..., Any]] = {
    "status": lambda ticket, value, by: tickets.set_status(ticket=ticket, status=value, by=by),
    "custom_status": lambda ticket, value, by: tickets.set_custom_status(ticket=ticket, custom_status=value, by=by),
    "priority": lambda ticket, value, by: tickets.set_priority(ticket=ticket, priority=value, by=by),
    "assignee": lambda ticket, value, by: tickets.assign(ticket=ticket, assignee=value, by=by),
    "team": lambda ticket, value, by: tickets.set_team(ticket=ticket, team=value, by=by),
    "category": lambda ticket, value, by: tickets.set_category(ticket=ticket, category=value, by=by),
    "tags": lambda ticket, value, by: tickets.set_tags(ticket=ticket, names=value, by=by),
}


@transaction.atomic
def change(*, ticket: Ticket, by: Member, **values: Any) -> None:
    """Several changes of a ticket at once, each as if it were alone. Raises Removed, Archived, WordIsOpen."""
    if _solves(ticket, values):
        followups.check_closing(ticket)
    for name in [name for name in _CHANGES if name in values]:  # in their order: a status before its own name
        _CHANGES[name](ticket, values[name], by)


def _solves(ticket: Ticket, values: dict[str, Any]) -> bool:
    custom = values.get("custom_status")
    return ticket.status != Status.SOLVED and Status.SOLVED in (values.get("status"), custom and custom.kind)
