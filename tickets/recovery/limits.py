"""How much somebody may give without asking. A limit is never changed: a newer version of it is added."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import services as audit
from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Member, Role
from tickets.recovery import money
from tickets.recovery.errors import BadLimit
from tickets.recovery.models import Kind, Limit, Period, Purpose

AMOUNTS = ("per_grant", "per_ticket", "per_customer", "per_period")
_FACTS = (*AMOUNTS, "period", "is_off", "version")
_NO_AMOUNT = _("Write an amount of zero or more, and not too large a one.")
_NEWEST = """
SELECT DISTINCT ON (kind, member_id) * FROM tickets_limit
WHERE tenant_id = %(tenant)s AND (member_id = %(member)s OR (member_id IS NULL AND role = %(role)s))
    AND purpose = %(purpose)s AND kind IN (%(kind)s, '') AND currency = %(currency)s
ORDER BY kind, member_id, version DESC
"""
HOLD = "pg_advisory_xact_lock_shared(hashtextextended(%(limits)s, 0))"
"""In a statement: let nobody change a limit until the transaction ends. Many may hold at once."""
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(limits)s, 0))"


def current(*, member: Member, purpose: str, kind: str, currency: str) -> Sequence[Limit]:
    """The limits that bind the member: of this kind, then of all kinds together, as far as there are any.

    His own goes before his role's; one that was taken back leaves him his role's.
    """
    wish = {"purpose": purpose, "kind": kind, "currency": currency}
    whose = {"tenant": require_tenant_id(), "member": member.pk, "role": member.role}
    newest = Limit.objects.raw(_NEWEST, {**whose, **wish})
    found: dict[str, Limit] = {}
    for limit in sorted(newest, key=lambda limit: limit.member_id is not None):  # his own comes last, and stays
        if not limit.is_off:
            found[limit.kind] = limit
    return [found[one] for one in sorted(found, reverse=True)]


def lock_key() -> str:
    """The `limits` of HOLD."""
    return f"recovery.limits {require_tenant_id()}"


@transaction.atomic
def set_limit(
    *,
    by: Member,
    role: str = "",
    member: Member | None = None,
    purpose: str,
    kind: str,
    currency: str,
    per_grant: int | None = None,
    per_ticket: int | None = None,
    per_customer: int | None = None,
    per_period: int | None = None,
    period: str = Period.MONTH,
    is_off: bool = False,
) -> Limit:
    """Add the newest version of the limit of a role or of a member; the same again adds none. Raises BadLimit.

    When it returns, and its transaction is committed, no grant is under way that reckoned with an older one.
    """
    amounts = {"per_grant": per_grant, "per_ticket": per_ticket, "per_customer": per_customer, "per_period": per_period}
    whose = {"role": str(role), "member": member, "purpose": str(purpose), "kind": str(kind), "currency": currency}
    new = Limit(**whose, **amounts, period=period, is_off=is_off, set_by=by)
    _check(new)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, {"limits": lock_key()})
    old = Limit.objects.filter(**whose).order_by("-version").first()
    new.version = old.version + 1 if old else 1
    if old is not None and _facts(old) | {"version": new.version} == _facts(new):
        return old
    new.save(force_insert=True)
    before = _facts(old) if old else None
    audit.record(
        verb="recovery.limit", actor=by, object_label=str(new), object_id=new.pk, before=before, after=_facts(new)
    )
    return new


def take_back(*, limit: Limit, by: Member) -> Limit:
    """From now on it allows nothing; a member's own leaves him his role's. Its versions stay."""
    words = {name: getattr(limit, name) for name in ("role", "member", "purpose", "kind", "currency", "period")}
    return set_limit(by=by, **words, **{name: getattr(limit, name) for name in AMOUNTS}, is_off=True)


def _check(limit: Limit) -> None:
    wrong = (
        (bool(limit.role) == bool(limit.member), _("A limit is for a role, or for one person."), "role"),
        (limit.role not in {"", *Role.values}, _("There is no such role."), "role"),
        (limit.purpose not in Purpose.values, _("A limit is for repairs, or for gestures."), "purpose"),
        (limit.kind not in {"", *Kind.values}, _("There is no such kind."), "kind"),
        (not money.is_known(limit.currency), _("Write a currency's code of three letters."), "currency"),
        (limit.period not in Period.values, _("A period is a day, a week or a month."), "period"),
    )
    amounts = ((not 0 <= (getattr(limit, name) or 0) <= money.MOST, _NO_AMOUNT, name) for name in AMOUNTS)
    for is_wrong, said, field in (*wrong, *amounts):
        if is_wrong:
            raise BadLimit(said, field)


def _facts(limit: Limit) -> dict[str, Any]:
    return {name: getattr(limit, name) for name in _FACTS}
