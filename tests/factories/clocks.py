"""Many running clocks and open promises, written past the services: what is tested is reading and telling."""

from datetime import timedelta

from helpdesk.lib import clock
from tenants.membership.models import Member
from tickets.calendars import services as calendars
from tickets.contacts import services as contacts
from tickets.followups.models import Promise
from tickets.messages.models import Message
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


def fill_promises(number: int, *, minutes: float, owner: Member) -> int:
    """So many tickets, each with a reply that promised the next word by then. Needs a tenant."""
    now = clock.now()
    due, start = now + timedelta(minutes=minutes), now - timedelta(hours=4)
    asker = contacts.by_email(email="many@example.com", name="Many")
    first = Ticket.objects.count() + 1
    for begin in range(0, number, BATCH):
        tickets = Ticket.objects.bulk_create(
            Ticket(number=one, subject=f"Matter {one}", requester=asker, channel="email", status="waiting",
                   assignee=owner, promised_at=due, first_replied_at=start, last_message_at=start)
            for one in range(first + begin, first + min(begin + BATCH, number))
        )  # fmt: skip
        replies = Message.objects.bulk_create(
            Message(ticket=ticket, kind="reply", member=owner, text="We look into it.", delivery="sent", sent_at=start,
                    created_at=start) for ticket in tickets
        )  # fmt: skip
        Promise.objects.bulk_create(
            Promise(ticket=reply.ticket, message=reply, owner=owner, made_by=owner, made_at=start, due_at=due,
                    stage=2, next_at=due) for reply in replies
        )  # fmt: skip
    return number
