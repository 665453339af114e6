from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from helpdesk.lib import clock
from tenants.membership.models import Member
from tenants.tokens import rules
from tenants.tokens.models import Token

_OF_TOKEN = ("tenant_id", "scopes", "expires_at", "last_used_at", "revoked_at", "member_id")
_OF_MEMBER = ("tenant_id", "user_id", "name", "email", "role", "removed_at")
_NEEDED = (*_OF_TOKEN, *(f"member__{field}" for field in _OF_MEMBER))


def live(secret: str) -> Token | None:
    """The token behind a secret with its member, unless it was revoked, has expired, or its member has left."""
    rows = Token.objects.filter(secret_hash=rules.digest(secret)).select_related("member").only(*_NEEDED)
    for token in rows:  # one, or none
        is_over = token.expires_at is not None and token.expires_at <= clock.now()
        if token.revoked_at is None and not is_over and token.member.removed_at is None:
            return token
    return None


def visible_to(viewer: Member) -> QuerySet[Token]:
    """One's own tokens; everybody's for who manages them. The newest first."""
    rows = Token.objects.select_related("member", "revoked_by").order_by("-id")  # which rises with time
    if viewer.may("tokens.manage"):
        return rows
    return rows.filter(member=viewer) if viewer.may("tokens.own") else rows.none()


def living(viewer: Member, *, whose: Member | None = None) -> QuerySet[Token]:
    """What opens the door now, the newest first; of one member when `whose` is given."""
    rows = visible_to(viewer).filter(_good(), member__removed_at__isnull=True)
    return rows if whose is None else rows.filter(member=whose)


def ended(viewer: Member) -> QuerySet[Token]:
    """What was revoked or has expired, the newest first."""
    return visible_to(viewer).exclude(_good(), member__removed_at__isnull=True)


def _good() -> Q:
    not_over = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    return not_over & Q(revoked_at__isnull=True)


def get_for(viewer: Member, *, pk: UUID) -> Token:
    """Raises Http404."""
    token = visible_to(viewer).filter(pk=pk).first()
    if token is None:
        raise Http404("token")
    return token
