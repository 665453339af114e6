"""What a grant is judged by besides its limits, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tickets.recovery.models import Recovery
from tickets.recovery.periods import Day

_READ = """
SELECT r.purpose, r.closed_at IS NOT NULL, c.timezone, c.weekend,
    (SELECT g.id FROM tickets_grant g WHERE g.tenant_id = r.tenant_id AND g.key = %(key)s),
    EXISTS (
        SELECT 1 FROM tickets_recoverystep s JOIN tickets_message m ON m.tenant_id = s.tenant_id AND m.id = s.message_id
        WHERE s.tenant_id = r.tenant_id AND s.recovery_id = r.id AND s.step = 'apologise' AND m.delivery = 'sent')
FROM tickets_recovery r JOIN tenants_company c ON c.tenant_id = r.tenant_id
WHERE r.tenant_id = %(tenant)s AND r.id = %(recovery)s
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a recovery stands now, under the lock of its ticket."""

    purpose: str
    is_closed: bool
    has_apology: bool  # a reply that was sent is marked as the apology
    given: UUID | None  # the grant of the same key
    day: Day


def of(recovery: Recovery, *, key: str) -> Standing:
    """Raises Recovery.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"tenant": require_tenant_id(), "recovery": recovery.pk, "key": key})
        row = cursor.fetchone()
    if row is None:
        raise Recovery.DoesNotExist
    purpose, is_closed, zone, weekend, given, has_apology = row
    day = Day.of(clock.now(), zone, [int(one) for one in weekend.split(",") if one])
    return Standing(purpose, is_closed, has_apology, given, day)
