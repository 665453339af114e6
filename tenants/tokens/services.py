from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.isolation.models import Tenant
from tenants.membership.errors import NotHere
from tenants.membership.models import Member
from tenants.tokens import registry, rules, selectors
from tenants.tokens.errors import AlreadyOver, NotOwn, TooMany, UnknownScope
from tenants.tokens.models import Token
from tenants.tokens.rules import Key

MOST = 50  # of one member, good at once
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create(
    *, name: str, scopes: Sequence[str], expires_at: datetime | None, by: Member, secret: str = ""
) -> tuple[Token, Key]:
    """Make a token that acts for `by`. The key is shown once: only its hash is kept.

    Raises UnknownScope, AlreadyOver, TooMany, NotHere.
    """
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(registry.every()):
        raise UnknownScope(", ".join(set(wanted) - set(registry.every())))
    if expires_at is not None and expires_at <= clock.now():
        raise AlreadyOver
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by.removed_at is not None:
        raise NotHere(by.name)
    if selectors.living(by, whose=by).count() >= MOST:
        raise TooMany
    slug = Tenant.objects.get(pk=by.tenant_id).slug
    key = Key(slug, secret) if secret else rules.make(slug)
    token = Token.objects.create(
        name=name.strip()[:80],
        member=by,
        scopes=wanted,
        secret_hash=rules.digest(key.secret),
        ends=key.secret[-4:],
        expires_at=expires_at,
    )
    facts = {"scopes": wanted, "expires_at": expires_at.isoformat() if expires_at else None}
    audit.record(verb="tokens.create", actor=by, object_label=name, object_id=token.pk, after=facts)
    return token, key


@transaction.atomic
def revoke(*, token: Token, by: Member) -> Token:
    """End a token at once; one that has ended stays as it is. Raises NotOwn."""
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.member_id != by.pk and not by.may("tokens.manage"):
        raise NotOwn
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = clock.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(verb="tokens.revoke", actor=by, object_label=token.name, object_id=token.pk)
    return token


@transaction.atomic
def farewell(*, member: Member, by: Member) -> int:
    """Somebody leaves: his tokens end with him. Returns how many."""
    ended: int = Token.objects.filter(member=member, revoked_at__isnull=True).update(
        revoked_at=clock.now(), revoked_by=by
    )
    return ended


def note_use(*, token: Token) -> None:
    """Write down that it was used, once a minute at most."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= _USE_IS_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
