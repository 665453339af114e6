"""What promises and chasers keep on the row of their ticket."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tickets.followups import chasing
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
    """The first time since our last answer. Ids of one ticket's messages rise in the order of their commits.

    Asked before somebody waits, it counts only where our answer to it was lost. What turns out to have been said first
    asked nothing again.
    """
    marks = _marks(ticket)
    first = marks.select_related("message").first()
    if first is not None and first.created_at == ticket.waiting_since and not chasing.had_to_ask(ticket, first.message):
        first.delete()
        first = marks.first()
    return first.created_at if first else None


def _marks(ticket: Ticket) -> QuerySet[Chaser]:
    replies = Message.objects.filter(ticket=ticket, kind=Kind.REPLY).order_by("-pk").values("pk")
    answered = Coalesce(Subquery(replies.exclude(delivery=Delivery.FAILED)[:1]), Value(_BEFORE_ALL))
    lost = Coalesce(Subquery(replies.filter(delivery=Delivery.FAILED)[:1]), Value(_BEFORE_ALL))
    waiting = Q(created_at__gte=ticket.waiting_since) | Q(message_id__lt=lost)
    return Chaser.objects.filter(waiting, ticket=ticket, message_id__gt=answered).order_by("created_at", "pk")
