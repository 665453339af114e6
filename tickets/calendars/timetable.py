"""Hours as people and programs write them, read into spans: [["09:00", "13:00"], ["22:00", "02:00"]].

What ends before it begins ends on the next day; "24:00", and "00:00" as an end, is midnight.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tickets.calendars.errors import BadHours, Problem
from tickets.calendars.rules import MIDNIGHT, Span

Written = list[list[str]]
Week = dict[str, Written]
DAYS = range(1, 8)
MOST = 8
_TIME = re.compile(r"(\d\d?):(\d\d)")
_TYPED_TIME = r"(\d{1,2})(?:[:.٫](\d{2}))?"
_TYPED = re.compile(rf"\s*{_TYPED_TIME}\s*[-–—−־]\s*{_TYPED_TIME}\s*")  # also the Hebrew hyphen


def spans(written: Any) -> tuple[Span, ...]:
    """The spans of one day, the earliest first. Raises BadHours."""
    if not isinstance(written, Sequence) or isinstance(written, str):
        raise BadHours(Problem.SHAPE)
    if len(written) > MOST:
        raise BadHours(Problem.MANY)
    found = sorted(_span(pair) for pair in written)
    if any(before[1] > after[0] for before, after in pairwise(found)):
        raise BadHours(Problem.OVERLAP)
    return tuple(found)


def week(written: Any) -> tuple[tuple[Span, ...], ...]:
    """The seven days from Monday on; a day that is not mentioned is closed. Raises BadHours."""
    if not isinstance(written, Mapping) or not {str(day) for day in DAYS} >= set(written):
        raise BadHours(Problem.SHAPE)
    found = tuple(_day(written.get(str(day), []), day) for day in DAYS)
    for day, (evening, morning) in enumerate(zip(found, (*found[1:], found[0]), strict=True), start=1):
        if evening and morning and evening[-1][1] - MIDNIGHT > morning[0][0]:
            raise BadHours(Problem.OVERLAP, day % 7 + 1)
    return found


def tidy(written: Any) -> Week:
    """A week as it is kept. Raises BadHours."""
    return {str(day): shown(found) for day, found in enumerate(week(written), start=1) if found}


def shown(found: Iterable[Span]) -> Written:
    """Spans as they are kept."""
    return [[_clock(start), _clock(end if end <= MIDNIGHT else end - MIDNIGHT)] for start, end in found]


def typed(text: str) -> Written:
    """Hours from a line like "9-13, 14:30–18", in any digits; "" is closed. Raises BadHours."""
    pieces = [piece for piece in re.split(r"[,،;؛\n]", text) if piece.strip()]
    return shown(spans([_pair(piece) for piece in pieces]))


def line(written: Written) -> str:
    """The same line back."""
    return ", ".join(f"{start}–{end}" for start, end in written)


def is_around_the_clock(written: Any) -> bool:
    """Whether no minute of the week is closed. Raises BadHours."""
    return sum(end - start for day in week(written) for start, end in day) == len(DAYS) * MIDNIGHT


def _day(written: Any, day: int) -> tuple[Span, ...]:
    try:
        return spans(written)
    except BadHours as wrong:
        raise wrong.on(day) from None


def _span(pair: Any) -> Span:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise BadHours(Problem.SHAPE)
    start, end = _minutes(pair[0]), _minutes(pair[1])
    if start in (end, MIDNIGHT):
        raise BadHours(Problem.EMPTY)
    return (start, end) if end > start else (start, end + MIDNIGHT)


def _minutes(text: Any) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise BadHours(Problem.SHAPE)
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59 or hours * 60 + minutes > MIDNIGHT:
        raise BadHours(Problem.TIME)
    return hours * 60 + minutes


def _pair(piece: str) -> list[str]:
    found = _TYPED.fullmatch(piece)
    if found is None:
        raise BadHours(Problem.SHAPE)
    one, two = (f"{int(found[at])}:{int(found[at + 1] or 0):02}" for at in (1, 3))
    return [one, two]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
