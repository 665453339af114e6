"""What was given, the newest first, and what is spent of the bounds of each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet, Sum

from helpdesk.lib import clock
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.recovery import access, periods
from tickets.recovery.deciding import limits_of
from tickets.recovery.models import Budget, Grant, Limit, Period, Voucher

PAGE, MOST = 50, 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some grants, and the ids behind which the pages before and after begin."""

    rows: Sequence[Grant]
    newer: UUID | None = None
    older: UUID | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a member gave in the period that runs, and the most he may; None where nothing bounds it now."""

    member: Member
    budget: Budget
    most: int | None

    @property
    def share(self) -> float:
        """Of his bound, from 0 to 1."""
        if self.most is None:
            return 0.0
        return min(1.0, self.budget.spent / self.most) if self.most else 1.0


def grants(viewer: Member) -> QuerySet[Grant]:
    """All that was ever given, with its people, its ticket and its voucher. In no order yet."""
    if not viewer.may("recovery.ledger"):
        return Grant.objects.none()
    people = ("given_by", "reversed_by", "contact", "approval__asked_by")
    return Grant.objects.select_related("ticket", *people).prefetch_related(
        Prefetch("vouchers", queryset=Voucher.objects.defer("sealed", "code_hash"))
    )


def page(viewer: Member, *, mark: UUID | None = None, backwards: bool = False, size: int = PAGE) -> Page:
    """The page behind a grant; going backwards it is the page before it. An unknown mark shows the first page."""
    rows = grants(viewer)
    at = rows.filter(pk=mark).values_list("created_at", flat=True).first() if mark else None
    back = backwards and at is not None
    if at is not None:
        past, edge = ("gt", "gte") if back else ("lt", "lte")
        tie = Q(created_at=at, **{f"id__{past}": mark})
        rows = rows.filter(Q(**{f"created_at__{past}": at}) | tie, **{f"created_at__{edge}": at})
    sign = "" if back else "-"
    found = list(rows.order_by(f"{sign}created_at", f"{sign}id")[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([])
    newer = found[0].pk if (more if back else at is not None) else None
    return Page(found, newer, found[-1].pk if back or more else None)


def this_month(viewer: Member) -> Mapping[str, int]:
    """What was given in the company's month and not taken back, by currency."""
    zone = tenancy.company().timezone
    first = periods.today(clock.now(), zone).replace(day=1)
    since = datetime.combine(first, time.min, ZoneInfo(zone))
    rows = grants(viewer).filter(created_at__gte=since, reversed_at__isnull=True).order_by("currency")
    return dict(rows.values_list("currency").annotate(Sum("amount")))


def of_members(viewer: Member) -> list[Spent]:
    """What is spent of each bound in the period that runs, the most used first; at most `MOST`.

    Of a kind for which nothing binds a member now, what he gave this month.
    """
    if not viewer.may("recovery.ledger"):
        return []
    limits = list(access.newest_limits().filter(is_off=False))
    budgets = list(_running(limits).order_by("-spent", "id")[:MOST])
    members = Member.objects.in_bulk({row.subject_id for row in budgets})
    found = []
    for row in budgets:
        member = members[row.subject_id]
        his = _his(member, row, limits)
        if his.period == row.period if his else (row.kind and row.period == Period.MONTH):
            found.append(Spent(member, row, his.per_period if his else None))
    return sorted(found, key=lambda one: -one.share)


def _running(limits: Iterable[Limit]) -> QuerySet[Budget]:
    """What members gave in the day, week and month that run: by the month, and by the periods of these limits."""
    company = tenancy.company()
    today = periods.today(clock.now(), company.timezone)
    since = {period: periods.starts_on(period, today, company.weekend_days) for period in Period.values}
    running = Q(period=Period.MONTH, starts_on=since[Period.MONTH]) & ~Q(kind="")
    for purpose, kind, currency, period in {(one.purpose, one.kind, one.currency, one.period) for one in limits}:
        running |= Q(purpose=purpose, kind=kind, currency=currency, period=period, starts_on=since[period])
    return Budget.objects.filter(running, scope=Budget.Scope.MEMBER, spent__gt=0)


def _his(member: Member, row: Budget, limits: Iterable[Limit]) -> Limit | None:
    """What binds the member at all that he gives of this sort, as limits stand now; they may have been set anew."""
    sort = (row.purpose, row.currency, row.kind)
    same = [one for one in limits if (one.purpose, one.currency, one.kind) == sort]
    return next((one for one in limits_of(member, same) if one.per_period is not None), None)
