"""What the front page says of our word: what is owed next, how much of it was kept, who had to ask again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.membership.models import Member
from tickets.followups import selectors
from tickets.followups.selectors import DAYS, Tally
from tickets.workspace.registry import Figure
from tickets.workspace.selectors import MOST_COUNTED

NEXT = 5


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that is not settled, as a line of the front page."""

    at: datetime
    url: str
    who: str
    subject: str
    language: str
    owner: str
    is_mine: bool
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Dial:
    owed: Sequence[Owed]
    tally: Tally
    days: int


def dial(viewer: Member, now: datetime) -> Dial:
    """Two queries."""
    owed = [
        Owed(
            at=one.due_at,
            url=reverse("workspace:ticket", args=[one.ticket.number]),
            who=str(one.ticket.requester),
            subject=one.ticket.subject or _("(no subject)"),
            language=one.ticket.language,
            owner=str(one.owner or ""),
            is_mine=one.owner_id == viewer.pk,
            is_broken=one.due_at <= now,
        )
        for one in selectors.next_owed(viewer, limit=NEXT)
    ]
    return Dial(owed, selectors.tally(now), DAYS)


def asked_again(viewer: Member) -> list[Figure]:
    """How many had to; nothing on a calm day. One query."""
    count = selectors.chased(viewer, most=MOST_COUNTED)
    figure = Figure(_("Asked again"), count, reverse("workspace:inbox"), "message-circle-warning", is_late=True)
    return [figure] if count else []
