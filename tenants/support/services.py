from typing import Any

from django.db import IntegrityError, transaction

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.membership.models import Member
from tenants.support.errors import Ended, GrantedMeanwhile
from tenants.support.models import SupportGrant
from tenants.support.rules import LENGTHS


@transaction.atomic
def grant(*, reason: str, length: str, by: Member) -> SupportGrant:
    """Let operators read this company's tickets for a while; an earlier grant ends. Raises GrantedMeanwhile."""
    now = clock.now()
    SupportGrant.objects.filter(revoked_at=None).update(revoked_at=now)
    try:
        with transaction.atomic():
            row = SupportGrant.objects.create(
                granted_by=by,
                granted_label=str(by),
                reason=reason,
                created_at=now,
                expires_at=now + LENGTHS[length],
            )
    except IntegrityError as error:
        raise GrantedMeanwhile from error
    _record("support.grant", row, by, after={"until": row.expires_at.isoformat()})
    return row


@transaction.atomic
def revoke(*, support_grant: SupportGrant, by: Member) -> SupportGrant:
    """End a grant now: the database shows operators nothing from this commit on. Raises Ended."""
    row = SupportGrant.objects.select_for_update().get(pk=support_grant.pk)
    if row.revoked_at is not None or row.expires_at <= clock.now():
        raise Ended(row.reason)
    row.revoked_at, row.revoked_by = clock.now(), by
    row.save(update_fields=["revoked_at", "revoked_by"])
    _record("support.revoke", row, by)
    return row


def _record(verb: str, row: SupportGrant, by: Member, after: dict[str, Any] | None = None) -> None:
    audit.record(verb=verb, actor=by, object_label=row.reason, object_id=row.pk, after=after)
