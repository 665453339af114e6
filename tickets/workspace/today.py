"""The figures of the front page: who waits, how fast we answered today, how many got an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.web import charts, clock
from helpdesk.web.charts import Day
from tenants.membership.models import Member
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Channel, Ticket
from tickets.workspace import selectors
from tickets.workspace.segments import Segment

DAYS = 7
NEXT = 5
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ChannelBar:
    """How many wait on one channel; percent of the busiest."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Week:
    """Messages of customers by day, oldest first, and the share that got an answer."""

    days: Sequence[Day]

    @property
    def today(self) -> Day:
        return self.days[-1]


def greeting(name: str, now: datetime) -> str:
    """By the hour in the company's time zone, with the first name."""
    hour, first = timezone.localtime(now).hour, name.split(" ")[0]
    if 4 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": first}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": first}
    return _("Good evening, %(name)s") % {"name": first}


def answers_today(now: datetime) -> list[float]:
    """Minutes each person waited for an answer we gave today."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    same = Message.objects.filter(ticket=OuterRef("ticket"), created_at__lt=OuterRef("created_at"))
    before = same.filter(kind=Kind.REPLY).order_by("-created_at").values("created_at")[:1]
    asked = same.filter(kind=Kind.CUSTOMER, created_at__gt=Coalesce(OuterRef("before"), Value(_EVER)))
    replies = (
        Message.objects.filter(kind=Kind.REPLY, created_at__gte=start)
        .annotate(before=Subquery(before))
        .annotate(asked=Subquery(asked.order_by("created_at").values("created_at")[:1]))
        .filter(asked__isnull=False)
    )
    return [
        max(0.0, (at - asked_at).total_seconds() / 60) for at, asked_at in replies.values_list("created_at", "asked")
    ]


def week(now: datetime) -> Week:
    """The last seven days in the company's time zone."""
    today = timezone.localtime(now)
    start = (today - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    still = Q(ticket__waiting_since__isnull=False, created_at__gte=F("ticket__waiting_since"))
    rows = (
        Message.objects.filter(kind=Kind.CUSTOMER, created_at__gte=start)
        .values(day=TruncDate("created_at"))
        .annotate(messages=Count("id"), missed=Count("id", filter=still))
    )
    found = {row["day"]: (row["messages"], row["messages"] - row["missed"]) for row in rows.order_by("day")}
    dates = [start + timedelta(days=index) for index in range(DAYS)]
    return Week([Day(clock.weekday(date), *found.get(date.date(), (0, 0))) for date in dates])


def waiting_by_channel(viewer: Member) -> list[ChannelBar]:
    """Who waits for us, by the channel they wrote on, the busiest first."""
    rows = selectors.visible_to(viewer).filter(waiting_since__isnull=False).order_by()
    counted = rows.values("channel").annotate(count=Count("id")).order_by("-count")
    most = max((row["count"] for row in counted), default=1)
    return [
        ChannelBar(str(Channel(row["channel"]).label), row["count"], round(100 * row["count"] / most))
        for row in counted
    ]


def longest_waiting(viewer: Member) -> Sequence[Ticket]:
    """The next people to answer."""
    return selectors.page(selectors.streams(viewer, Segment.ALL)[:1], size=NEXT).tickets


def typical(minutes: Sequence[float]) -> str:
    """What stands at the needle of the strip."""
    return _("we, %(time)s") % {"time": clock.duration(charts.median(minutes))} if minutes else ""
