from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from helpdesk.lib import clock
from tenants.identity.sessions import SESSION_BEGAN, SESSION_TENANT
from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Invitation, Member, Role, Team, TeamMember


@dataclass(frozen=True)
class Workplace:
    """A company in which a user is a member."""

    tenant_id: UUID
    slug: str
    name: str
    role: str


def active_member(user: Any) -> Member | None:
    """The user's place in the current company."""
    return Member.objects.filter(user_id=user.pk, removed_at__isnull=True).first()


def member_of(user: Any, session: Mapping[str, Any]) -> Member | None:
    """Whom a session speaks for in the current company. One that began before he came back is a stranger's."""
    if session.get(SESSION_TENANT) != str(require_tenant_id()):
        return None
    member = active_member(user)
    return member if member and session.get(SESSION_BEGAN, 0) >= member.created_at.timestamp() else None


def is_member(user: Any) -> bool:
    """Whether the user may sign in to the current company."""
    return active_member(user) is not None


def is_member_or_invited(user: Any) -> bool:
    """Whether the user may set a new password here: somebody invited may have forgotten his old one."""
    return is_member(user) or open_invitation_to(user.email) is not None


def open_invitation_to(email: str) -> Invitation | None:
    """The invitation of an address that can still be accepted."""
    rows = Invitation.objects.filter(email=email, accepted_at__isnull=True, revoked_at__isnull=True)
    return rows.filter(expires_at__gt=clock.now()).first()


def companies_of(user_id: UUID) -> list[Workplace]:
    """All companies of a user, across tenants, through a definer function. For the user himself only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, slug, name, role FROM heard_companies_of(%s)", [user_id])
        return [Workplace(*row) for row in cursor.fetchall()]


def members() -> QuerySet[Member]:
    """Everybody who is here now, by name."""
    return Member.objects.filter(removed_at__isnull=True).order_by("name", "id")


def member_for(viewer: Member, *, pk: UUID) -> Member:
    """Raises Http404."""
    found = members().filter(pk=pk).first() if viewer.may("membership.see") else None
    if found is None:
        raise Http404("member")
    return found


def teams() -> QuerySet[Team]:
    return Team.objects.order_by("name")


def team_for(viewer: Member, *, pk: UUID) -> Team:
    """Raises Http404."""
    found = teams().filter(pk=pk).first() if viewer.may("ticket.see") else None
    if found is None:
        raise Http404("team")
    return found


def leads_of(teams: Collection[UUID | None]) -> dict[UUID | None, list[UUID]]:
    """Who leads each team, by its id (None: no team). Where a team has no lead, all of the company's; else its admins.

    Two queries, however many teams.
    """
    rows = Member.objects.filter(removed_at__isnull=True, role__in=[Role.LEAD, Role.ADMIN, Role.OWNER]).order_by("id")
    by_role: dict[str, list[UUID]] = {}
    for pk, role in rows.values_list("pk", "role"):
        by_role.setdefault(role, []).append(pk)
    others = next((by_role[role] for role in (Role.LEAD, Role.ADMIN, Role.OWNER) if role in by_role), [])
    leads = set(by_role.get(Role.LEAD, ()))
    led: dict[UUID | None, list[UUID]] = {}
    for team, member in TeamMember.objects.filter(team__in=[one for one in teams if one]).values_list("team", "member"):
        if member in leads:
            led.setdefault(team, []).append(member)
    return {team: led.get(team, others) for team in teams}


def open_invitations() -> Sequence[Invitation]:
    """Not yet accepted or revoked; an expired one is shown as such."""
    rows = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return list(rows.select_related("invited_by").order_by("-created_at"))


def invitation_for(viewer: Member, *, pk: UUID) -> Invitation:
    """Raises Http404."""
    rows = Invitation.objects.filter(pk=pk, accepted_at__isnull=True, revoked_at__isnull=True)
    found = rows.first() if viewer.may("membership.see") else None
    if found is None:
        raise Http404("invitation")
    return found
