from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tenants.outbox import services
from tenants.outbox.models import Item


@dataclass
class Effects:
    """Counts effects by key; `failures` says which keys raise, and what."""

    done: list[str] = field(default_factory=list)
    dead: list[tuple[str, str]] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)
    during: Callable[[], None] = lambda: None  # what happens while an effect is done

    def handle(self, key: str, payload: dict[str, Any]) -> None:
        if key in self.failures:
            raise self.failures[key]
        self.during()
        self.done.append(key)

    def given_up(self, key: str, payload: dict[str, Any], reason: str) -> None:
        self.dead.append((key, reason))


def wish(key: str) -> Item:
    services.enqueue(kind="test.effect", key=key)
    return Item.objects.get(kind="test.effect", key=key)
