"""The hours, deadlines, promises and gifts of a company."""

from datetime import date, time, timedelta
from uuid import uuid4

from helpdesk.lib import clock
from tenants.membership.models import Member
from tickets.calendars.models import Calendar, SpecialDay
from tickets.followups.models import Chaser, Promise
from tickets.messages.models import Message
from tickets.notifications.models import Notification, NotificationChoice, QuietHours
from tickets.recovery.models import (
    Approval,
    Budget,
    Charge,
    Grant,
    LedgerEntry,
    Limit,
    Recovery,
    RecoveryStep,
    Voucher,
)
from tickets.sla.models import SlaClock, SlaEvent, SlaPolicy
from tickets.ticket.models import Ticket


def fill_care(word: str, owner: Member, ticket: Ticket, reply: Message) -> None:
    """One row in each table, each carrying the word. Written past the services: it need not make sense together."""
    _fill_clocks(word, ticket)
    _fill_word(word, owner, ticket, reply)
    _fill_gifts(word, owner, ticket, reply)


def _fill_clocks(word: str, ticket: Ticket) -> None:
    now = clock.now()
    calendar = Calendar.objects.create(name=word, timezone="Asia/Riyadh")
    ours = Calendar.objects.earliest("pk")  # the one that stands for all where a path names both
    SpecialDay.objects.create(calendar=ours, name=word, first=date(2026, 3, 20), last=date(2026, 3, 22))
    policy = SlaPolicy.objects.create(name=word, calendar=calendar, position=900, channel="api", priority="low")
    ticking = SlaClock.objects.create(
        ticket=ticket, metric="resolution", cycle=900, policy=policy, policy_version=1, calendar=calendar,
        calendar_version=1, target_s=60, warn_percent=75, started_at=now, cancelled_at=now,
    )  # fmt: skip
    SlaEvent.objects.create(clock=ticking, ticket_id=ticket.pk, verb="cancelled", at=now, data={"word": word})


def _fill_word(word: str, owner: Member, ticket: Ticket, reply: Message) -> None:
    now = clock.now()
    Promise.objects.create(
        ticket=ticket, message=reply, owner=owner, made_by=owner, made_at=now, due_at=now + timedelta(days=1),
        reason=word,
    )  # fmt: skip
    Chaser.objects.create(message=reply, ticket=ticket, phrase=word, created_at=now)
    Notification.objects.create(member=owner, kind="assigned", key=word, ticket=ticket, data={"word": word})
    NotificationChoice.objects.create(member=owner, kind="assigned", in_app=True, by_mail=False)
    QuietHours.objects.create(member=owner, starts_at=time(22), ends_at=time(7))


def _fill_gifts(word: str, owner: Member, ticket: Ticket, reply: Message) -> None:
    now = clock.now()
    recovery = Recovery.objects.create(ticket=ticket, purpose="repair", cause=word, opened_by=owner)
    RecoveryStep.objects.create(recovery=recovery, step="hear", member=owner, message=reply, at=now)
    Limit.objects.create(role="agent", purpose="repair", kind="voucher", currency="SAR", version=1, set_by=owner)
    budget = Budget.objects.create(
        scope="ticket", subject_id=ticket.pk, purpose="repair", kind="voucher", currency="SAR", ceiling=5000, spent=5000
    )
    Approval.objects.create(
        ticket=ticket, recovery=recovery, kind="voucher", currency="SAR", asked=5000, reason=word, words=word,
        asked_by=owner, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    grant = Grant.objects.create(
        ticket=ticket, recovery=recovery, contact=ticket.requester, purpose="repair", kind="voucher", currency="SAR",
        amount=5000, given_by=owner, public_reading=word, key=word,
    )  # fmt: skip
    Charge.objects.create(grant=grant, budget=budget, amount=5000)
    posting = uuid4()
    for account, amount in (("cost", 5000), ("owed", -5000)):
        LedgerEntry.objects.create(
            posting=posting, grant=grant, account=account, currency="SAR", amount=amount, verb="granted", member=owner
        )
    Voucher.objects.create(grant=grant, code_hash=word, sealed="", reference=word)
