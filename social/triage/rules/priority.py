"""How soon a mention needs somebody: 0–100 with reasons that add up. Need first; reach is at most a tenth of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

INTENTS = {"complaint": 30, "question": 18, "request": 18, "unsure": 12, "praise": 8}
"""Spam and news weigh nothing: nobody waits there."""
SEVERE = 10
NEEDS = {
    **dict.fromkeys(("injury", "fire", "allergy", "self_harm", "child"), 25),
    **dict.fromkeys(("bereavement", "fraud", "stolen", "health"), 20),
}
WAITING, AGAIN, KNOWN, REACH = 15, 10, 5, 5
_EACH_TIME, _EACH_UNANSWERED = 4, 3

Reason = tuple[str, int, dict[str, Any]]
"""A code, its points, and the figures for its words: as it is stored."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a mention. `earlier` and `unanswered` count what its author said to the brand before."""

    intent: str
    is_severe: bool = False
    needs: Sequence[str] = ()
    waited_minutes: int = 0
    target_minutes: int = 60
    earlier: int = 0
    unanswered: int = 0
    is_known: bool = False
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    score: int
    reasons: tuple[Reason, ...]


def weigh(facts: Facts) -> Weight:
    """The sum and what it is made of; the intent is always named."""
    if facts.intent not in INTENTS:
        return Weight(0, ((facts.intent, 0, {}),))
    reasons = [
        (facts.intent, INTENTS[facts.intent], {}),
        ("severe", SEVERE * (facts.is_severe and facts.intent == "complaint"), {}),
        _need(facts.needs),
        _waiting(facts),
        *_before(facts),
        ("known", KNOWN * facts.is_known, {}),
    ]
    reasons.append(_reach(facts.followers, of=sum(points for _, points, _ in reasons)))
    kept = (reasons[0], *(reason for reason in reasons[1:] if reason[1]))
    return Weight(sum(points for _, points, _ in kept), kept)


def _need(codes: Sequence[str]) -> Reason:
    """The gravest counts, once."""
    gravest = max((code for code in codes if code in NEEDS), key=lambda code: NEEDS[code], default="")
    return f"need.{gravest}", NEEDS.get(gravest, 0), {}


def _waiting(facts: Facts) -> Reason:
    """By its share of the time the brand gives itself."""
    waited = max(facts.waited_minutes, 0)
    points = min(WAITING, WAITING * waited // max(facts.target_minutes, 1))
    return "waiting", points, {"minutes": waited}


def _before(facts: Facts) -> tuple[Reason, Reason]:
    again = min(AGAIN, _EACH_TIME * max(facts.earlier, 0))
    unanswered = min(AGAIN - again, _EACH_UNANSWERED * max(facts.unanswered, 0))
    return ("again", again, {"times": facts.earlier}), ("unanswered", unanswered, {"times": facts.unanswered})


def _reach(followers: int | None, *, of: int) -> Reason:
    """By powers of ten, and never more than a tenth of the whole."""
    known = max(followers or 0, 0)
    points = min(REACH, int(log10(known)) if known else 0, of // 9)
    return "reach", points, {"followers": known}
