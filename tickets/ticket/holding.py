"""A ticket's lock for those who are many and need of the row only whose it is. `services.lock` reads all of it."""

from uuid import UUID

from django.db import connection

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tickets.ticket.models import Ticket

_HOLD = "SELECT requester_id FROM tickets_ticket WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE"
_TOUCH = "UPDATE tickets_ticket SET updated_at = %s WHERE tenant_id = %s AND id = %s"


def hold(ticket_id: UUID) -> UUID:
    """Lock the row to the end of the transaction and say who asks. Raises Ticket.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [require_tenant_id(), ticket_id])
        row = cursor.fetchone()
    if row is None:
        raise Ticket.DoesNotExist
    requester: UUID = row[0]
    return requester


def touch(ticket_id: UUID) -> None:
    """Something that is kept beside the row changed, as `services.touch` says."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [clock.now(), require_tenant_id(), ticket_id])
