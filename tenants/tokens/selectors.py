from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from helpdesk.lib import clock
from tenants.membership.models import Member
from tenants.tokens import rules
from tenants.tokens.models import Token


def live(secret: str) -> Token | None:
    """The token behind a secret with its member, unless it was revoked, has expired, or its member has left."""
    ended = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    rows = Token.objects.filter(ended, secret_hash=rules.digest(secret), revoked_at__isnull=True)
    return rows.filter(member__removed_at__isnull=True).select_related("member").first()


def visible_to(viewer: Member) -> QuerySet[Token]:
    """One's own tokens; everybody's for who manages them. The newest first."""
    rows = Token.objects.select_related("member", "revoked_by").order_by("-created_at", "-id")
    if viewer.may("tokens.manage"):
        return rows
    return rows.filter(member=viewer) if viewer.may("tokens.own") else rows.none()


def get_for(viewer: Member, *, pk: UUID) -> Token:
    """Raises Http404."""
    token = visible_to(viewer).filter(pk=pk).first()
    if token is None:
        raise Http404("token")
    return token
