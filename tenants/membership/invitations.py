"""How one comes in: a link by mail, kept as a hash, good once, for seven days, on this desk only."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.identity import mailing
from tenants.identity import services as identity
from tenants.identity.models import User
from tenants.identity.rules import mentioned
from tenants.membership import rules, selectors
from tenants.membership.errors import AboveYourself, AlreadyInvited, AlreadyMember, InvitationGone
from tenants.membership.models import Invitation, Member, Role
from tenants.tenancy import addresses
from tenants.tenancy import selectors as tenancy

LIFETIME = timedelta(days=7)


@transaction.atomic
def invite(*, email: str, role: str, by: Member) -> Invitation:
    """Ask an address in. Raises AboveYourself, AlreadyMember, AlreadyInvited."""
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by.removed_at is not None or not rules.may_grant(by.role, role):
        raise AboveYourself(role)
    email = User.objects.normalize_email(email)
    if selectors.members().filter(email=email).exists():
        raise AlreadyMember(email)
    invitation, token = offer(email=email, role=role, by=by)
    _send(invitation, token)
    _record("membership.invite", invitation, by)
    return invitation


@transaction.atomic
def offer(*, email: str, role: str, by: Member | None) -> tuple[Invitation, str]:
    """An invitation and its token, not yet sent. An expired one makes room. Raises AlreadyInvited."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    open_ones = Invitation.objects.filter(email=email, accepted_at__isnull=True, revoked_at__isnull=True)
    open_ones.filter(expires_at__lte=now).update(revoked_at=now)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email, role=role, invited_by=by, token_hash=_hash(token), expires_at=now + LIFETIME
            )
    except IntegrityError as error:
        raise AlreadyInvited(email) from error
    return invitation, token


@transaction.atomic
def resend(*, invitation: Invitation, by: Member) -> Invitation:
    """Send a new link; the old one dies. Raises AboveYourself, InvitationGone."""
    invitation, by = _lock(invitation, by)
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at = _hash(token), clock.now() + LIFETIME
    invitation.save(update_fields=["token_hash", "expires_at"])
    _send(invitation, token)
    _record("membership.resend", invitation, by)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: Member) -> Invitation:
    """Take an invitation back. Raises AboveYourself, InvitationGone."""
    invitation, by = _lock(invitation, by)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    _record("membership.revoke", invitation, by)
    return invitation


def withdraw_above(*, member: Member, by: Member) -> None:
    """Take back what a member has promised and could no longer: whoever goes leaves no door open behind him."""
    rows = Invitation.objects.filter(invited_by=member, accepted_at__isnull=True, revoked_at__isnull=True)
    for invitation in rows.select_for_update():
        if member.removed_at is not None or not rules.may_grant(member.role, invitation.role):
            invitation.revoked_at = clock.now()
            invitation.save(update_fields=["revoked_at"])
            _record("membership.revoke", invitation, by)


def find(*, token: str) -> Invitation:
    """The invitation a link stands for, if it can be accepted here and now. Raises InvitationGone."""
    return _good(Invitation.objects.filter(token_hash=_hash(token or "")).first())


@transaction.atomic
def accept(*, token: str, name: str, password: str, language: str) -> Member:
    """Come in with a new account, or with the password of the one this address has.

    Raises InvitationGone, WrongPassword.
    """
    rows = Invitation.objects.select_for_update().filter(token_hash=_hash(token or ""))
    invitation = _good(rows.first())
    user = identity.arrive(email=invitation.email, name=name, password=password, language=language)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    member = enrol(user=user, role=invitation.role)
    _record("membership.join", invitation, member)
    return member


@transaction.atomic
def enrol(*, user: User, role: str) -> Member:
    """Make the user a member, or bring him back; one who is here already keeps his role."""
    name = user.name or user.email.partition("@")[0]
    fresh = {"name": name, "email": user.email, "role": role}
    member, is_new = Member.objects.select_for_update().get_or_create(user=user, defaults=fresh)
    if not is_new and member.removed_at is not None:
        member.removed_at, member.role, member.name = None, role, name
        member.created_at = clock.now()  # he begins anew: what he was signed in with before opens nothing
        member.save(update_fields=["removed_at", "role", "name", "created_at"])
    return member


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _good(invitation: Invitation | None) -> Invitation:
    if invitation is None or invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= clock.now():
        raise InvitationGone
    return invitation


def _lock(invitation: Invitation, by: Member) -> tuple[Invitation, Member]:
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationGone
    if by.removed_at is not None or not rules.may_grant(by.role, invitation.role):
        raise AboveYourself(invitation.role)
    return invitation, by


def link(token: str) -> str:
    """Where an invitation is accepted: on the current tenant's host."""
    return addresses.here(reverse("membership:invitation", args=[token], urlconf=settings.ROOT_URLCONF))


def _send(invitation: Invitation, token: str) -> None:
    company = tenancy.company()
    with translation.override(company.language):
        context = {
            "company": mentioned(company.name),
            "inviter": mentioned(invitation.invited_by.name) if invitation.invited_by else "",
            "role": Role(invitation.role).label,
            "url": link(token),
        }
        mailing.write(recipient=invitation.email, template="tenants/membership/mail/invitation", context=context)


def _record(verb: str, invitation: Invitation, by: Member) -> None:
    audit.record(
        verb=verb,
        actor=by,
        object_label=invitation.email,
        object_id=invitation.pk,
        after={"role": invitation.role},
    )
