from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpdesk.lib import bell


@pytest.fixture(autouse=True)
def _own_disk(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What was asked of the broker."""
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(bell, "ring", lambda task, **arguments: heard.append({"task": task.name, **arguments}))
    return heard
