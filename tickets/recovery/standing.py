"""What a grant is judged by besides its limits, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tickets.recovery import limits
from tickets.recovery.models import Recovery
from tickets.recovery.periods import Day

_READ = f"""
SELECT {limits.HOLD}, r.purpose, r.closed_at IS NOT NULL, c.timezone, c.weekend,
    (SELECT g.id FROM tickets_grant g WHERE g.tenant_id = r.tenant_id AND g.key = %(key)s),
    EXISTS (
        SELECT 1 FROM tickets_recoverystep s JOIN tickets_message m ON m.tenant_id = s.tenant_id AND m.id = s.message_id
        WHERE s.tenant_id = r.tenant_id AND s.recovery_id = r.id AND s.step = 'apologise' AND m.delivery = 'sent')
FROM tickets_recovery r JOIN tenants_company c ON c.tenant_id = r.tenant_id
WHERE r.tenant_id = %(tenant)s AND r.id = %(recovery)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Standing:
    """How a recovery stands now, under the lock of its ticket."""

    purpose: str
    is_closed: bool
    has_apology: bool  # a reply that was sent is marked as the apology
    given: UUID | None  # the grant of the same key
    day: Day


def of(recovery: Recovery, *, key: str) -> Standing:
    """And nobody changes a limit from here to the end of the transaction. Raises Recovery.DoesNotExist."""
    wanted: dict[str, Any] = {
        "tenant": require_tenant_id(),
        "recovery": recovery.pk,
        "key": key,
        "limits": limits.lock_key(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_READ, wanted)
        row = cursor.fetchone()
    if row is None:
        raise Recovery.DoesNotExist
    _, purpose, is_closed, zone, weekend, given, has_apology = row
    day = Day.of(clock.now(), zone, [int(one) for one in weekend.split(",") if one])
    return Standing(purpose, is_closed, has_apology, given, day)
