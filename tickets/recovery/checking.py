"""Whether the books are right. Each finding names a row; a ledger without findings is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from tenants.isolation.context import require_tenant_id

MOST = 1000
"""At most so many findings of one sort: who has more knows enough."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with which row."""

    what: str
    row: UUID

    def __str__(self) -> str:
        return f"{self.what}: {self.row}"


_EXPECTED = """
SELECT g.id, w.verb FROM tickets_grant g
    JOIN (VALUES ('granted'), ('reversed'), ('redeemed')) AS w (verb) ON w.verb = 'granted'
        OR (w.verb = 'reversed' AND g.reversed_at IS NOT NULL)
        OR (w.verb = 'redeemed' AND EXISTS (
            SELECT 1 FROM tickets_voucher v
            WHERE v.tenant_id = g.tenant_id AND v.grant_id = g.id AND v.state = 'redeemed'))
    WHERE g.tenant_id = %(tenant)s
"""
_CHECKS = {
    "a posting that does not sum to zero": """
        SELECT posting FROM tickets_ledgerentry WHERE tenant_id = %(tenant)s
        GROUP BY posting HAVING sum(amount) <> 0 OR count(*) <> 2 OR count(DISTINCT (currency, grant_id)) <> 1
    """,
    "a budget whose spent is not the sum of its charges": """
        SELECT b.id FROM tickets_budget b
        LEFT JOIN tickets_charge c ON c.tenant_id = b.tenant_id AND c.budget_id = b.id
        WHERE b.tenant_id = %(tenant)s
        GROUP BY b.id, b.spent HAVING b.spent <> coalesce(sum(c.amount), 0)
    """,
    "a budget that is overdrawn": """
        SELECT id FROM tickets_budget WHERE tenant_id = %(tenant)s AND (spent < 0 OR spent > ceiling)
    """,
    "a grant without a posting that it should have": f"""
        SELECT w.id FROM ({_EXPECTED}) AS w (id, verb) WHERE NOT EXISTS (
            SELECT 1 FROM tickets_ledgerentry e
            WHERE e.tenant_id = %(tenant)s AND e.grant_id = w.id AND e.verb = w.verb)
    """,  # noqa: S608
    "a posting that its grant should not have": f"""
        SELECT DISTINCT e.posting FROM tickets_ledgerentry e
        WHERE e.tenant_id = %(tenant)s AND NOT EXISTS (
            SELECT 1 FROM ({_EXPECTED}) AS w (id, verb) WHERE w.id = e.grant_id AND w.verb = e.verb)
    """,  # noqa: S608
    "a posting of another amount than its grant": """
        SELECT DISTINCT e.posting FROM tickets_ledgerentry e
        JOIN tickets_grant g ON g.tenant_id = e.tenant_id AND g.id = e.grant_id
        WHERE e.tenant_id = %(tenant)s AND (abs(e.amount) <> g.amount OR e.currency <> g.currency)
    """,
    "a grant whose charges are not what it gave": """
        SELECT g.id FROM tickets_grant g
        LEFT JOIN LATERAL (
            SELECT sum(c.amount) AS charged, count(DISTINCT c.budget_id) AS budgets FROM tickets_charge c
            WHERE c.tenant_id = g.tenant_id AND c.grant_id = g.id
        ) AS c ON true
        WHERE g.tenant_id = %(tenant)s AND (
            c.budgets = 0
            OR c.charged <> CASE WHEN g.reversed_at IS NULL THEN g.amount * c.budgets ELSE 0 END)
    """,
    "a voucher that does not fit its grant": """
        SELECT v.id FROM tickets_voucher v JOIN tickets_grant g ON g.tenant_id = v.tenant_id AND g.id = v.grant_id
        WHERE v.tenant_id = %(tenant)s AND (v.state = 'void') <> (g.reversed_at IS NOT NULL)
    """,
}


def check() -> Iterator[Finding]:
    """Every finding in the books of the current tenant, in one pass over each table."""
    tenant = {"tenant": require_tenant_id()}
    for what, query in _CHECKS.items():
        for (row,) in _rows(f"{query} LIMIT {MOST}", tenant):
            yield Finding(what, row)


def _rows(query: str, values: dict[str, Any]) -> list[tuple[UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
