from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from helpdesk.lib import clock
from helpdesk.web import translated
from tenants.isolation.context import require_tenant_id
from tenants.isolation.ids import uuid7
from tenants.membership.models import Member, Team
from tickets.contacts.models import Contact
from tickets.ticket import registry, rules, selectors
from tickets.ticket.errors import Archived, Removed
from tickets.ticket.models import Category, CustomStatus, Status, Tag, Ticket, TicketTag
from tickets.timeline import services as timeline

_NEXT_NUMBER = """
INSERT INTO tickets_counter (tenant_id, id, last) VALUES (%s, %s, 1)
ON CONFLICT (tenant_id) DO UPDATE SET last = tickets_counter.last + 1 RETURNING last
"""


# What a message changes of its ticket.
_OF_A_MESSAGE = (
    *("status", "custom_status", "waiting_since", "solved_at"),
    *("preview", "last_message_at"),
)


def _take_number() -> int:
    """The next number of this tenant. Locks the counter to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [require_tenant_id(), uuid7()])
        return int(cursor.fetchone()[0])


@transaction.atomic(savepoint=False)  # inside a service that has one
def create(
    *,
    subject: str,
    requester: Contact,
    channel: str,
    by: Member | None = None,
    language: str = "",
    assignee: Member | None = None,
    team: Team | None = None,
    category: Category | None = None,
    priority: str = "normal",
) -> Ticket:
    """Open a ticket. Nothing slow may follow in the transaction: the number's row is locked until it ends."""
    now = clock.now()
    ticket = Ticket.objects.create(
        number=_take_number(),
        subject=subject[:300],
        requester=requester,
        channel=channel,
        language=language,
        assignee=assignee,
        team=team,
        category=category,
        priority=priority,
        last_message_at=now,
    )
    timeline.record(ticket_id=ticket.pk, verb="ticket.created", by=by, number=ticket.number, channel=channel)
    if assignee is not None:
        timeline.record(ticket_id=ticket.pk, verb="ticket.assignee", by=by, before="", after=str(assignee))
    return ticket


def lock(ticket: Ticket) -> Ticket:
    """The row as it is now, held to the end of the transaction.

    Taken before anything is said, so that messages of one ticket are committed in the order of their ids. Its key
    stays free: rows that point at the ticket are written beside it.
    """
    return Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)


def touch(ticket: Ticket) -> None:
    """Something that is kept beside the row changed: who asks what is new since a moment must find the ticket."""
    ticket.save(update_fields=["updated_at"])


@transaction.atomic(savepoint=False)  # inside a service that has one
def customer_wrote(*, ticket: Ticket, text: str, at: datetime, language: str) -> Ticket:
    """It is our turn. Reopens what was waiting or solved; the clock runs from the first unanswered message.

    `ticket` is the row as `lock` gave it. Words that are older than what we knew count from when they were said.
    """
    before = ticket.status
    ticket.waiting_since = min(ticket.waiting_since or at, at) if text else ticket.waiting_since or at
    _move(ticket, Status.NEW if ticket.first_replied_at is None and before == Status.NEW else Status.OPEN)
    ticket.solved_at = None
    ticket.language = language or ticket.language
    _show_last(ticket, text, at)
    slept, ticket.snoozed_until = ticket.snoozed_until is not None, None
    registry.save(ticket, *_OF_A_MESSAGE, "language")
    if slept:
        to = selectors.wakers([ticket.pk])[ticket.pk]
        timeline.record(ticket_id=ticket.pk, verb="ticket.woken", by_customer=True, to=to)
    if before in (Status.SOLVED, Status.WAITING):
        timeline.record(ticket_id=ticket.pk, verb="ticket.reopened", before=before, after=ticket.status)
    return ticket


@transaction.atomic(savepoint=False)  # inside a service that has one
def we_replied(*, ticket: Ticket, by: Member, text: str, at: datetime, then: str) -> Ticket:
    """The customer has our answer. `then` is the status to leave it in: open, waiting or solved.

    `ticket` is the row as `lock` gave it.
    """
    before = ticket.status
    ticket.first_replied_at = ticket.first_replied_at or at
    ticket.waiting_since = None
    ticket.assignee_id = ticket.assignee_id or by.pk
    _set_status(ticket, then, at)
    _show_last(ticket, text, at)
    registry.save(ticket, *_OF_A_MESSAGE, "first_replied_at", "assignee")
    if before != ticket.status:
        timeline.record(ticket_id=ticket.pk, verb="ticket.status", by=by, before=before, after=ticket.status)
    return ticket


@transaction.atomic
def answer_lost(*, ticket_id: UUID, at: datetime) -> None:
    """An answer did not arrive: the customer still waits, so it is our turn again, whatever we had set."""
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=ticket_id)
    if ticket.waiting_since is not None:
        touch(ticket)
        return
    before = ticket.status
    _move(ticket, Status.OPEN)
    ticket.solved_at, ticket.waiting_since = None, at
    registry.save(ticket, "status", "custom_status", "solved_at", "waiting_since")
    timeline.record(ticket_id=ticket.pk, verb="ticket.status", before=before, after=ticket.status)


@transaction.atomic(savepoint=False)  # inside a service that has one
def answer_found(*, ticket: Ticket, waits_since: datetime | None) -> None:
    """An answer that we took for lost is on its way again, or was there all the time.

    `ticket` is the row as `lock` gave it; `waits_since` is when the customer spoke after we had lost it.
    """
    if ticket.waiting_since is None:
        touch(ticket)
        return
    before = ticket.status
    ticket.waiting_since = waits_since
    if waits_since is None and before == Status.OPEN:
        _move(ticket, Status.WAITING)
    registry.save(ticket, "status", "custom_status", "waiting_since")
    if before != ticket.status:
        timeline.record(ticket_id=ticket.pk, verb="ticket.status", before=before, after=ticket.status)


@transaction.atomic
def answered_elsewhere(*, ticket: Ticket, at: datetime, waits_since: datetime | None = None) -> None:
    """Somebody of ours answered where the customer spoke, not from this desk. `ticket` is the row as `lock` gave it.

    `waits_since` is when the customer spoke again after it; None when we wait for him now.
    """
    if ticket.waiting_since is None or ticket.waiting_since > at:
        return
    for _, listen in registry.answers:
        listen(ticket, at)
    before = ticket.status
    ticket.first_replied_at = min(ticket.first_replied_at or at, at)
    _set_status(ticket, Status.OPEN if waits_since else Status.WAITING, at)
    ticket.waiting_since = waits_since
    registry.save(ticket, "status", "custom_status", "solved_at", "waiting_since", "first_replied_at")
    timeline.record(ticket_id=ticket.pk, verb="ticket.status", before=before, after=ticket.status)


def _show_last(ticket: Ticket, text: str, at: datetime) -> None:
    ticket.preview = rules.preview(text)
    ticket.last_message_at = max(ticket.last_message_at, at)


def _move(ticket: Ticket, status: str) -> None:
    """The one place where `status` changes: a company's own name belongs to one kind and goes with it."""
    if ticket.status != status:
        ticket.custom_status = None
    ticket.status = status


def _set_status(ticket: Ticket, status: str, at: datetime) -> None:
    _move(ticket, status)
    ticket.solved_at = (ticket.solved_at or at) if status == Status.SOLVED else None
    if status in (Status.SOLVED, Status.WAITING):
        ticket.waiting_since = None
    if status == Status.SOLVED:
        ticket.snoozed_until = None


@transaction.atomic
def set_status(*, ticket: Ticket, status: str, by: Member, custom: CustomStatus | None = None) -> Ticket:
    """Solve, reopen or park by hand. Opened again, whoever had no answer waits since he asked; what was solved is our
    turn anyway.

    `custom` is the company's own name for it, which must be of that kind; None takes an own name away. Raises Archived.
    """
    if custom is not None and (custom.kind != status or custom.archived_at is not None):
        raise Archived(str(custom))
    ticket = lock(ticket)
    before, before_name, now = ticket.status, ticket.custom_status, clock.now()
    if (before, before_name) == (status, custom):
        return ticket
    _set_status(ticket, status, now)
    ticket.custom_status = custom
    if before in (Status.SOLVED, Status.WAITING) and status in (Status.NEW, Status.OPEN):
        ticket.waiting_since = _asked(ticket) or (now if before == Status.SOLVED else None)
    registry.save(ticket, "status", "custom_status", "solved_at", "waiting_since")
    names = {"before_name": _labels(before_name), "after_name": _labels(custom)}
    timeline.record(ticket_id=ticket.pk, verb="ticket.status", by=by, before=before, after=status, **names)
    return ticket


def _asked(ticket: Ticket) -> datetime | None:
    """Since when the customer has had no answer. Parked or solved by hand, he has none all the same."""
    return min((at for _, ask in registry.askers if (at := ask(ticket)) is not None), default=None)


@transaction.atomic
def set_custom_status(*, ticket: Ticket, custom_status: CustomStatus | None, by: Member) -> Ticket:
    """Move it to a status of the company's own, and so to its kind; None leaves the kind alone. Raises Archived."""
    kind = custom_status.kind if custom_status else lock(ticket).status
    return set_status(ticket=ticket, status=kind, by=by, custom=custom_status)


@transaction.atomic
def set_category(*, ticket: Ticket, category: Category | None, by: Member) -> Ticket:
    """Say what it is about, or nothing. Raises Archived for a category that is offered no more."""
    ticket = lock(ticket)
    before = ticket.category
    if before == category:
        return ticket
    if category is not None and category.archived_at is not None:
        raise Archived(str(category))
    ticket.category = category
    ticket.save(update_fields=["category", "updated_at"])
    names = {"before": _labels(before), "after": _labels(category)}
    timeline.record(ticket_id=ticket.pk, verb="ticket.category", by=by, **names)
    return ticket


def _labels(label: CustomStatus | Category | None) -> dict[str, str]:
    """Its names as they are now, by language: the history keeps them when they change."""
    return {code: name for code, name in translated.words_of(label, "name").items() if name} if label else {}


@transaction.atomic
def set_priority(*, ticket: Ticket, priority: str, by: Member) -> Ticket:
    return _change(ticket, "priority", priority, by)


@transaction.atomic
def set_requester(*, ticket: Ticket, requester: Contact, by: Member) -> Ticket:
    """It turned out who asks. Who finds the ticket by the asker's name is told by the caller (search.reindex).

    Raises RequesterStays.
    """
    ticket = lock(ticket)
    if ticket.requester_id != requester.pk:
        for _, check in registry.objections:
            check(ticket, by)
    return _change(ticket, "requester", requester, by)


@transaction.atomic
def assign(*, ticket: Ticket, assignee: Member | None, by: Member) -> Ticket:
    """Give it to a member, or to nobody. Raises Removed for a member who has left."""
    if assignee is not None and assignee.removed_at is not None:
        raise Removed(str(assignee))
    return _change(ticket, "assignee", assignee, by)


@transaction.atomic
def release(*, member: Member, by: Member) -> int:
    """Somebody leaves: what he has not solved waits for anybody. Returns how many tickets that were."""
    left = list(Ticket.objects.filter(assignee=member).exclude(status=Status.SOLVED).order_by("id"))
    for ticket in left:
        assign(ticket=ticket, assignee=None, by=by)
    return len(left)


@transaction.atomic
def set_team(*, ticket: Ticket, team: Team | None, by: Member) -> Ticket:
    return _change(ticket, "team", team, by)


def _change(ticket: Ticket, field: str, value: Any, by: Member) -> Ticket:
    ticket = lock(ticket)
    before = getattr(ticket, field)
    if before == value:
        return ticket
    setattr(ticket, field, value)
    registry.save(ticket, field)
    timeline.record(
        ticket_id=ticket.pk, verb=f"ticket.{field}", by=by, before=str(before or ""), after=str(value or "")
    )
    return ticket


@transaction.atomic
def set_tags(*, ticket: Ticket, names: Iterable[str], by: Member) -> list[str]:
    """Make the tags exactly these. Returns them as stored, without repeats."""
    wanted = list(dict.fromkeys(name.strip()[:40] for name in names if name.strip()))
    ticket = lock(ticket)
    links = {link.tag.name: link for link in TicketTag.objects.filter(ticket=ticket).select_related("tag")}
    for name in links.keys() - set(wanted):
        links[name].delete()
    for name in wanted:
        if name not in links:
            tag, _ = Tag.objects.get_or_create(name=name)
            TicketTag.objects.create(ticket=ticket, tag=tag)
    if set(wanted) != links.keys():
        registry.save(ticket)
        timeline.record(ticket_id=ticket.pk, verb="ticket.tags", by=by, before=sorted(links), after=wanted)
    return wanted


@transaction.atomic
def add_tag(*, ticket: Ticket, name: str, by: Member) -> list[str]:
    """Put one tag on. Read under the lock: of two who add at once, neither loses a tag."""
    return set_tags(ticket=ticket, names=[*_tags(lock(ticket)), name], by=by)


@transaction.atomic
def remove_tag(*, ticket: Ticket, name: str, by: Member) -> list[str]:
    """Take one tag off. One that is not there changes nothing."""
    return set_tags(ticket=ticket, names=[tag for tag in _tags(lock(ticket)) if tag != name], by=by)


def _tags(ticket: Ticket) -> list[str]:
    return list(TicketTag.objects.filter(ticket=ticket).order_by("id").values_list("tag__name", flat=True))
