"""Where a moment stands on the inbox's shared time axis.

The axis is logarithmic on both sides of *now*: four hours back, two days ahead. Positions are percent of its
length in reading direction. For right-to-left, CSS mirrors drawings without text and `mirror` those with text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

NOW = 27.0
PAST_MINUTES, PAST_SPAN, PAST_KNEE = 240.0, 25.0, 10.0
AHEAD_MINUTES, AHEAD_SPAN, AHEAD_KNEE = 2880.0, 71.0, 14.0
GRID_MINUTES = (-60, 15, 60, 240, 1440)


class Tone(StrEnum):
    """What the colour of a clock says."""

    OK = "ok"
    RISK = "risk"
    LATE = "late"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Bar:
    """One clock on the axis: percent of its start, width and cap; `left` is the share of time left, 0 to 100."""

    tone: Tone
    start: float
    width: float
    cap: float
    left: int
    seconds: int


def position(minutes: float) -> float:
    """Percent of a moment `minutes` from now; negative is past. Beyond the ends it rests on the end."""
    if minutes < 0:
        return NOW - _reach(-minutes, PAST_MINUTES, PAST_KNEE, PAST_SPAN)
    return NOW + _reach(minutes, AHEAD_MINUTES, AHEAD_KNEE, AHEAD_SPAN)


def mirror(percent: float, *, rtl: bool) -> float:
    """The same place on an axis that is read from the right."""
    return round(100 - percent, 2) if rtl else percent


def tone(minutes_left: float, *, risk: float) -> Tone:
    """Late past the due time, at risk when no more than `risk` minutes are left."""
    if minutes_left < 0:
        return Tone.LATE
    return Tone.RISK if minutes_left <= risk else Tone.OK


def bar(minutes_left: float, *, goal: float, risk: float) -> Bar:
    """The bar from now to the due time, which lies in the past when the answer is late."""
    cap = round(position(minutes_left), 2)
    left = 100 if minutes_left < 0 else min(100, round(100 * minutes_left / goal))
    return Bar(
        tone=tone(minutes_left, risk=risk),
        start=min(cap, NOW),
        width=round(abs(cap - NOW), 2),
        cap=cap,
        left=left,
        seconds=max(0, round(minutes_left * 60)),
    )


def _reach(minutes: float, limit: float, knee: float, span: float) -> float:
    share = math.log(1 + min(minutes, limit) / knee) / math.log(1 + limit / knee)
    return round(span * share, 2)
