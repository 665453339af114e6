"""What is spent against each bound. One statement checks and spends, so that no race can overdraw one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.recovery import periods
from tickets.recovery.errors import OverLimit
from tickets.recovery.models import Budget, Charge, Grant, Limit, Period
from tickets.recovery.periods import Day

Place = tuple[str, str, str, str, str]
NO_BOUND = 2**63 - 1
_ORDER = ("scope", "kind", "subject_id", "period", "starts_on")
_NAMES = {
    Budget.Scope.TICKET: "per_ticket",
    Budget.Scope.CUSTOMER: "per_customer",
    Budget.Scope.MEMBER: "per_period",
}
_PERIODS: dict[str, Sequence[str]] = {
    Budget.Scope.TICKET: ("",),
    Budget.Scope.CUSTOMER: Period.values,
    Budget.Scope.MEMBER: Period.values,
}

# Rows in one order everywhere, so that two grants never wait for each other. A row that would overdraw is left out.
SPEND = """
INSERT INTO tickets_budget AS b
    (tenant_id, id, scope, subject_id, purpose, kind, currency, period, starts_on, ceiling, spent)
{rows}
ON CONFLICT ON CONSTRAINT budget_uq DO UPDATE
SET spent = b.spent + excluded.spent, ceiling = excluded.ceiling
WHERE b.spent + excluded.spent <= excluded.ceiling
RETURNING scope, kind, period, id
"""
_READ = """
SELECT scope, kind, subject_id, period, starts_on, spent FROM tickets_budget
WHERE tenant_id = %(tenant)s AND scope = ANY(%(scopes)s) AND subject_id = ANY(%(subjects)s) AND purpose = %(purpose)s
    AND kind = ANY(%(kinds)s) AND currency = %(currency)s AND (starts_on IS NULL OR starts_on = ANY(%(starts)s::date[]))
"""


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound of one limit and what is spent against it; `most` None counts and does not bind."""

    name: str
    kind: str
    most: int | None
    scope: str = ""  # "" is a single grant, which leaves nothing behind
    subject: UUID | None = None
    period: str = ""
    starts_on: date | None = None
    spent: int = 0

    @property
    def left(self) -> int | None:
        return None if self.most is None else max(0, self.most - self.spent)

    @property
    def place(self) -> Place:
        """Which row it is, in the order in which rows are taken."""
        return _place(self.scope, self.kind, self.subject, self.period, self.starts_on)


def bounds(
    limits: Sequence[Limit], *, kind: str, member: Member, ticket: UUID, contact: UUID, day: Day | None = None
) -> list[Bound]:
    """Every bound of these limits on the company's `day`, by default today, and every place that is charged.

    A place is charged where nothing binds, too: whatever limit is asked later finds what was spent. What is spent is
    not read here.
    """
    day = day or _today()
    subjects = {Budget.Scope.TICKET: ticket, Budget.Scope.CUSTOMER: contact, Budget.Scope.MEMBER: member.pk}
    since = {"": None, **{one: periods.starts_on(one, day.today, day.weekend) for one in Period.values}}
    found = [Bound("per_grant", limit.kind, limit.per_grant) for limit in limits]
    for scope, name in _NAMES.items():
        for its_kind in (str(kind), ""):
            for period in _PERIODS[scope]:
                most = _most(limits, name, its_kind, period)
                found.append(Bound(name, its_kind, most, str(scope), subjects[scope], period, since[period]))
    return found


def binding(found: Iterable[Bound]) -> list[Bound]:
    """Those that can refuse."""
    return [bound for bound in found if bound.most is not None]


def read(found: Sequence[Bound], *, purpose: str, currency: str) -> list[Bound]:
    """The same with what is spent now."""
    if not found:
        return []
    values = {
        "tenant": require_tenant_id(),
        "purpose": purpose,
        "currency": currency,
        "scopes": sorted({bound.scope for bound in found if bound.scope}),
        "subjects": list({bound.subject for bound in found if bound.subject}),
        "kinds": sorted({bound.kind for bound in found}),
        "starts": list({bound.starts_on for bound in found if bound.starts_on}),
    }
    spent = {_place(*row): total for *row, total in _rows(_READ, values)}
    return [replace(bound, spent=spent.get(bound.place, 0)) for bound in found]


def check(grant: Grant, found: Sequence[Bound]) -> None:
    """Say early what `books.enter` would refuse as things stand. Raises OverLimit."""
    known = read(binding(found), purpose=grant.purpose, currency=grant.currency)
    short = [bound for bound in known if bound.left is not None and grant.amount > bound.left]
    if short:
        raise over(grant, short)


def over(grant: Grant, refused: Sequence[Bound]) -> OverLimit:
    """The bound of these that leaves the least."""
    bound = min(refused, key=lambda bound: bound.left or 0)
    return OverLimit(bound=bound.name, kind=bound.kind, currency=grant.currency, left=bound.left or 0)


def give_back(grant: Grant) -> None:
    """Undo what a grant was charged, in the periods that it was charged to."""
    charged = Budget.objects.filter(charges__grant=grant).order_by(*_ORDER)
    freed = [row.pk for row in charged.select_for_update(of=("self",), no_key=True).only("pk")]
    Budget.objects.filter(pk__in=freed).update(spent=F("spent") - grant.amount)
    Charge.objects.bulk_create(Charge(grant=grant, budget_id=budget, amount=-grant.amount) for budget in freed)


def _most(limits: Iterable[Limit], name: str, kind: str, period: str) -> int | None:
    """The strictest of those that hold at a place; None where none does. On a ticket a limit's period is nothing."""
    here = (limit for limit in limits if limit.kind == kind and period in {"", limit.period})
    return min((most for limit in here if (most := getattr(limit, name)) is not None), default=None)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _today() -> Day:
    company = tenancy.company()
    return Day.of(clock.now(), company.timezone, company.weekend_days)


def _place(scope: str, kind: str, subject: UUID | None, period: str, starts_on: date | None) -> Place:
    return (scope, kind, str(subject), period, str(starts_on or ""))
