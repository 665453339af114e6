"""Hands the post bag over by SMTP to the running desk, waits, and says what became of each mail."""

import smtplib
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from helpdesk.demo.postbag import REFUSED, Item
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.routes.selectors import tenant_at_mailbox
from tickets.mail.models import Inbound

SECONDS_TO_SETTLE = 90


@dataclass(frozen=True)
class Fate:
    """What became of one mail in one company. `problem` is "" when it is as it must be."""

    item: Item
    company: str
    outcome: str
    number: int | None = None
    language: str = ""
    thread: int = 0
    reason: str = ""
    problem: str = ""


def hand_over(item: Item) -> str:
    """Send it as often as it says. Returns the refusal, or ""."""
    refusal = ""
    for _ in range(item.copies):
        try:
            with smtplib.SMTP(settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, timeout=60) as smtp:
                smtp.sendmail(item.sender, list(item.recipients), item.raw)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            refusal = f"{code} {text.decode(errors='replace')}"
        except smtplib.SMTPResponseException as error:
            words = error.smtp_error
            refusal = f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return refusal


def fates(items: Iterable[Item], refusals: dict[str, str]) -> list[Fate]:
    """Wait until nothing is queued, then look at each item in each of its companies."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    return [fate for item in items for fate in _fates_of(item, refusals.get(item.name, ""), deadline)]


def _fates_of(item: Item, refusal: str, deadline: float) -> list[Fate]:
    if item.expect == REFUSED or refusal:
        problem = "" if (item.expect == REFUSED and refusal) else f"expected {item.expect}"
        return [Fate(item, "-", "refused" if refusal else "accepted", reason=refusal, problem=problem)]
    tenants = {tenant_at_mailbox(address) for address in item.recipients} - {None}
    if not tenants:
        return [Fate(item, "-", "-", problem="LOST: no company has its recipient")]
    return [_fate(item, tenant, deadline) for tenant in tenants if tenant is not None]


def _fate(item: Item, tenant: Tenant, deadline: float) -> Fate:
    with tenant_context(tenant, atomic=False):
        found = _settled(item, tenant, deadline)
        if len(found) != 1:
            problem = "LOST" if not found else f"DOUBLED: {len(found)} times"
            return Fate(item, tenant.slug, "-", problem=problem)
        return _read(item, tenant, found[0])


def _settled(item: Item, tenant: Tenant, deadline: float) -> list[Inbound]:
    """The rows of the mail once none of them is queued."""
    while True:
        with tenant_context(tenant):
            rows = Inbound.objects.filter(mail_id=item.mail_id).select_related("message__ticket")
            found = list(rows)
        settled = found and all(row.state != Inbound.State.QUEUED for row in found)
        if settled or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


def _read(item: Item, tenant: Tenant, row: Inbound) -> Fate:
    outcome = row.outcome or row.state
    problem = "" if outcome == item.expect else f"expected {item.expect}"
    if row.message is None:
        return Fate(item, tenant.slug, outcome, reason=row.reason, problem=problem)
    ticket = row.message.ticket
    with tenant_context(tenant):
        thread = ticket.messages.count()
    if item.language and row.message.language != item.language:
        problem = problem or f"language {row.message.language!r}, expected {item.language!r}"
    return Fate(item, tenant.slug, outcome, ticket.number, row.message.language, thread, row.reason, problem)


def lines(found: list[Fate]) -> list[str]:
    """A table for the terminal."""
    rows = [("mail", "company", "outcome", "ticket", "lang", "thread", "note")]
    for fate in found:
        number = f"#{fate.number}" if fate.number else "-"
        note = f"!! {fate.problem}" if fate.problem else fate.reason[:60]
        rows.append(
            (fate.item.name, fate.company, fate.outcome, number, fate.language or "-", str(fate.thread or "-"), note)
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
