from typing import Any

from tenants.outbox.models import Item


def queued(kind: str) -> list[dict[str, Any]]:
    """What is wished for of a kind and not done yet, the oldest first."""
    rows = Item.objects.filter(kind=kind, state=Item.State.QUEUED).order_by("created_at", "id")
    return list(rows.values_list("payload", flat=True))
