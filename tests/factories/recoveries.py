"""Repairs and gestures with what they need. All of it needs a tenant."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from helpdesk.lib import clock
from tenants.membership.models import Member
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.recovery import approvals, giving, granting, limits, services, vouchers
from tickets.recovery.models import Approval, Grant, Limit, Recovery
from tickets.ticket.models import Ticket

SORRY = "We are sorry, the mistake is ours. A new one leaves today."


def make_sent(ticket: Ticket, by: Member, body: str = SORRY) -> Message:
    """A reply that has reached the customer."""
    reply = make_reply(ticket, by, body)
    messages.delivered(message_id=str(reply.pk), at=clock.now() + timedelta(seconds=1))
    reply.refresh_from_db()
    return reply


def make_repair(by: Member, ticket: Ticket | None = None, *, is_sorry: bool = True) -> Recovery:
    """A repair of ours; with its apology unless told otherwise."""
    ticket = ticket or make_ticket()
    recovery = services.open(ticket=ticket, purpose="repair", by=by)
    if is_sorry:
        services.apologise(recovery=recovery, message=make_sent(ticket, by), by=by)
    return recovery


def make_gesture(by: Member, ticket: Ticket | None = None) -> Recovery:
    return services.open(ticket=ticket or make_ticket(), purpose="gesture", by=by)


def allow(by: Member, **said: Any) -> Limit:
    """A limit for agents: repairs, vouchers, 100 SAR at once, unless it says otherwise."""
    if "member" not in said:
        said.setdefault("role", "agent")
    words = {"purpose": "repair", "kind": "voucher", "currency": "SAR", "per_grant": 100_00}
    return limits.set_limit(by=by, **{**words, **said})


def allow_gestures(by: Member, **said: Any) -> Limit:
    """A limit for agents: gestures, vouchers, SAR, bound by nothing, unless it says otherwise."""
    return allow(by, **{"purpose": "gesture", "per_grant": None, **said})


def give_in(ticket: Ticket, by: Member, giver: Member) -> Grant:
    """An agent gives a voucher of 10 SAR, as somebody allows him to."""
    allow_gestures(by)
    gesture = make_gesture(giver, ticket)
    return granting.grant(recovery=gesture, by=giver, kind="voucher", currency="SAR", amount=10_00, key="given")


def make_request(by: Member, recovery: Recovery | None = None, **said: Any) -> Approval:
    """Somebody asks for 300 SAR. Needs a limit below, or none."""
    wish = {"kind": "voucher", "currency": "SAR", "amount": 300_00, "reason": "Guests on Wednesday", **said}
    return approvals.ask(recovery=recovery or make_repair(by), by=by, **wish)


@dataclass(frozen=True)
class Given:
    """Rows by the name of their collection, and the code of a voucher."""

    rows: dict[str, Any]
    code: str


def fill_recovery(ticket: Ticket, agent: Member, by: Member) -> Given:
    """A repair on a ticket: something was given, and the agent asks for more. The owner may give credit besides."""
    allow(by, kind="voucher")
    allow(by, role="owner", kind="credit")
    recovery = make_repair(agent, ticket)
    grant = giving.give(recovery=recovery, by=agent, kind="voucher", currency="SAR", amount=50_00, key="sample")
    rows = {"recoveries": recovery, "grants": grant, "approvals": make_request(agent, recovery)}
    return Given(rows, vouchers.code_of(grant.vouchers.get()))
