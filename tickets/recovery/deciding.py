"""Who could say yes to what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from tenants.membership import rules as roles
from tenants.membership import selectors as membership
from tenants.membership.models import Member, Role
from tickets.recovery import access, budgets
from tickets.recovery.budgets import Bound
from tickets.recovery.models import Approval, Limit

_DECIDING = [role for role in Role.values if roles.may(role, "recovery.decide")]


def able(approval: Approval) -> list[Member]:
    """Who may decide, did not ask, and could give all of it now within limits of his own."""
    asked, purpose = approval.asked, approval.recovery.purpose
    binding = _binding(approval, besides(approval.asked_by))
    every = [(member, bound) for member, bounds in binding.items() for bound in bounds]
    known = budgets.read([bound for _, bound in every], purpose=purpose, currency=approval.currency)
    lefts = zip((member for member, _ in every), (bound.left for bound in known), strict=True)
    short = {member for member, left in lefts if left is not None and left < asked}
    return [member for member in binding if member not in short]


def besides(asker: Member) -> QuerySet[Member]:
    """Everybody else who may decide, whatever his limits."""
    return membership.members().filter(role__in=_DECIDING).exclude(pk=asker.pk)


def limits_of(member: Member, known: Iterable[Limit]) -> Sequence[Limit]:
    """Of limits that are not taken back, those that bind a member, one a kind. His own goes before his role's."""
    found: dict[str, Limit] = {}
    for limit in sorted(known, key=lambda limit: limit.member_id is not None):  # his own comes last, and stays
        if limit.member_id == member.pk or (limit.member_id is None and limit.role == member.role):
            found[limit.kind] = limit
    return list(found.values())


def _binding(approval: Approval, members: Iterable[Member]) -> dict[Member, Sequence[Bound]]:
    """Who has a limit for this kind at all, and what bounds him."""
    ticket, kinds = approval.ticket, {approval.kind, ""}
    known = access.newest_limits().filter(purpose=approval.recovery.purpose, currency=approval.currency)
    rows = list(known.filter(kind__in=kinds, is_off=False))
    found: dict[Member, Sequence[Bound]] = {}
    for member in members:
        his = limits_of(member, rows)
        if any(limit.kind for limit in his):
            every = budgets.bounds(
                his, kind=approval.kind, member=member, ticket=ticket.pk, contact=ticket.requester_id
            )
            found[member] = budgets.binding(every)
    return found
