"""Promises as they are read: by ticket, by time, and how many were kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from tenants.membership.models import Member
from tickets.followups.models import Chaser, Promise
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

DAYS: Final = 14
_PEOPLE: Final = ("owner", "made_by", "settled_by")
State = Promise.State


@dataclass(frozen=True, slots=True)
class Tally:
    """Promises that fell due since a time. One that was agreed anew before is neither kept nor broken."""

    kept: int
    broken: int
    moved: int

    @property
    def settled(self) -> int:
        return self.kept + self.broken

    @property
    def percent(self) -> int | None:
        """Of those that were kept or broken, rounded down: one broken promise is never 100 %. None without any."""
        return 100 * self.kept // self.settled if self.settled else None


def visible_to(viewer: Member) -> QuerySet[Promise]:
    """With their people. In no order yet."""
    rows = Promise.objects.select_related(*_PEOPLE)
    return rows if viewer.may("ticket.see") else rows.none()


def get_for(viewer: Member, *, pk: UUID) -> Promise:
    """A promise that the viewer may see, with its ticket. Raises Http404."""
    found = visible_to(viewer).select_related("ticket").filter(pk=pk).first()
    if found is None:
        raise Http404("promise")
    return found


def on_ticket(ticket: Ticket, *, limit: int = 8) -> list[Promise]:
    """The newest first."""
    return list(Promise.objects.filter(ticket=ticket).select_related(*_PEOPLE).order_by("-made_at", "-id")[:limit])


def chasers_of(ticket: Ticket) -> int:
    """How often the customer has had to ask again."""
    return Chaser.objects.filter(ticket=ticket).count()


def owed_on(ticket: Ticket) -> Promise | None:
    """What is promised on it and not settled."""
    return Promise.objects.filter(ticket=ticket, settled_at__isnull=True).first()


def next_owed(viewer: Member, *, limit: int) -> list[Promise]:
    """What was promised and is not settled, with ticket and customer, the first due first: broken ones lead."""
    rows = visible_to(viewer).filter(settled_at__isnull=True).select_related("ticket__requester")
    return list(rows.order_by("due_at", "id")[:limit])


def of_reply(message: Message) -> Promise | None:
    """What a reply promises that still holds when it is read, or would if it had arrived."""
    given = Promise.objects.filter(message=message).first()
    if given is None or given.state in (State.RENEGOTIATED, State.KEPT):
        return None
    return None if given.state == State.WITHDRAWN and given.settled_by_id is not None else given


def tally(now: datetime, *, days: int = DAYS) -> Tally:
    since = Promise.objects.filter(due_at__gte=now - timedelta(days=days))
    told = (State.KEPT, State.BROKEN, State.RENEGOTIATED)
    counted = dict(since.filter(state__in=told).values_list("state").annotate(Count("id")).order_by())
    return Tally(*(counted.get(state, 0) for state in told))


def chased(viewer: Member, *, most: int) -> int:
    """Tickets on which somebody has asked again since our last answer; no more than `most` are counted."""
    if not viewer.may("ticket.see"):
        return 0
    return Ticket.objects.filter(chased_at__isnull=False).order_by()[:most].count()
