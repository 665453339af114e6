"""What stands beside a ticket about its private page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tenants.membership.models import Member
from tickets.portal import addresses, selectors
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Channel, Ticket

TEMPLATE = "tickets/portal/_panel.html"


@dataclass(frozen=True, slots=True)
class Panel:
    """`url` is "" where no link is open. `doubt`: confirmed, unconfirmed, disowned, or "" where there can be none."""

    number: int
    url: str
    seen_at: datetime | None
    doubt: str
    may_change: bool


def section(viewer: Member, ticket: Ticket) -> tuple[str, Panel] | None:
    """None where there is nothing to show or to do. One query, and one for the address of an open link."""
    link, may_change = selectors.last_link_of(ticket), viewer.may("portal.link")
    if link is None and not may_change:
        return None
    is_open = link is not None and link.revoked_at is None
    url = addresses.url_of(link, Purpose.GIVEN) if link is not None and is_open and may_change else ""
    return TEMPLATE, Panel(
        number=ticket.number,
        url=url,
        seen_at=link.seen_at if link else None,
        doubt=_doubt(link, ticket),
        may_change=may_change,
    )


def _doubt(link: Link | None, ticket: Ticket) -> str:
    if link is None or ticket.channel != Channel.FORM:
        return ""
    if link.disowned_at is not None:
        return "disowned"
    return "confirmed" if link.confirmed_at is not None else "unconfirmed"
