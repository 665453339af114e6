"""What a member may read: his own, and nothing else. And whom a change of a ticket concerns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404

from tenants.membership.models import Member, Role, TeamMember
from tenants.tenancy import selectors as tenancy
from tickets.notifications.models import Notification, NotificationChoice, QuietHours
from tickets.notifications.rules import DEFAULTS, Way
from tickets.ticket.models import Ticket

PAGE = 50
LEADING = (Role.LEAD, Role.ADMIN, Role.OWNER)  # the nearest first


def own(viewer: Member) -> QuerySet[Notification]:
    """What is shown to a member in the console. In no order yet."""
    rows = Notification.objects.filter(member=viewer, is_shown=True)
    return rows.select_related("ticket", "actor") if viewer.may("notifications.own") else Notification.objects.none()


def get_for(viewer: Member, *, pk: UUID) -> Notification:
    """Raises Http404: a colleague's is not there."""
    found = own(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("notification")
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, the newest first, and the ids behind which the pages before and after begin."""

    rows: Sequence[Notification]
    newer: UUID | None = None
    older: UUID | None = None


def page(
    viewer: Member, *, unread: bool = False, mark: UUID | None = None, backwards: bool = False, size: int = PAGE
) -> Page:
    """The page behind a row; going backwards it is the page before it. What is not his own row shows the first page."""
    rows = own(viewer).filter(read_at__isnull=True) if unread else own(viewer)
    at = own(viewer).filter(pk=mark).values_list("created_at", flat=True).first() if mark else None
    back = backwards and at is not None
    if at is not None:
        past, edge = ("gt", "gte") if back else ("lt", "lte")
        tie = Q(created_at=at, **{f"id__{past}": mark})
        rows = rows.filter(Q(**{f"created_at__{past}": at}) | tie, **{f"created_at__{edge}": at})
    sign = "" if back else "-"
    found = list(rows.order_by(f"{sign}created_at", f"{sign}id")[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([])
    newer = found[0].pk if (more if back else at is not None) else None
    return Page(found, newer, found[-1].pk if back or more else None)


def has_unread(viewer: Member) -> bool:
    return own(viewer).filter(read_at__isnull=True).exists()


def ways(member: Member) -> dict[str, Way]:
    """How each kind reaches a member."""
    return {**DEFAULTS, **{kind: way for (_, kind), way in chosen([member.pk]).items()}}


def chosen(members: Collection[UUID]) -> dict[tuple[UUID, str], Way]:
    """What these members have chosen for themselves, by member and kind."""
    rows = NotificationChoice.objects.filter(member__in=members)
    return {(row.member_id, row.kind): Way(row.in_app, row.by_mail) for row in rows}


def quiet_hours(members: Collection[UUID]) -> dict[UUID, QuietHours]:
    return {row.member_id: row for row in QuietHours.objects.filter(member__in=members)}


def quiet_hours_of(member: Member) -> QuietHours | None:
    return QuietHours.objects.filter(member=member).first()


def zone() -> ZoneInfo:
    """Where the company is: its members rest by its clock."""
    return ZoneInfo(tenancy.company().timezone)


@dataclass(frozen=True, slots=True)
class Circle:
    """The people around some tickets: who is here of those named, who owns each ticket, and who leads."""

    members: Mapping[UUID, Member]
    tickets: Mapping[UUID, Ticket]
    leads: Mapping[UUID | None, Sequence[set[UUID]]]

    def leads_of(self, ticket: Ticket) -> Sequence[set[UUID]]:
        """Those of its team, then the company's leads, its admins, its owners."""
        return self.leads.get(ticket.team_id) or self.leads[None]


def circle(*, tickets: Iterable[UUID], named: Collection[UUID], with_leads: bool) -> Circle:
    """Three questions at most, however many tickets. Who has left is in no circle."""
    rows = Ticket.objects.filter(pk__in=set(tickets)).only("id", "assignee_id", "team_id")
    found = {row.pk: row for row in rows}
    wanted = Q(pk__in={*named, *(row.assignee_id for row in found.values() if row.assignee_id)})
    if with_leads:
        wanted |= Q(role__in=LEADING)
    members = {row.pk: row for row in Member.objects.filter(wanted, removed_at__isnull=True)}
    teams = {row.team_id for row in found.values() if row.team_id}
    return Circle(members, found, _leads(members, teams) if with_leads else {None: []})


def _leads(members: Mapping[UUID, Member], teams: set[UUID]) -> dict[UUID | None, Sequence[set[UUID]]]:
    by_role = [{row.pk for row in members.values() if row.role == role} for role in LEADING]
    leading = set[UUID]().union(*by_role)
    of_team: dict[UUID, set[UUID]] = {}
    if teams:
        places = TeamMember.objects.filter(team__in=teams, member__in=leading)
        for team_id, member_id in places.values_list("team_id", "member_id"):
            of_team.setdefault(team_id, set()).add(member_id)
    return {None: by_role, **{team_id: [circle, *by_role] for team_id, circle in of_team.items()}}
