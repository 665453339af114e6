"""Companies to give in: with one limit, or with limits that overlap."""

import random
from dataclasses import dataclass
from uuid import UUID

CURRENCY = "SAR"


@dataclass(frozen=True)
class Place:
    """Where is given, and by whom."""

    tenant: UUID
    agents: list[UUID]
    recoveries: list[UUID]


def one_limit(most: int) -> Place:
    """One agent with one bound, in many tickets: whatever he gives is charged to one row."""
    return _place(agents=1, tickets=64, kinds={"refund": {}, "credit": {}, "voucher": {}, "": {"per_period": most}})


def overlapping(most: int) -> Place:
    """Four agents, eight tickets: bounds of a ticket, a customer and a member, of each kind and of both together."""
    each = {"per_ticket": most // 4, "per_customer": most // 3, "per_period": most // 3}
    both = {"per_ticket": most // 3, "per_customer": most // 2, "per_period": most // 2}
    return _place(agents=4, tickets=8, kinds={"refund": each, "credit": each, "": both})


def _place(*, agents: int, tickets: int, kinds: dict[str, dict[str, int]]) -> Place:
    from tenants.isolation.context import tenant_context
    from tests.factories.people import add_member, make_desk
    from tests.factories.tickets import make_ticket
    from tickets.recovery import limits
    from tickets.recovery.models import Recovery

    slug = f"bench-{random.SystemRandom().randrange(10**9)}"
    desk = make_desk(slug)
    owner = add_member(desk, f"owner@{slug}.example", "owner")
    members = [add_member(desk, f"agent-{at}@{slug}.example", "agent") for at in range(agents)]
    with tenant_context(desk.tenant):
        for kind, bounds in kinds.items():
            limits.set_limit(by=owner, role="agent", purpose="gesture", kind=kind, currency=CURRENCY, **bounds)
        opened = [
            Recovery.objects.create(
                ticket=make_ticket(email=f"{at // 2}@example.com"), purpose="gesture", opened_by=owner
            )
            for at in range(tickets)
        ]
    return Place(desk.tenant.pk, [member.pk for member in members], [one.pk for one in opened])
