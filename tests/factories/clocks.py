"""Many running clocks, written past the services: what is tested with them is reading and telling."""

from datetime import timedelta

from helpdesk.lib import clock
from tickets.calendars import services as calendars
from tickets.contacts import services as contacts
from tickets.sla import policies
from tickets.sla.models import Metric, SlaClock
from tickets.ticket.models import Ticket

BATCH = 2000


def fill_clocks(number: int, *, minutes: float) -> int:
    """So many tickets, each with one clock for an answer that is due then, and was warned of. Needs a tenant."""
    now = clock.now()
    due, start = now + timedelta(minutes=minutes), now - timedelta(hours=4)
    hours, policy = calendars.default(), policies.current()[-1]
    asker = contacts.by_email(email="many@example.com", name="Many")
    first = Ticket.objects.count() + 1
    for begin in range(0, number, BATCH):
        batch = range(first + begin, first + min(begin + BATCH, number))
        tickets = Ticket.objects.bulk_create(
            Ticket(number=one, subject=f"Matter {one}", requester=asker, channel="email", waiting_since=start,
                   due_at=due, risk_at=start, last_message_at=start) for one in batch
        )  # fmt: skip
        SlaClock.objects.bulk_create(
            SlaClock(ticket=ticket, metric=Metric.FIRST, policy=policy, policy_version=policy.version, calendar=hours,
                     calendar_version=hours.version, target_s=14400, warn_percent=75, started_at=start,
                     running_since=start, due_at=due, next_at=due, warned_at=start) for ticket in tickets
        )  # fmt: skip
    return number
