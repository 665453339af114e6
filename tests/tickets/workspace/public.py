"""What tests of public tickets say and ask."""

from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.messages.models import Message
from tickets.ticket.models import Ticket


def form(text: str, kind: str = "public", **more: str) -> dict[str, str]:
    return {"kind": kind, "audience": "public" if kind == "despite" else kind, "text": text, **more}


def said(desk: Desk, ticket: Ticket) -> list[tuple[str, str, str]]:
    """After what the customer said first."""
    with tenant_context(desk.tenant):
        rows = Message.objects.filter(ticket=ticket).order_by("pk")
        return list(rows.values_list("kind", "audience", "text"))[1:]


def part(page: str, start: str, end: str) -> str:
    return page.split(start, 1)[1].split(end, 1)[0]
