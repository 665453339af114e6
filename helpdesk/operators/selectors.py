"""Tickets as operators may see them: by the columns the database gives their role, inside the tenant that is set."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, NullIf

from helpdesk.web import translated
from tenants.isolation.models import Tenant
from tenants.support.selectors import open_grants
from tickets.messages.models import Attachment, Message
from tickets.ticket.models import Ticket

PAGE = 50
_TICKET = (
    *("id", "tenant_id", "number", "subject", "status", "priority", "channel", "language", "last_message_at"),
    *("created_at", "requester__name"),
)
_MESSAGE = ("id", "tenant_id", "ticket_id", "kind", "text", "direction", "delivery", "created_at", "contact_id")


def open_until(tenant: Tenant) -> datetime | None:
    """Until when a company lets operators look at its tickets; None when it does not."""
    return open_grants().filter(tenant=tenant).values_list("expires_at", flat=True).first()


def company_name() -> Coalesce:
    """A company's name in whichever language it has one."""
    said = [NullIf(f"name_{code}", Value("")) for code in translated.fallbacks()]
    return Coalesce(*said, output_field=CharField())


def tickets(*, before: str = "") -> dict[str, Any]:
    """The newest tickets, fifty a page; `before` is the last number of the page before."""
    rows = Ticket.objects.select_related("requester").only(*_TICKET).order_by("-number")
    if before.isdecimal():
        rows = rows.filter(number__lt=int(before[:15]))
    found = list(rows[: PAGE + 1])
    return {"tickets": found[:PAGE], "next": found[PAGE - 1].number if len(found) > PAGE else None}


def ticket(number: int) -> dict[str, Any] | None:
    """A ticket with its newest messages, oldest first, and the names of their files."""
    row = Ticket.objects.select_related("requester").only(*_TICKET).filter(number=number).first()
    if row is None:
        return None
    thread = list(Message.objects.filter(ticket=row).only(*_MESSAGE).order_by("-created_at", "-id")[:100])[::-1]
    names: dict[Any, list[str]] = {}
    found = Attachment.objects.filter(message__in=[message.pk for message in thread]).only("id", "message_id", "name")
    for attachment in found:
        names.setdefault(attachment.message_id, []).append(attachment.name)
    return {"ticket": row, "thread": [(message, names.get(message.pk, [])) for message in thread]}
