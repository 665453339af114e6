"""Who may listen, checked anew for every change; and what a listener missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from helpdesk.lib import clock
from tenants.identity.sessions import SessionStore, user_of
from tenants.isolation.context import require_tenant_id, tenant_context
from tenants.isolation.models import Tenant
from tenants.membership import rules as membership
from tenants.membership import selectors as members
from tenants.routes import selectors as routes
from tickets.live.errors import Refused
from tickets.live.rules import News
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

PERMISSION = "ticket.see"
MOST_MISSED = 200


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place in one company, by one session. `proof` stands for the password he signed in with."""

    tenant_id: UUID
    member_id: UUID
    session_key: str
    proof: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Which seats are still good, and the numbers of those tickets that are this company's."""

    seats: frozenset[Seat]
    numbers: dict[UUID, int]


def seat_for(host: str, session_key: str) -> Seat:
    """The seat of a session on a host, by the rules of the pages. Raises Refused: 404, 401 or 403."""
    tenant = routes.tenant_at_host(host)
    if tenant is None or tenant.state != Tenant.State.ACTIVE:
        raise Refused(404)
    session = SessionStore(session_key).load() if session_key else {}
    with tenant_context(tenant):
        user = user_of(session)
        member = members.member_of(user, session) if user else None
    if user is None or member is None:
        raise Refused(401)
    if not member.may(PERMISSION):
        raise Refused(403)
    return Seat(tenant.pk, member.pk, session_key, _proof(user.password))


def check(tenant_id: UUID, seats: Sequence[Seat], tickets: Iterable[UUID]) -> Checked:
    """One look for all listeners of a company: one query for them, one for the tickets that changed."""
    with tenant_context(tenant_id):
        good = _good(seats)
        wanted = set(tickets)
        rows = Ticket.objects.filter(pk__in=wanted).values_list("pk", "number") if wanted and good else ()
        return Checked(good, dict(rows))


def missed(tenant_id: UUID, first: UUID, told: Sequence[UUID] = ()) -> list[News] | None:
    """What was written down from an id on and not told, in order; None when it is too much to tell one by one."""
    with tenant_context(tenant_id):
        rows = (
            Event.objects.filter(pk__gte=first)
            .exclude(pk__in=told)
            .order_by("pk")
            .values_list("pk", "ticket_id", "verb")
        )
        found = [News(*row) for row in rows[: MOST_MISSED + 1]]
    return found if len(found) <= MOST_MISSED else None


def _good(seats: Sequence[Seat]) -> frozenset[Seat]:
    """Signed in still, with the same password, a member still, with the permission still, in a company that is open."""
    values: dict[str, Any] = {
        "tenant": require_tenant_id(),
        "now": clock.now(),
        "keys": [seat.session_key for seat in seats],
        "members": [seat.member_id for seat in seats],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEATED, values)
        found = {(key, member): (role, _proof(password)) for key, member, role, password in cursor.fetchall()}
    return frozenset(seat for seat in seats if _is_good(seat, *found.get((seat.session_key, seat.member_id), ("", ""))))


def _is_good(seat: Seat, role: str, proof: str) -> bool:
    return bool(role) and proof == seat.proof and membership.may(role, PERMISSION)


def _proof(password: str) -> str:
    return sha256(password.encode()).hexdigest()


_SEATED = """
SELECT seat.session_key, m.id, m.role, u.password
FROM unnest(%(keys)s::text[], %(members)s::uuid[]) AS seat (session_key, member_id)
JOIN tenants_member m ON m.tenant_id = %(tenant)s AND m.id = seat.member_id AND m.removed_at IS NULL
JOIN tenants_tenant t ON t.id = m.tenant_id AND t.state = 'active'
JOIN tenants_user u ON u.id = m.user_id AND u.is_active
JOIN django_session s ON s.session_key = seat.session_key AND s.expire_date > %(now)s
"""
