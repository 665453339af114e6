"""What is spent against each bound. One statement checks and spends, so that no race can overdraw one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tenants.isolation.ids import uuid7
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.recovery import periods
from tickets.recovery.errors import OverLimit
from tickets.recovery.models import Budget, Charge, Grant, Limit

NO_BOUND = 2**63 - 1
_NAMES = {
    Budget.Scope.TICKET: "per_ticket",
    Budget.Scope.CUSTOMER: "per_customer",
    Budget.Scope.MEMBER: "per_period",
}

# Rows in one order everywhere, so that two grants never wait for each other. A row that would overdraw is left out.
SPEND = """
INSERT INTO tickets_budget AS b
    (tenant_id, id, scope, subject_id, purpose, kind, currency, period, starts_on, ceiling, spent)
VALUES {rows}
ON CONFLICT ON CONSTRAINT budget_uq DO UPDATE
SET spent = b.spent + excluded.spent, ceiling = excluded.ceiling
WHERE b.spent + excluded.spent <= excluded.ceiling
RETURNING scope, kind, id
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


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
    def place(self) -> tuple[str, str, str, str, str]:
        """Which row it is, in the order in which rows are taken."""
        return (self.scope, self.kind, str(self.subject), self.period, str(self.starts_on or ""))


def bounds(limits: Iterable[Limit], *, member: Member, ticket: UUID, contact: UUID) -> list[Bound]:
    """Every bound of these limits, as they hold today; what is spent is not read yet."""
    company = tenancy.company()
    today, weekend = periods.today(clock.now(), company.timezone), company.weekend_days
    subjects = {Budget.Scope.TICKET: ticket, Budget.Scope.CUSTOMER: contact, Budget.Scope.MEMBER: member.pk}
    found = []
    for limit in limits:
        found.append(Bound("per_grant", limit.kind, limit.per_grant))
        for scope, name in _NAMES.items():
            period = "" if scope == Budget.Scope.TICKET else limit.period
            since = periods.starts_on(period, today, weekend) if period else None
            found.append(Bound(name, limit.kind, getattr(limit, name), str(scope), subjects[scope], str(period), since))
    return found


def read(found: Sequence[Bound], *, purpose: str, currency: str) -> list[Bound]:
    """The same with what is spent now."""
    rows = Budget.objects.filter(
        Q(subject_id__in={bound.subject for bound in found if bound.subject}),
        purpose=purpose,
        currency=currency,
        kind__in={bound.kind for bound in found},
    )
    spent = {
        (row.scope, row.kind, str(row.subject_id), row.period, str(row.starts_on or "")): row.spent for row in rows
    }
    return [replace(bound, spent=spent.get(bound.place, 0)) for bound in found]


def check(grant: Grant, found: Sequence[Bound]) -> None:
    """Say early what `spend` would refuse as things stand. Raises OverLimit."""
    known = read(found, purpose=grant.purpose, currency=grant.currency)
    over = [bound for bound in known if bound.left is not None and grant.amount > bound.left]
    if over:
        raise _over(grant, over)


def spend(grant: Grant, found: Sequence[Bound]) -> None:
    """Charge a grant that `check` let pass to every bound. Raises OverLimit: keep nothing of the transaction then."""
    charged = sorted((bound for bound in found if bound.scope), key=lambda bound: bound.place)
    taken = _spend(grant, charged)
    if len(taken) < len(charged):
        refused = [bound for bound in charged if (bound.scope, bound.kind) not in taken]
        raise _over(grant, read(refused, purpose=grant.purpose, currency=grant.currency))
    Charge.objects.bulk_create(
        Charge(grant_id=grant.pk, budget_id=budget, amount=grant.amount) for budget in taken.values()
    )


def give_back(grant: Grant) -> None:
    """Undo what a grant was charged, in the periods that it was charged to."""
    charges = Charge.objects.filter(grant=grant).select_related("budget")
    for charge in sorted(charges, key=lambda charge: _place(charge.budget)):
        Budget.objects.filter(pk=charge.budget_id).update(spent=F("spent") - charge.amount)
        Charge.objects.create(grant=grant, budget_id=charge.budget_id, amount=-charge.amount)


def _spend(grant: Grant, charged: Sequence[Bound]) -> dict[tuple[str, str], UUID]:
    tenant, values = require_tenant_id(), list[Any]()
    for bound in charged:
        ceiling = NO_BOUND if bound.most is None else bound.most
        values += [tenant, uuid7(), bound.scope, bound.subject, grant.purpose, bound.kind, grant.currency]
        values += [bound.period, bound.starts_on, ceiling, grant.amount]
    with connection.cursor() as cursor:
        cursor.execute(SPEND.format(rows=", ".join([_ROW] * len(charged))), values)
        return {(scope, kind): pk for scope, kind, pk in cursor.fetchall()}


def _over(grant: Grant, refused: Sequence[Bound]) -> OverLimit:
    """The bound of these that leaves the least."""
    bound = min(refused, key=lambda bound: bound.left or 0)
    return OverLimit(bound=bound.name, kind=bound.kind, currency=grant.currency, left=bound.left or 0)


def _place(row: Budget) -> tuple[str, str, str, str, str]:
    return (row.scope, row.kind, str(row.subject_id), row.period, str(row.starts_on or ""))
