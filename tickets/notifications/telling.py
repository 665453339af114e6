"""From what happened to whom it concerns: a reader of the timeline."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from tickets.notifications import mailing, registry, rules, selectors
from tickets.notifications.models import Notification
from tickets.notifications.rules import TELLINGS, Telling, Way
from tickets.notifications.selectors import Circle
from tickets.timeline.models import Event

_LISTS = ("to", "members", "able")


@transaction.atomic(savepoint=False)  # in the transaction of the change
def tell(events: Sequence[Event]) -> None:
    """Notify whom these changes concern, each of the same thing once. The same few statements for one as for many."""
    known = [event for event in events if event.verb in TELLINGS]
    if not known:
        return
    wanted = _wanted(known)
    if not wanted:
        return
    ways = selectors.chosen({row.member_id for row in wanted})
    rows = [row for row in wanted if not _way(row, ways).is_silent]
    for row in rows:
        row.is_shown = _way(row, ways).in_app
    fresh = _insert(rows)
    mailing.queue([row for row in fresh if _way(row, ways).by_mail])
    registry.tell({row.member_id for row in fresh if row.is_shown})


def _wanted(events: Sequence[Event]) -> list[Notification]:
    tellings = [TELLINGS[event.verb] for event in events]
    named = set[UUID]().union(*(rules.listed(TELLINGS[event.verb], event.data) for event in events))
    circle = selectors.circle(
        tickets=(event.ticket_id for event in events),
        named=named,
        with_leads=any(telling.leads or telling.else_leads for telling in tellings),
    )
    return [row for event in events for row in _of(event, TELLINGS[event.verb], circle)]


def _of(event: Event, telling: Telling, circle: Circle) -> Iterator[Notification]:
    ticket = circle.tickets.get(event.ticket_id)
    if ticket is None:
        return
    assignee, leads = ticket.assignee_id, circle.leads_of(ticket)
    told = rules.recipients(
        telling,
        named=rules.listed(telling, event.data),
        assignee=assignee,
        leads=leads,
        actor=event.member_id,
        able=rules.able(telling, event.data),
    )
    for pk in sorted(told):
        if pk in circle.members and circle.members[pk].may(telling.needs):
            yield Notification(
                member_id=pk,
                kind=telling.kind,
                key=rules.key_of(telling, event.pk, event.data),
                ticket_id=event.ticket_id,
                actor_id=event.member_id,
                data={name: value for name, value in event.data.items() if name not in _LISTS},
            )


def _insert(rows: Sequence[Notification]) -> list[Notification]:
    """Those that nobody had told before."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    there = set(Notification.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in there]


def _way(row: Notification, ways: dict[tuple[UUID, str], Way]) -> Way:
    member_id: Any = row.member_id
    return ways.get((member_id, row.kind)) or rules.DEFAULTS[row.kind]
