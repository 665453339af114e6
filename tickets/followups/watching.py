"""What promises and chasers keep on the row of their ticket."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Min, Subquery, Value
from django.db.models.functions import Coalesce

from tickets.followups.models import Chaser, Promise
from tickets.messages.models import Delivery, Kind, Message
from tickets.ticket.models import Ticket

_BEFORE_ALL: Final = UUID(int=0)


def watch(ticket: Ticket) -> None:
    """Watcher of tickets: a promise follows the assignee; whether he has asked again since our last answer.

    `promised_at` is set by the verbs of this room, under the ticket's lock. Without a promise and without a waiting
    customer it costs no query.
    """
    if ticket.promised_at is not None:
        owed = Promise.objects.filter(ticket=ticket, settled_at__isnull=True)
        owed.exclude(owner=ticket.assignee_id).update(owner=ticket.assignee_id)
    ticket.chased_at = _asked_again(ticket) if ticket.waiting_since is not None else None


def _asked_again(ticket: Ticket) -> datetime | None:
    """The first time since our last answer. Ids of one ticket's messages rise in the order of their commits."""
    answers = Message.objects.filter(ticket=ticket, kind=Kind.REPLY).exclude(delivery=Delivery.FAILED)
    last = Coalesce(Subquery(answers.order_by("-pk").values("pk")[:1]), Value(_BEFORE_ALL))
    since = Chaser.objects.filter(ticket=ticket, message_id__gt=last)
    at: datetime | None = since.aggregate(at=Min("created_at"))["at"]
    return at
