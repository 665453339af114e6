"""The ledger as CSV, a page of rows at a time: bounded memory, short transactions, and no cell is a formula."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tickets.recovery import money
from tickets.recovery.models import LedgerEntry

HEAD = (
    *("at", "posting", "verb", "account", "currency", "debit", "credit"),
    *("ticket", "customer", "purpose", "kind", "by", "public_reading", "reversal_reason", "grant"),
)
PAGE = 1000
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠", "−")
_BOM = "\ufeff"  # a spreadsheet takes UTF-8 for something else without it


class _Line:
    """What csv writes into: hands each line back."""

    def write(self, line: str) -> str:
        return line


def safe(cell: str) -> str:
    """The cell as text: one that a spreadsheet would reckon with gets an apostrophe in front."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else cell


def lines(tenant_id: UUID) -> Iterator[str]:
    """The CSV of a tenant's ledger up to now, the oldest entry first. Each page is a transaction of its own."""
    writer = csv.writer(_Line())
    until, after = clock.now(), None
    yield _BOM + str(writer.writerow(HEAD))
    while True:
        with tenant_context(tenant_id):
            page = _page(until, after)
        yield from (str(writer.writerow(_row(entry))) for entry in page)
        if len(page) < PAGE:
            return
        after = page[-1]


def _page(until: datetime, after: LedgerEntry | None) -> Sequence[LedgerEntry]:
    rows = LedgerEntry.objects.select_related("grant__ticket", "grant__contact", "member").filter(at__lte=until)
    if after is not None:
        rows = rows.filter(Q(at__gt=after.at) | Q(at=after.at, pk__gt=after.pk))
    return list(rows.order_by("at", "id")[:PAGE])


def _row(entry: LedgerEntry) -> list[Any]:
    grant, amount = entry.grant, money.plain(abs(entry.amount), entry.currency)
    debit, credit = (amount, "") if entry.amount > 0 else ("", amount)
    texts = (grant.public_reading, grant.reversal_reason if entry.verb == "reversed" else "")
    return [
        entry.at.isoformat(timespec="seconds"), str(entry.posting), entry.verb, entry.account, entry.currency,
        debit, credit, grant.ticket.number, safe(grant.contact.name), grant.purpose, grant.kind,
        safe(str(entry.member or "")), *map(safe, texts), str(grant.pk),
    ]  # fmt: skip
