from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.lib import bell
from tenants.outbox import registry
from tests.tenants.outbox.effects import Effects


@pytest.fixture
def effects() -> Iterator[Effects]:
    """A kind of effect that remembers what it did and fails on demand."""
    done = Effects()
    registry.handlers.add("test.effect", done.handle)
    registry.on_dead.add("test.effect", done.given_up)
    yield done
    del registry.handlers._entries["test.effect"], registry.on_dead._entries["test.effect"]


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked of the broker."""
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(bell, "ring", lambda task, **arguments: heard.append({"task": task.name, **arguments}))
    return heard
