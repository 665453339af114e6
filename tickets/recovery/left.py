"""What somebody may still give."""

from dataclasses import dataclass

from tenants.membership.models import Member
from tickets.recovery import budgets, limits
from tickets.recovery.budgets import Bound
from tickets.recovery.models import Recovery


@dataclass(frozen=True, slots=True)
class Left:
    """What a member may still give on a recovery. `bounds` are those that bind, the narrowest first."""

    currency: str
    kind: str
    is_allowed: bool  # whether there is a limit at all; if not, everything needs an approval
    bounds: tuple[Bound, ...]

    @property
    def amount(self) -> int | None:
        """The most that can be given now; None when nothing bounds it, 0 when nothing may be given."""
        if not self.is_allowed:
            return 0
        return self.bounds[0].left if self.bounds else None

    @property
    def narrowest(self) -> Bound | None:
        return self.bounds[0] if self.bounds else None


def left(*, member: Member, recovery: Recovery, kind: str, currency: str) -> Left:
    """How it stands at this moment. Another grant may come in between: only `grant` itself is sure."""
    purpose, ticket = recovery.purpose, recovery.ticket
    allowed = limits.current(member=member, purpose=purpose, kind=kind, currency=currency)
    if not any(limit.kind for limit in allowed):
        return Left(currency, kind, False, ())
    every = budgets.bounds(allowed, kind=kind, member=member, ticket=ticket.pk, contact=ticket.requester_id)
    known = budgets.read(budgets.binding(every), purpose=purpose, currency=currency)
    return Left(currency, kind, True, tuple(sorted(known, key=lambda bound: bound.left or 0)))
