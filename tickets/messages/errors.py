from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.messages.models import Message


class EmptyMessage(Exception):
    """There is nothing to say."""


class NoChannel(Exception):
    """The customer cannot be reached: no address is known for the ticket's channel."""


class NoMailbox(NoChannel):
    """The company has no address to write from."""


class NotFailed(Exception):
    """Only a reply that could not be delivered is sent again."""


class UnresolvedPlaceholder(Exception):
    """A reply still has places to fill in; `names` are these, as they stand in the text."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = list(names)


class ThreadMoved(Exception):
    """Somebody else spoke after what the writer saw. Nothing was sent; `messages` are the new ones, oldest first."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__(f"{len(messages)} newer")
        self.messages = list(messages)


class UploadGone(Exception):
    """A file that was put into the composer is not there any more: sent from elsewhere, removed, or a day old."""
