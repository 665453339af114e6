from typing import Any

import pytest

from social.connectors.registry import connectors
from tests.social.accounts.network import Town, feed


@pytest.fixture
def town(monkeypatch: Any) -> Town:
    """In place of the networks that would be called."""
    found = Town()
    monkeypatch.setattr(connectors, "_entries", {"plaza": found, "rss": feed()})
    return found
