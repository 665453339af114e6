"""Figures for server-drawn SVG: where each dot and column stands. Charts hold text, so they are mirrored here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from helpdesk.web.runway import mirror

FASTEST, SLOWEST = 2.0, 1440.0
START, SPAN = 2.0, 96.0
DOT_STEP, DOT_FLOOR, DOT_RISE, DOTS_HIGH = 0.75, 118, 8, 12
BEST, EXPECTED, AVERAGE = 20, 60, 306
TICKS = (2, 5, 10)
COLUMNS_HIGH, FLOOR = 106, 142


@dataclass(frozen=True, slots=True)
class Dot:
    """One answered person, in percent across and pixels down."""

    x: float
    y: int
    late: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """Every answer of a day on one logarithmic axis from two minutes to one day, with three reference lines."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[int, float], ...]
    good_from: float
    good_width: float
    best: float
    expected: float
    average: float
    day: float
    typical: float | None
    typical_is_best: bool


@dataclass(frozen=True, slots=True)
class Day:
    """How many messages came on a day and how many of them got an answer."""

    label: str
    messages: int
    answered: int


@dataclass(frozen=True, slots=True)
class Column:
    """One day, drawn: percent across, pixels down; the answered part below, the unanswered part on top of it."""

    label: str
    percent: int | None
    x: float
    answered_y: float
    answered_height: float
    missed_y: float
    missed_height: float
    text_y: float
    today: bool


def place(minutes: float) -> float:
    """Percent of the response axis for an answer after `minutes`."""
    bounded = min(max(minutes, FASTEST), SLOWEST)
    return round(START + SPAN * math.log(bounded / FASTEST) / math.log(SLOWEST / FASTEST), 2)


def response_strip(minutes: Sequence[float], *, rtl: bool) -> Strip:
    """The strip for the answers of a day, given in minutes."""
    best = place(BEST)
    return Strip(
        dots=tuple(_dots(minutes, rtl=rtl)),
        ticks=tuple((tick, mirror(place(tick), rtl=rtl)) for tick in TICKS),
        good_from=round(100 - best, 2) if rtl else START,
        good_width=round(best - START, 2),
        best=mirror(best, rtl=rtl),
        expected=mirror(place(EXPECTED), rtl=rtl),
        average=mirror(place(AVERAGE), rtl=rtl),
        day=mirror(place(SLOWEST), rtl=rtl),
        typical=mirror(place(median(minutes)), rtl=rtl) if minutes else None,
        typical_is_best=bool(minutes) and median(minutes) <= BEST,
    )


def median(minutes: Sequence[float]) -> float:
    """The middle answer: half were faster."""
    ordered = sorted(minutes)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def columns(days: Sequence[Day], *, rtl: bool) -> tuple[Column, ...]:
    """One column per day, the last one being today."""
    tallest = max((day.messages for day in days), default=0) or 1
    places = (mirror(round(100 * (index + 0.5) / len(days), 2), rtl=rtl) for index in range(len(days)))
    drawn = [_column(day, x, COLUMNS_HIGH / tallest) for day, x in zip(days, places, strict=True)]
    return (*drawn[:-1], *(replace(last, today=True) for last in drawn[-1:]))


def _dots(minutes: Iterable[float], *, rtl: bool) -> Iterable[Dot]:
    piled: Counter[int] = Counter()
    for value in sorted(minutes):
        step = round((place(value) - START) / DOT_STEP)
        height = piled[step]
        if height == DOTS_HIGH:  # a full pile; a busy desk would only draw over it
            continue
        piled[step] += 1
        x = mirror(round(START + step * DOT_STEP, 2), rtl=rtl)
        yield Dot(x=x, y=DOT_FLOOR - DOT_RISE * height, late=value > EXPECTED)


def _column(day: Day, x: float, scale: float) -> Column:
    answered = round(day.answered * scale, 1)
    missed = round((day.messages - day.answered) * scale, 1)
    missed_y = round(FLOOR - answered - missed - (1 if missed else 0), 1)
    return Column(
        label=day.label,
        percent=round(100 * day.answered / day.messages) if day.messages else None,
        x=x,
        answered_y=round(FLOOR - answered, 1),
        answered_height=answered,
        missed_y=missed_y,
        missed_height=missed,
        text_y=round(missed_y - 7, 1),
        today=False,
    )
