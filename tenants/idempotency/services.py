"""The store behind `Idempotency-Key`: one row a key, written in the transaction of the request it belongs to."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from helpdesk.api.repeats import Kept
from helpdesk.lib import clock
from tenants.idempotency.models import Answer
from tenants.isolation.context import require_tenant_id
from tenants.isolation.ids import uuid7

KEPT_FOR = timedelta(hours=24)
_SWEPT_AT_ONCE, _EVERY = 200, 16

# Waits for a first request that is still at work: afterwards its row is there, or free again because it failed.
_CLAIM = """
INSERT INTO tenants_answer AS a (tenant_id, id, owner, key, request_hash, body, headers, created_at, expires_at)
VALUES (%s, %s, %s, %s, %s, '', '{}', %s, %s)
ON CONFLICT (tenant_id, owner, key) DO UPDATE
SET request_hash = excluded.request_hash, status = NULL, body = '', headers = '{}',
    created_at = excluded.created_at, expires_at = excluded.expires_at
WHERE a.expires_at <= excluded.created_at
RETURNING a.id
"""


def begin(*, owner: UUID, key: str, request_hash: str) -> Kept | None:
    """Claim a key: None for the first who asks, else the answer he got."""
    now, pk = clock.now(), uuid7()
    with connection.cursor() as cursor:
        values: list[Any] = [require_tenant_id(), pk, owner, key, request_hash, now, now + KEPT_FOR]
        cursor.execute(_CLAIM, values)
        is_first = cursor.fetchone() is not None
    if is_first:
        if pk.int % _EVERY == 0:
            forget_expired()
        return None
    kept = Answer.objects.get(owner=owner, key=key)
    return Kept(kept.request_hash, kept.status or 500, bytes(kept.body), kept.headers)


def finish(*, owner: UUID, key: str, status: int, body: bytes, headers: dict[str, str]) -> None:
    """Keep the answer of the request that claimed the key."""
    Answer.objects.filter(owner=owner, key=key).update(status=status, body=body, headers=headers)


def forget_expired() -> int:
    """Drop some answers whose day is over; each sixteenth claim does it."""
    old = Answer.objects.filter(expires_at__lte=clock.now()).order_by("expires_at").values("pk")[:_SWEPT_AT_ONCE]
    return int(Answer.objects.filter(pk__in=old)._raw_delete("default"))
