"""Pages of tickets, and the counters of the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.http import Http404

from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Member
from tickets.contacts.models import Contact, Organization
from tickets.messages.models import Delivery, Draft, Message
from tickets.ticket.models import Status, Ticket, TicketTag
from tickets.workspace.segments import Mark, Segment

PAGE = 50
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """How many, up to 100: the screen says 99+ from there. `promise` is when the next of them is due, if any is."""

    late: int
    risk: int
    unanswered: int
    open: int
    mine: int
    unowned: int
    waiting: int
    news: int = 0
    promise: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """Tickets in one order, by one time and the id. `down` is newest first."""

    key: str
    rows: QuerySet[Ticket]
    field: str
    down: bool

    def mark(self, ticket: Ticket) -> Mark:
        return Mark(self.key, getattr(ticket, self.field), ticket.pk)

    def take(self, behind: Mark | None, *, backwards: bool, limit: int) -> list[Ticket]:
        """Up to `limit` tickets behind the mark, in the order of reading backwards or forwards."""
        down = self.down != backwards
        rows = self.rows if behind is None else self.rows.filter(_beyond(self.field, behind, down=down))
        sign = "-" if down else ""
        order = (f"{sign}{self.field}", f"{sign}id")
        # The page is cut before people are joined to it, so that no plan ever joins them to a whole company's tickets.
        page = rows.order_by(*order).values("pk")[:limit]
        return list(_with_people(Ticket.objects.filter(pk__in=page)).order_by(*order))


@dataclass(frozen=True, slots=True)
class Page:
    """Tickets in reading order, with marks for the pages before and after; "" where there is none."""

    tickets: Sequence[Ticket]
    newer: str = ""
    older: str = ""


def streams(viewer: Member, segment: Segment) -> tuple[Stream, ...]:
    """What a segment shows, in order: who asked again; who waits, by deadline; then what has none, newest first.

    What is snoozed stands in a segment of its own.
    """
    rows = visible_to(viewer)
    if segment is Segment.SOLVED:
        return (Stream("s", rows.filter(solved_at__isnull=False), "solved_at", down=True),)
    if segment is Segment.SNOOZED:
        return (Stream("z", rows.filter(snoozed_until__isnull=False), "snoozed_until", down=False),)
    rows = rows.filter(snoozed_until__isnull=True)
    if segment is Segment.MINE:
        rows = rows.filter(assignee=viewer)
    elif segment is Segment.UNOWNED:
        rows = rows.filter(assignee__isnull=True)
    again = Stream("a", rows.filter(chased_at__isnull=False), "chased_at", down=False)
    rows = rows.filter(chased_at__isnull=True)
    calm = Stream("c", rows.filter(due_at__isnull=True, solved_at__isnull=True), "last_message_at", down=True)
    if segment is Segment.WAITING:
        return (Stream("c", calm.rows.filter(status=Status.WAITING), calm.field, down=True),)
    return (again, Stream("d", rows.filter(due_at__isnull=False), "due_at", down=False), calm)


def visible_to(viewer: Member) -> QuerySet[Ticket]:
    return Ticket.objects.all() if viewer.may("ticket.see") else Ticket.objects.none()


def _with_people(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.select_related("requester", "assignee", "custom_status", "category")


def ticket_for(viewer: Member, *, number: int) -> Ticket:
    """A ticket that the viewer may see, by the number on it. Raises Http404."""
    rows = _with_people(visible_to(viewer)).select_related("team", "requester__organization")
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404("ticket")
    return found


def of_contact(viewer: Member, contact: Contact, *, limit: int) -> list[Ticket]:
    """What we had with somebody, the newest first."""
    return list(_with_people(visible_to(viewer).filter(requester=contact)).order_by("-created_at", "-id")[:limit])


def of_organization(viewer: Member, organization: Organization, *, limit: int) -> list[Ticket]:
    """What its people have open, by deadline."""
    rows = visible_to(viewer).filter(requester__organization=organization, solved_at__isnull=True)
    due, waiting = F("due_at").asc(nulls_last=True), F("waiting_since").asc(nulls_last=True)
    return list(_with_people(rows).order_by(due, waiting, "-last_message_at", "-id")[:limit])


def page(order: Sequence[Stream], *, mark: Mark | None = None, backwards: bool = False, size: int = PAGE) -> Page:
    """The page behind a mark. Going backwards it is the page before it. A stranger's mark shows the first page."""
    if mark is None or mark.stream not in {stream.key for stream in order}:
        mark, backwards = None, False
    found = _walk(order, mark, backwards=backwards, limit=size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    first, last = (str(stream.mark(ticket)) for stream, ticket in (found[0], found[-1]))
    newer = first if (more if backwards else mark is not None) else ""
    older = last if (backwards or more) else ""
    return Page([ticket for _, ticket in found], newer=newer, older=older)


def counts(viewer: Member, *, now: datetime) -> Counts:
    """Every counter of the frame in one round trip, each stopping at 100."""
    if not viewer.may("ticket.see"):
        return Counts(0, 0, 0, 0, 0, 0, 0)
    values: dict[str, Any] = {
        "tenant": require_tenant_id(),
        "member": viewer.pk,
        "now": now,
        "most": MOST_COUNTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        late, risk, unanswered, calm, mine, mine_calm, free, free_calm, waiting, news, promise = cursor.fetchone()
    opened, own, unowned = _sum(unanswered, calm), _sum(mine, mine_calm), _sum(free, free_calm)
    return Counts(late, risk, _sum(unanswered), opened, own, unowned, waiting, news, promise)


def tags_of(tickets: Sequence[Ticket]) -> dict[UUID, list[str]]:
    """Tag names by ticket id."""
    found: dict[UUID, list[str]] = {}
    links = TicketTag.objects.filter(ticket__in=[ticket.pk for ticket in tickets]).order_by("tag__name")
    for ticket_id, name in links.values_list("ticket_id", "tag__name"):
        found.setdefault(ticket_id, []).append(name)
    return found


def marked(viewer: Member, tickets: Sequence[Ticket]) -> tuple[set[UUID], set[UUID]]:
    """Ids of the tickets in which a reply could not be delivered, and of those on which the viewer has a draft."""
    pks = [ticket.pk for ticket in tickets]
    failed = Message.objects.filter(ticket__in=pks, delivery=Delivery.FAILED).annotate(mark=Value("failed"))
    begun = Draft.objects.filter(ticket__in=pks, member=viewer).annotate(mark=Value("begun"))
    found: dict[str, set[UUID]] = {"failed": set(), "begun": set()}
    for mark, pk in failed.values_list("mark", "ticket_id").union(begun.values_list("mark", "ticket_id")):
        found[mark].add(pk)
    return found["failed"], found["begun"]


def _walk(order: Sequence[Stream], mark: Mark | None, *, backwards: bool, limit: int) -> list[tuple[Stream, Ticket]]:
    """One stream after the other from the mark on, until the limit."""
    found: list[tuple[Stream, Ticket]] = []
    passed = mark is None
    for stream in reversed(order) if backwards else order:
        here = mark if mark is not None and mark.stream == stream.key else None
        passed = passed or here is not None
        if passed and len(found) < limit:
            rows = stream.take(here, backwards=backwards, limit=limit - len(found))
            found.extend((stream, ticket) for ticket in rows)
    return found


def _beyond(field: str, mark: Mark, *, down: bool) -> Q:
    """Strictly behind the mark; the first condition lets the index start there."""
    past, edge = ("lt", "lte") if down else ("gt", "gte")
    tie = Q(**{field: mark.at, f"id__{past}": mark.id})
    return Q(**{f"{field}__{edge}": mark.at}) & (Q(**{f"{field}__{past}": mark.at}) | tie)


def _sum(*parts: int) -> int:
    return min(sum(parts), MOST_COUNTED)


_COUNTS = """
SELECT
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND due_at < %(now)s
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND due_at >= %(now)s AND risk_at <= %(now)s
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL
      AND due_at IS NOT NULL
    LIMIT %(most)s) capped)
  + (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL
      AND due_at IS NULL AND waiting_since IS NOT NULL
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL
      AND due_at IS NULL AND waiting_since IS NULL AND solved_at IS NULL
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND assignee_id = %(member)s
      AND due_at IS NOT NULL
    LIMIT %(most)s) capped)
  + (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND assignee_id = %(member)s
      AND due_at IS NULL AND waiting_since IS NOT NULL
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND assignee_id = %(member)s
      AND due_at IS NULL AND waiting_since IS NULL AND solved_at IS NULL
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND assignee_id IS NULL
      AND due_at IS NOT NULL
    LIMIT %(most)s) capped)
  + (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND assignee_id IS NULL
      AND due_at IS NULL AND waiting_since IS NOT NULL
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL AND assignee_id IS NULL
      AND due_at IS NULL AND waiting_since IS NULL AND solved_at IS NULL
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND snoozed_until IS NULL
      AND due_at IS NULL AND waiting_since IS NULL AND solved_at IS NULL AND status = 'waiting'
    LIMIT %(most)s) capped),
  (SELECT count(*) FROM (SELECT 1 FROM tickets_notification
    WHERE tenant_id = %(tenant)s AND member_id = %(member)s AND read_at IS NULL AND is_shown
    LIMIT %(most)s) capped),
  (SELECT due_at FROM tickets_promise
    WHERE tenant_id = %(tenant)s AND settled_at IS NULL AND due_at > %(now)s
    ORDER BY due_at, id LIMIT 1)
"""
