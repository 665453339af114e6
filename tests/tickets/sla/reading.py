"""What the clocks of a ticket say."""

from datetime import UTC, datetime, timedelta
from typing import Any

from helpdesk.lib import clock
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.sla.models import SlaClock, SlaEvent
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event


def _next_sunday() -> datetime:
    """At ten, and not before tomorrow: people of the tests are made today, and sign in then."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    day = tomorrow + timedelta(days=6 - tomorrow.weekday())
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


TEN = _next_sunday()


ORDER = SlaEvent.Verb.values


def at(hours: float) -> datetime:
    return TEN + timedelta(hours=hours)


def hours_of(moment: datetime | None) -> float | None:
    """Since ten."""
    return None if moment is None else (moment - TEN).total_seconds() / 3600


def clock_of(ticket: Ticket, metric: str) -> SlaClock:
    """The newest."""
    return SlaClock.objects.filter(ticket=ticket, metric=metric).latest("cycle")


def due(ticket: Ticket) -> tuple[float | None, float | None]:
    """What the row says: by when, and from when that is in danger."""
    row = Ticket.objects.get(pk=ticket.pk)
    return hours_of(row.due_at), hours_of(row.risk_at)


def story(ticket: Ticket, metric: str = "") -> list[Any]:
    """What happened to its clocks, in order: (metric, cycle, verb, when)."""
    rows = SlaEvent.objects.filter(ticket_id=ticket.pk).select_related("clock")
    rows = sorted(rows, key=lambda row: (row.at, row.clock.metric, row.clock.cycle, ORDER.index(row.verb)))
    found = [(row.clock.metric, row.clock.cycle, row.verb, hours_of(row.at)) for row in rows]
    return [tuple(row[1:]) for row in found if row[0] == metric] if metric else found


def told(ticket: Ticket) -> list[tuple[str, str]]:
    """What the timeline says of its clocks."""
    rows = Event.objects.filter(ticket_id=ticket.pk, verb__startswith="sla.").order_by("created_at", "id")
    return [(row.verb, row.data["metric"]) for row in sorted(rows, key=lambda row: (row.created_at, row.data["due"]))]


def send(reply: Message) -> None:
    """Its channel took it, now."""
    messages.delivered(message_id=str(reply.pk), at=clock.now())


def ask(ticket: Ticket, body: str = "And when will it come?") -> Message:
    """The customer writes once more, now."""
    return messages.receive(ticket=Ticket.objects.get(pk=ticket.pk), contact=ticket.requester, body=body)
