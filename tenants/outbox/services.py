"""enqueue writes the wish; drain does what is due; each step is its own commit, so that a kill loses nothing."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from helpdesk.lib import bell, clock
from tenants.isolation.context import require_tenant_id
from tenants.outbox import registry, rules
from tenants.outbox.errors import EffectFailed
from tenants.outbox.models import Item

log = structlog.get_logger(__name__)


@transaction.atomic
def enqueue(*, kind: str, key: str, payload: dict[str, Any] | None = None, due_at: datetime | None = None) -> Item:
    """Wish for an effect in the caller's transaction. The same (kind, key) is one wish. Raises LookupError."""
    registry.handlers.get(kind)
    now = clock.now()
    item, _ = Item.objects.get_or_create(
        kind=kind, key=key, defaults={"payload": payload or {}, "due_at": due_at or now}
    )
    _ring()
    return item


@transaction.atomic
def retry(*, item: Item) -> Item:
    """Try an item once more at once, a dead one too; its count of attempts starts again."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    item.state, item.attempts, item.error, item.due_at = Item.State.QUEUED, 0, "", clock.now()
    item.save(update_fields=["state", "attempts", "error", "due_at"])
    _ring()
    return item


def drain(*, limit: int = 100) -> int:
    """Do what is due in this tenant, at most `limit` items. Returns how many were tried. Commits around each."""
    for done in range(limit):
        item = claim()
        if item is None:
            return done
        work(item=item)
    return limit


@transaction.atomic
def claim() -> Item | None:
    """Take the next due item: the attempt is counted and the lease is set before the work, in a commit of their own."""
    now = clock.now()
    due = Item.objects.filter(state=Item.State.QUEUED, due_at__lte=now).order_by("due_at", "id")
    item = due.select_for_update(skip_locked=True).first()
    if item is None:
        return None
    item.attempts += 1
    item.due_at = now + rules.LEASE
    item.save(update_fields=["attempts", "due_at"])
    return item


def work(*, item: Item) -> None:
    """Do one claimed item outside any transaction, then settle it."""
    try:
        registry.handlers.get(item.kind)(item.key, item.payload)
    except EffectFailed as error:
        _settle_failure(item, str(error), permanent=error.permanent)
    except Exception as error:  # a poison item must not stop the rest
        log.exception("outbox.crashed", kind=item.kind, item=str(item.pk))
        _settle_failure(item, f"{type(error).__name__}: {error}"[:500], permanent=False)
    else:
        _settle(item, state=Item.State.DONE, error="", done_at=clock.now())


def _settle_failure(item: Item, reason: str, *, permanent: bool) -> None:
    if not permanent and not rules.is_exhausted(item.attempts):
        _settle(item, error=reason, due_at=clock.now() + rules.backoff(item.attempts))
        return
    with transaction.atomic():
        if _settle(item, state=Item.State.DEAD, error=reason) and item.kind in registry.on_dead:
            registry.on_dead.get(item.kind)(item.key, item.payload, reason)


@transaction.atomic
def _settle(item: Item, **changes: Any) -> bool:
    """Write the result, unless another worker took the item after our lease: its count of attempts moved on."""
    mine = Item.objects.filter(pk=item.pk, state=Item.State.QUEUED, attempts=item.attempts)
    return mine.update(**changes) == 1


def _ring() -> None:
    from tenants.outbox import tasks

    bell.ring_on_commit(tasks.drain, tenant_id=str(require_tenant_id()))
