from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.followups.models import Promise


class Settled(Exception):
    """The promise was kept, replaced or withdrawn before."""


class NeedsReason(Exception):
    """Who takes our word back says why."""


class WordIsOpen(Exception):
    """The ticket cannot be closed over a promise: keep it with an answer, or withdraw it. `promise` is which."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(str(promise.pk))
        self.promise = promise
