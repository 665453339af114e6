"""enqueue writes the wish; drain does what is due; each step is its own commit, so that a kill loses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from helpdesk.lib import bell, clock
from tenants.isolation.context import require_tenant_id
from tenants.isolation.models import Tenant
from tenants.outbox import leases, registry, rules
from tenants.outbox.errors import EffectFailed
from tenants.outbox.models import Item

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """One effect to do, now or at a time."""

    key: str
    payload: dict[str, Any]
    due_at: datetime | None = None


def enqueue(*, kind: str, key: str, payload: dict[str, Any] | None = None, due_at: datetime | None = None) -> None:
    """Wish for an effect in the caller's transaction. The same (kind, key) is one wish. Raises LookupError."""
    enqueue_all(kind=kind, wishes=[Wish(key, payload or {}, due_at)])


@transaction.atomic(savepoint=False)  # inside a service that has one
def enqueue_all(*, kind: str, wishes: Sequence[Wish]) -> None:
    """Wish for many effects of one kind in one statement. As `enqueue`."""
    registry.handlers.get(kind)
    now = clock.now()
    items = [Item(kind=kind, key=wish.key, payload=wish.payload, due_at=wish.due_at or now) for wish in wishes]
    Item.objects.bulk_create(items, ignore_conflicts=True)
    _ring_on_commit()


@transaction.atomic
def retry(*, kind: str, key: str) -> Item:
    """Wish again for an effect that was done or given up. One still queued stays. Raises Item.DoesNotExist."""
    item = Item.objects.select_for_update().get(kind=kind, key=key)
    if item.state != Item.State.QUEUED:
        item.state, item.attempts, item.error = Item.State.QUEUED, 0, ""
        item.due_at, item.done_at = clock.now(), None
        item.save(update_fields=["state", "attempts", "error", "due_at", "done_at"])
    _ring_on_commit()
    return item


def drain(*, limit: int = 100) -> int:
    """Do what is due in this tenant, at most `limit` items. Returns how many were tried. Commits around each.

    Nothing leaves a closed desk: its items stay queued, none of their tries is spent.
    """
    for done in range(limit):
        item = None if _is_held() else leases.claim(Item)
        if item is None:
            return done
        work(item=item)
    _ring()  # there may be more: let another tenant have its turn first
    return limit


@transaction.atomic
def _is_held() -> bool:
    return Tenant.objects.filter(pk=require_tenant_id(), state=Tenant.State.SUSPENDED).exists()


@transaction.atomic
def revive(*, pk: UUID) -> bool:
    """Wish again for an effect that was given up; False when it was not. Reads no payload: for operators too."""
    revived = Item.objects.filter(pk=pk, state=Item.State.DEAD).update(
        state=Item.State.QUEUED, attempts=0, error="", due_at=clock.now(), done_at=None
    )
    _ring_on_commit()
    return bool(revived)


def work(*, item: Item) -> None:
    """Do one claimed item outside any transaction, then settle it."""
    if item.attempts > rules.MAX_ATTEMPTS:  # the tries before this one ended with their worker
        _settle_failure(item, rules.WORKER_ENDED, permanent=True)
        return
    try:
        with leases.kept(item):
            registry.handlers.get(item.kind)(item.key, item.payload)
    except EffectFailed as error:
        _settle_failure(item, str(error), permanent=error.permanent, after=error.after)
    except Exception as error:  # a poison item must not stop the rest
        log.exception("outbox.crashed", kind=item.kind, item=str(item.pk))
        _settle_failure(item, f"{type(error).__name__}: {error}"[:500], permanent=False)
    else:
        # A letter may hold a link that lets somebody in: it is not kept once it has left.
        leases.settle(item, state=Item.State.DONE, error="", payload={}, done_at=clock.now())


def _settle_failure(item: Item, reason: str, *, permanent: bool, after: timedelta = timedelta()) -> None:
    if not permanent and not rules.is_exhausted(item.attempts):
        wait = max(after, rules.backoff(item.attempts))
        leases.settle(item, error=rules.tellable(reason), due_at=clock.now() + wait)
        return
    try:
        _give_up(item, reason)
    except Exception:  # nobody to tell; the item must not come back for it
        log.exception("outbox.dead_letter_crashed", kind=item.kind, item=str(item.pk))
        leases.settle(item, state=Item.State.DEAD, error=rules.tellable(reason))


@transaction.atomic
def _give_up(item: Item, reason: str) -> None:
    if leases.settle(item, state=Item.State.DEAD, error=rules.tellable(reason)) and item.kind in registry.on_dead:
        registry.on_dead.get(item.kind)(item.key, item.payload, reason)


def _ring() -> None:
    from tenants.outbox import tasks

    bell.ring(tasks.drain, tenant_id=str(require_tenant_id()))


def _ring_on_commit() -> None:
    from tenants.outbox import tasks

    bell.ring_on_commit(tasks.drain, tenant_id=str(require_tenant_id()))
