from __future__ import annotations


class IllegalMove(Exception):
    """A mention does not go from where it stands to there."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"{before} -> {after}")
        self.before = before
        self.after = after


class NewerWaits(IllegalMove):
    """Our words would stand under something newer that waits in the same thread: that is to be answered first."""


class UnknownReason(Exception):
    """A mention is put aside for one of the reasons that are counted."""


class NothingSaid(Exception):
    """A post without words that was passed on: it adds to how far another goes, and asks nothing of us."""


class OwnAuthor(Exception):
    """One of our own accounts is not a customer."""
