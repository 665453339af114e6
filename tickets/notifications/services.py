"""What a member does with his own notifications."""

from collections.abc import Mapping
from datetime import time
from uuid import UUID

from django.db import transaction
from django.db.models import Subquery

from helpdesk.lib import clock
from tenants.membership.models import Member
from tickets.notifications import registry
from tickets.notifications.errors import NoHours
from tickets.notifications.models import Notification, NotificationChoice, QuietHours
from tickets.notifications.rules import Way
from tickets.ticket.models import Ticket


@transaction.atomic
def read(*, notification: Notification, by: Member) -> None:
    """He knows. Read once more, it stays read since the first time."""
    _read(by, pk=notification.pk)


@transaction.atomic
def read_all(*, by: Member, until: UUID | None = None) -> int:
    """He knows of all of them; of those up to `until` (the newest that he saw). Returns how many were new."""
    if until is None:
        return _read(by)
    seen = Notification.objects.filter(member=by, pk=until).values("created_at")
    return _read(by, created_at__lte=Subquery(seen))


@transaction.atomic(savepoint=False)  # each look at a ticket pays for it
def opened(*, ticket: Ticket, by: Member) -> int:
    """He looks at the ticket: what was to be known about it is known. Returns how many were new."""
    return _read(by, ticket=ticket)


def _read(by: Member, **which: object) -> int:
    rows = Notification.objects.filter(member=by, is_shown=True, read_at__isnull=True, **which)
    count = rows.update(read_at=clock.now())
    if count:
        registry.tell([by.pk])
    return count


@transaction.atomic
def settle(*, member: Member, ways: Mapping[str, Way], starts_at: time | None, ends_at: time | None) -> None:
    """All that a member wants at once; no hours: mail at any hour. Raises NoHours."""
    for kind, way in ways.items():
        choose(member=member, kind=kind, in_app=way.in_app, by_mail=way.by_mail)
    if starts_at is None or ends_at is None:
        rest_no_more(member=member)
    else:
        rest(member=member, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def choose(*, member: Member, kind: str, in_app: bool, by_mail: bool) -> None:
    """How one kind reaches a member from now on."""
    NotificationChoice.objects.update_or_create(
        member=member, kind=kind, defaults={"in_app": in_app, "by_mail": by_mail}
    )


@transaction.atomic
def rest(*, member: Member, starts_at: time, ends_at: time) -> QuietHours:
    """No mail within these hours, to the minute. Raises NoHours when they begin where they end."""
    starts, ends = (at.replace(second=0, microsecond=0) for at in (starts_at, ends_at))
    if starts == ends:
        raise NoHours
    row, _ = QuietHours.objects.update_or_create(member=member, defaults={"starts_at": starts, "ends_at": ends})
    return row


@transaction.atomic
def rest_no_more(*, member: Member) -> None:
    """Mail at any hour."""
    QuietHours.objects.filter(member=member).delete()
