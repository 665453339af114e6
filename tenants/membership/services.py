"""People of a company: roles, removal, teams. How one comes in is in `invitations`, named here too."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.membership import invitations, registry, rules
from tenants.membership.errors import AboveYourself, LastOwner, NotHere, TeamInUse, TeamNameTaken
from tenants.membership.invitations import accept as accept
from tenants.membership.invitations import enrol as enrol
from tenants.membership.invitations import invite as invite
from tenants.membership.invitations import resend as resend
from tenants.membership.invitations import revoke as revoke
from tenants.membership.models import Member, Role, Team, TeamMember


def _lock(by: Member, target: Member) -> tuple[Member, Member, int]:
    """Actor, target and the number of owners as they are now, held to the end: two cannot remove each other at once."""
    rows = Member.objects.filter(Q(role=Role.OWNER) | Q(pk__in=[by.pk, target.pk])).order_by("id")
    found = {row.pk: row for row in rows.select_for_update()}
    by, target = found[by.pk], found[target.pk]
    if target.removed_at is not None:
        raise NotHere(target.name)
    if by.removed_at is not None or not rules.may_touch(by.role, target.role):
        raise AboveYourself(target.role)
    owners = sum(row.role == Role.OWNER and row.removed_at is None for row in found.values())
    return by, target, owners


@transaction.atomic
def change_role(*, member: Member, role: str, by: Member) -> Member:
    """Raises AboveYourself, LastOwner, NotHere."""
    by, member, owners = _lock(by, member)
    before = member.role
    if not rules.may_grant(by.role, role):
        raise AboveYourself(role)
    if before == role:
        return member
    if before == Role.OWNER and owners == 1:
        raise LastOwner
    member.role = role
    member.save(update_fields=["role"])
    invitations.withdraw_above(member=member, by=by)
    audit.record(
        verb="membership.change_role",
        actor=by,
        object_label=member.name,
        object_id=member.pk,
        before={"role": before},
        after={"role": role},
    )
    return member


@transaction.atomic
def remove(*, member: Member, by: Member) -> Member:
    """Take somebody out of the desk, or leave it. Open sessions end with the next click, open invitations at once.

    Raises AboveYourself, LastOwner, NotHere.
    """
    by, member, owners = _lock(by, member)
    if member.role == Role.OWNER and owners == 1:
        raise LastOwner
    for _name, farewell in registry.farewells:
        farewell(member, by)
    TeamMember.objects.filter(member=member).delete()
    member.removed_at = clock.now()
    member.save(update_fields=["removed_at"])
    invitations.withdraw_above(member=member, by=by)
    audit.record(
        verb="membership.remove",
        actor=by,
        object_label=member.name,
        object_id=member.pk,
        before={"role": member.role, "email": member.email},
    )
    return member


@transaction.atomic
def introduce(*, member: Member, name: str, signature: str) -> Member:
    """Change the name and signature under which a member answers customers."""
    before = {"name": member.name, "signature": member.signature}
    after = {"name": name, "signature": signature}
    if before != after:
        member.name, member.signature = name, signature
        member.save(update_fields=["name", "signature"])
        audit.record(
            verb="membership.introduce",
            actor=member,
            object_label=name,
            object_id=member.pk,
            before=before,
            after=after,
        )
    return member


@transaction.atomic
def create_team(*, name: str, by: Member) -> Team:
    """Raises TeamNameTaken."""
    team = _save_team(Team(name=name))
    audit.record(verb="membership.create_team", actor=by, object_label=name, object_id=team.pk)
    return team


def lock_team(team: Team) -> Team:
    """The row as it is now, held to the end of the transaction. Raises NotHere when it was removed a moment ago."""
    found = Team.objects.select_for_update(no_key=True).filter(pk=team.pk).first()
    if found is None:
        raise NotHere(team.name)
    return found


@transaction.atomic
def rename_team(*, team: Team, name: str, by: Member) -> Team:
    """Raises TeamNameTaken."""
    before = team.name
    if before == name:
        return team
    team.name = name
    _save_team(team)
    audit.record(
        verb="membership.rename_team",
        actor=by,
        object_label=name,
        object_id=team.pk,
        before={"name": before},
        after={"name": name},
    )
    return team


@transaction.atomic
def remove_team(*, team: Team, by: Member) -> None:
    """A team that nothing belongs to goes, its places with it. Raises TeamInUse."""
    try:
        with transaction.atomic():
            team.delete()
    except IntegrityError as error:
        raise TeamInUse(team.name) from error
    audit.record(verb="membership.remove_team", actor=by, object_label=team.name, object_id=team.pk)


def _save_team(team: Team) -> Team:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise TeamNameTaken(team.name) from error
    return team


@transaction.atomic
def join_team(*, team: Team, member: Member, by: Member) -> None:
    """Somebody who is in it already stays. Raises NotHere for a removed member."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.removed_at is not None:
        raise NotHere(member.name)
    _, is_new = TeamMember.objects.get_or_create(team=team, member=member)
    if is_new:
        _record_place("membership.join_team", team, member, by)


@transaction.atomic
def leave_team(*, team: Team, member: Member, by: Member) -> None:
    """Somebody who is not in it is no mistake."""
    count, _ = TeamMember.objects.filter(team=team, member=member).delete()
    if count:
        _record_place("membership.leave_team", team, member, by)


def _record_place(verb: str, team: Team, member: Member, by: Member) -> None:
    audit.record(
        verb=verb, actor=by, object_label=f"{team}: {member}", object_id=team.pk, after={"member": member.name}
    )
