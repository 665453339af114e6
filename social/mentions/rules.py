"""What may become of a mention, and what is made of its words. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk.lib.addresses import is_of_the_web
from social.connectors.protocol import Kind, Visibility
from social.mentions.models import State

_OPEN = (State.PUBLISHING, State.MANUAL, State.FAILED)
_SAID = (State.ANSWERED, State.MOVED, State.THANKED)
_OUTCOMES = (*_SAID, State.DISMISSED)

MOVES: dict[str, frozenset[str]] = {
    State.NEW: frozenset({*_OPEN, *_OUTCOMES, State.WITHDRAWN}),
    State.PUBLISHING: frozenset({State.FAILED, State.MANUAL, *_SAID, State.WITHDRAWN}),
    State.FAILED: frozenset({State.PUBLISHING, State.MANUAL, *_OUTCOMES, State.WITHDRAWN}),
    State.MANUAL: frozenset({State.PUBLISHING, State.FAILED, *_OUTCOMES, State.WITHDRAWN}),
    State.ANSWERED: frozenset({State.NEW}),
    State.MOVED: frozenset({State.NEW, State.ANSWERED}),
    State.THANKED: frozenset({State.NEW}),
    State.DISMISSED: frozenset({State.NEW}),
    State.WITHDRAWN: frozenset(),
}
"""Where a mention may go from where it stands. Back to NEW is `reopen`; what its author took back stays taken back."""

REASONS = ("spam", "news", "no_reply_needed", "duplicate", "not_ours")
"""Why a mention may be put aside without a word."""

SAME_MATTER = timedelta(days=7)
"""Who writes to us in private this long after we solved it goes on with it; later it is a new matter."""

FLOOD, FLOOD_WITHIN = 30, timedelta(hours=1)
"""So many tickets one author opens with a brand in public within this time; what he says further joins them."""

SUBJECT = 80


def may_move(before: str, after: str) -> bool:
    return after in MOVES.get(before, frozenset())


def ticket_priority(score: int) -> str:
    """The priority of a ticket by the score (0–100) of what was said in it."""
    bands = ((60, "urgent"), (40, "high"), (15, "normal"))
    return next((name for floor, name in bands if score >= floor), "low")


def subject(text: str, title: str = "", limit: int = SUBJECT) -> str:
    """The first words on one line, cut between words; "" where there are none."""
    words = " ".join((text or title).split())
    if len(words) <= limit:
        return words
    head, _, tail = words[: limit - 1].rpartition(" ")
    return f"{head if len(head) >= limit // 2 else tail and words[: limit - 1]}…"


def is_wordless(kind: str, text: str, title: str) -> bool:
    """A post that was only passed on. What is written to us alone, or under us, may be a picture: that is heard."""
    return kind in (Kind.POST, Kind.QUOTE) and not (text.strip() or title.strip())


def is_private(visibility: str) -> bool:
    return visibility == Visibility.DIRECT


def is_same_matter(*, is_private: bool, solved_at: datetime | None, at: datetime) -> bool:
    """Whether what somebody says goes on with a ticket. A thread in public is one matter for ever."""
    return not is_private or solved_at is None or at - solved_at <= SAME_MATTER


def clean(value: str, limit: int) -> str:
    """What a network sent, as a column takes it."""
    return value.replace("\x00", "")[:limit]


def clean_address(value: str, limit: int) -> str:
    """An address on the web; "" for anything else that a page would make a link of (javascript:, data:)."""
    value = clean(value, limit)
    return value if is_of_the_web(value) else ""


def clean_all(values: Sequence[str], limit: int, most: int = 50) -> list[str]:
    return [clean(value, limit) for value in values[:most]]


def most(known: int | None, told: int | None) -> int | None:
    """Of two counts that came in any order, the greater."""
    counts = [count for count in (known, told) if count is not None]
    return max(counts, default=None)
