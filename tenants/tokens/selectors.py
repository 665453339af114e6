from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from helpdesk.lib import clock
from tenants.isolation.context import require_tenant_id
from tenants.isolation.models import TenantModel
from tenants.membership.models import Member
from tenants.tokens import rules
from tenants.tokens.models import Token


def _needed(model: type[TenantModel], *names: str) -> list[str]:
    """In the order of the model's own fields, as from_db wants them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


_OF_TOKEN = _needed(Token, "id", "tenant_id", "scopes", "expires_at", "last_used_at", "revoked_at", "member_id")
_OF_MEMBER = _needed(Member, "id", "tenant_id", "user_id", "name", "email", "role", "removed_at")
# Written by hand: every request of a program asks it, and the ORM would build it anew each time.
_LIVE = (
    f"SELECT {', '.join(f't.{name}' for name in _OF_TOKEN)}, {', '.join(f'm.{name}' for name in _OF_MEMBER)} "  # noqa: S608
    "FROM tenants_token t JOIN tenants_member m ON m.tenant_id = t.tenant_id AND m.id = t.member_id "
    "WHERE t.tenant_id = %s AND t.secret_hash = %s"
)


def live(secret: str) -> Token | None:
    """The token behind a secret with its member, unless it was revoked, has expired, or its member has left."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [require_tenant_id(), rules.digest(secret)])
        row = cursor.fetchone()
    if row is None:
        return None
    token = Token.from_db(connection.alias, _OF_TOKEN, row[: len(_OF_TOKEN)])
    token.member = Member.from_db(connection.alias, _OF_MEMBER, row[len(_OF_TOKEN) :])
    is_over = token.expires_at is not None and token.expires_at <= clock.now()
    return None if token.revoked_at or is_over or token.member.removed_at else token


def visible_to(viewer: Member) -> QuerySet[Token]:
    """One's own tokens; everybody's for who manages them. The newest first."""
    rows = Token.objects.select_related("member", "revoked_by").order_by("-id")  # which rises with time
    if viewer.may("tokens.manage"):
        return rows
    return rows.filter(member=viewer) if viewer.may("tokens.own") else rows.none()


def living(viewer: Member, *, whose: Member | None = None) -> QuerySet[Token]:
    """What opens the door now, the newest first; of one member when `whose` is given."""
    rows = visible_to(viewer).filter(good(), member__removed_at__isnull=True)
    return rows if whose is None else rows.filter(member=whose)


def ended(viewer: Member) -> QuerySet[Token]:
    """What was revoked or has expired, the newest first."""
    return visible_to(viewer).exclude(good(), member__removed_at__isnull=True)


def good() -> Q:
    """Neither revoked nor expired."""
    not_over = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
    return not_over & Q(revoked_at__isnull=True)


def get_for(viewer: Member, *, pk: UUID) -> Token:
    """Raises Http404."""
    token = visible_to(viewer).filter(pk=pk).first()
    if token is None:
        raise Http404("token")
    return token
