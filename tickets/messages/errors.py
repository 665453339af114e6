from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.messages.models import Message
    from tickets.messages.registry import Finding


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


class GuardStopped(Exception):
    """Words that everybody would read were stopped before anybody saw them. Nothing was sent; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(finding.kind for finding in findings))
        self.findings = list(findings)


class NoReply(NoChannel):
    """The network does not let us answer this here; `message` says why, and what can be done."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NoPromise(Exception):
    """That cannot be promised with this reply; `message` says why. Nothing was sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TooLong(Exception):
    """More than the network takes, by its own count."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} of {limit}")
        self.length = length
        self.limit = limit
