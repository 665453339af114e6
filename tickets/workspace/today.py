"""The figures of the front page: who waits, how fast we answered today, how many got an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
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
MOST_BARS = 4
MOST_WAITING = 500
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of one kind; percent of the busiest kind."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Waiting:
    channels: Sequence[Bar]
    languages: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Week:
    """Messages of customers by day, oldest first, and the share that got an answer."""

    days: Sequence[Day]

    @property
    def today(self) -> Day:
        return self.days[-1]


def greeting(name: str, now: datetime) -> SafeString:
    """By the hour in the company's time zone, with the first name."""
    hour, first = timezone.localtime(now).hour, format_html("<bdi>{}</bdi>", name.split(" ")[0])
    if 4 <= hour < 12:
        return format_html(_("Good morning, {}"), first)
    if 12 <= hour < 18:
        return format_html(_("Good afternoon, {}"), first)
    if 18 <= hour < 22:
        return format_html(_("Good evening, {}"), first)
    return format_html(pgettext("at night", "Hello, {}"), first)


def answers_today(now: datetime) -> list[float]:
    """Minutes each person waited for an answer we gave today."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    same = Message.objects.filter(ticket=OuterRef("ticket"), created_at__lt=OuterRef("created_at"))
    before = same.filter(kind=Kind.REPLY).order_by("-created_at").values("created_at")[:1]
    asked = same.filter(kind=Kind.CUSTOMER, created_at__gt=Coalesce(OuterRef("before"), Value(_EVER)))
    replies = Message.objects.filter(kind=Kind.REPLY, created_at__gte=start).annotate(before=Subquery(before))
    times = replies.values_list("created_at", Subquery(asked.order_by("created_at").values("created_at")[:1]))
    return [max(0.0, (at - asked_at).total_seconds() / 60) for at, asked_at in times if asked_at is not None]


def week(now: datetime) -> Week:
    """The last seven days in the company's time zone."""
    today = timezone.localtime(now)
    start = (today - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    came = Message.objects.filter(kind=Kind.CUSTOMER, created_at__gte=start)
    messages = _by_day(came)
    missed = _by_day(came.filter(ticket__waiting_since__lte=F("created_at")))
    days = [start + timedelta(days=index) for index in range(DAYS)]
    return Week([_day(day, messages[day.date()], missed[day.date()]) for day in days])


def _day(day: datetime, messages: int, missed: int) -> Day:
    return Day(clock.weekday(day), messages, messages - missed)


def _by_day(messages: QuerySet[Message]) -> Counter[date]:
    """How many on each day of the company. Counts what stands in the index, so that no row is read."""
    days = messages.values_list(TruncDate("created_at")).annotate(Count("created_at")).order_by()
    return Counter(dict(days))


def waiting(viewer: Member) -> Waiting:
    """Who waits for us, by channel and by language, the busiest first: of those who are due first."""
    rows = selectors.visible_to(viewer).filter(waiting_since__isnull=False, snoozed_until__isnull=True)
    due = rows.filter(due_at__isnull=False).order_by("due_at", "id").values_list("channel", "language")
    undue = rows.filter(due_at__isnull=True).order_by("waiting_since", "id").values_list("channel", "language")
    found = list(due[:MOST_WAITING].union(undue[:MOST_WAITING], all=True))
    channels = Counter(channel for channel, _language_code in found)
    languages = Counter(language for _channel, language in found)
    return Waiting(_bars(channels, lambda channel: str(Channel(channel).label)), _bars(languages, _language))


def _bars(counted: Counter[str], label: Callable[[str], str]) -> list[Bar]:
    found = counted.most_common(MOST_BARS)
    most = max((count for _key, count in found), default=1)
    return [Bar(label(key), count, round(100 * count / most)) for key, count in found]


def _language(code: str) -> str:
    """Its name in the reader's own language."""
    locale = Locale.parse((get_language() or "en").split("-")[0])
    return str(locale.languages.get(code) or _("unknown language"))


def next_due(viewer: Member) -> Sequence[Ticket]:
    """The next people to answer."""
    return selectors.page(selectors.streams(viewer, Segment.ALL)[:2], size=NEXT).tickets


def waited(rows: Sequence[Ticket], now: datetime) -> SafeString | str:
    """How long the one of them has waited who has waited longest; "" when nobody waits."""
    since = min((one.waiting_since for one in rows if one.waiting_since is not None), default=None)
    return clock.duration((now - since).total_seconds() / 60) if since else ""


def typical(minutes: Sequence[float]) -> str:
    """What stands at the needle of the strip."""
    return _("we, %(time)s") % {"time": clock.duration(charts.median(minutes))} if minutes else ""
