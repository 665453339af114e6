"""Arithmetic of working hours: UTC in, UTC out; no database, no clock.

An instant is open when the wall clock of the zone shows an open time. So an hour that a zone skips is not worked, and
one that it repeats is worked twice. Hours are laid out in blocks of 32 days, once each, and summed up: a question
costs two searches in a sorted list, however long the time is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tickets.calendars.errors import NeverOpen, TooLong

Span = tuple[int, int]
"""Minutes of the day on which it begins, [from, to). Beyond 1440 it is the next day's morning."""

MINUTE, DAY = 60, 86_400
MIDNIGHT = 1440
WHOLE_DAY: Span = (0, MIDNIGHT)
AROUND_THE_CLOCK: tuple[tuple[Span, ...], ...] = ((WHOLE_DAY,),) * 7
LONGEST = 40  # years
_BLOCK = 32 * DAY
_EMPTY_BLOCKS = 13  # 416 days
_MICRO = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Special:
    """Other spans than the week's on each day from `first` to `last`; none is closed.

    `keeps_days_off`: not on days that have no spans without it.
    """

    first: date
    last: date
    spans: tuple[Span, ...] = ()
    keeps_days_off: bool = False


@dataclass(frozen=True)
class Hours:
    """When somebody is there. `week` begins on Monday; of two specials on one day the earlier in `special` counts.

    A special day wins over a holiday, a holiday over the week. A span belongs to the day on which it begins: the night
    shift before a holiday is worked to its end.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...] = AROUND_THE_CLOCK
    special: tuple[Special, ...] = ()
    holidays: frozenset[date] = frozenset()
    _blocks: dict[int, "Block"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def add(self, start: datetime, seconds: int) -> datetime:
        """When so many open seconds have passed since `start`: the earliest such instant.

        Raises NeverOpen, TooLong; ValueError for less than nothing.
        """
        if seconds <= 0:
            if seconds < 0:
                raise ValueError("time runs forwards")
            return start.astimezone(UTC)
        at, left = _micros(start), seconds * _MICRO
        for block in self._from(at):
            if block.number == at // (_BLOCK * _MICRO):
                left += block.passed_at(at)
            if left <= block.total:
                return _instant(block.when(left))
            left -= block.total
        raise TooLong(f"{seconds} s of working hours")

    def between(self, start: datetime, end: datetime) -> int:
        """Whole open seconds from `start` to `end`; 0 when `end` comes first."""
        begin, stop = _micros(start), _micros(end)
        if stop <= begin:
            return 0
        first, last = begin // (_BLOCK * _MICRO), stop // (_BLOCK * _MICRO)
        whole = sum(self._block(number).total for number in range(first, last))
        return (whole + self._block(last).passed_at(stop) - self._block(first).passed_at(begin)) // _MICRO

    def is_open(self, at: datetime) -> bool:
        micros = _micros(at)
        return self._block(micros // (_BLOCK * _MICRO)).next(micros) == micros

    def next_open(self, at: datetime) -> datetime:
        """`at` itself when somebody is there. Raises NeverOpen."""
        micros = _micros(at)
        for block in self._from(micros):
            if (found := block.next(micros)) is not None:
                return _instant(found)
        raise NeverOpen(self.zone)

    def check(self, now: datetime) -> None:
        """Raises NeverOpen where anybody who waits from now on or from a special day to come waits without end."""
        until = self.next_open(now)
        for at in sorted(self._turns(now)):
            if at > until:
                until = self.next_open(at)

    def _turns(self, now: datetime) -> Iterator[datetime]:
        """When the last night shift is over before special days of the next LONGEST years, and after them."""
        zone, today = ZoneInfo(self.zone), now.date()
        for special in self.special:
            if special.last >= today and special.first.year <= today.year + LONGEST:
                for day in (special.first + timedelta(days=1), special.last + timedelta(days=2)):
                    yield datetime.combine(day, time(), zone).astimezone(UTC)

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a day of the zone."""
        usual = self.usually_on(day)
        for special in self.special:
            if special.first <= day <= special.last:
                return special.spans if usual or not special.keeps_days_off else ()
        return usual

    def usually_on(self, day: date) -> tuple[Span, ...]:
        """The same without special days."""
        return () if day in self.holidays else self.week[day.weekday()]

    def _from(self, micros: int) -> Iterator["Block"]:
        """The block of an instant and those after it, for LONGEST years. Raises NeverOpen when too many are empty."""
        first, empty = micros // (_BLOCK * _MICRO), 0
        for number in range(first, first + LONGEST * 366 * DAY // _BLOCK):
            block = self._block(number)
            empty = 0 if block.total else empty + 1
            if empty > _EMPTY_BLOCKS:
                raise NeverOpen(self.zone)
            yield block

    def _block(self, number: int) -> "Block":
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = _lay_out(self, number)
        return block


class Block:
    """The open times of 32 days in microseconds since 1970, and how much was open before each."""

    __slots__ = ("_ends", "_passed", "_starts", "number", "total")

    def __init__(self, number: int, spans: Iterable[tuple[int, int]]) -> None:
        self.number, self.total = number, 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._passed: list[int] = []
        for start, end in spans:
            self._starts.append(start)
            self._ends.append(end)
            self._passed.append(self.total)
            self.total += end - start

    def passed_at(self, at: int) -> int:
        """What was open in this block before an instant in it."""
        i = bisect_right(self._starts, at) - 1
        return self._passed[i] + min(at, self._ends[i]) - self._starts[i] if i >= 0 else 0

    def when(self, passed: int) -> int:
        """The first instant at which so much has been open, more than nothing and at most `total`."""
        i = bisect_left(self._passed, passed) - 1
        return self._starts[i] + passed - self._passed[i]

    def next(self, at: int) -> int | None:
        """The first open instant not before `at`."""
        i = bisect_right(self._ends, at)
        return max(at, self._starts[i]) if i < len(self._starts) else None


def _lay_out(hours: Hours, number: int) -> Block:
    begins, ends = number * _BLOCK, (number + 1) * _BLOCK
    found: list[tuple[int, int]] = []
    eras = list(_eras(ZoneInfo(hours.zone), begins, ends))
    for ordinal in range(begins // DAY - 2, ends // DAY + 2):  # the night before, and zones a day away
        midnight = ordinal * DAY
        for start, end in hours.on(date.fromordinal(_EPOCH_DAY + ordinal)):
            for since, until, offset in eras:
                low = max(since, midnight + start * MINUTE - offset)
                high = min(until, midnight + end * MINUTE - offset)
                if low < high:
                    found.append((low, high))
    return Block(number, ((low * _MICRO, high * _MICRO) for low, high in _joined(sorted(found))))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sorted spans without overlaps: what two say is open once."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


def _eras(zone: ZoneInfo, begins: int, ends: int) -> Iterator[tuple[int, int, int]]:
    """From, until and offset of UTC of each stretch of time in which the zone's clock was not moved, in seconds."""
    since, offset = begins, _offset(zone, begins)
    for low in range(begins, ends, DAY):
        high = low + DAY
        if (after := _offset(zone, high)) != offset:
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            yield since, high, offset
            since, offset = high, after
    yield since, ends, offset


def _offset(zone: ZoneInfo, seconds: int) -> int:
    moved = datetime.fromtimestamp(seconds, zone).utcoffset()
    return int(moved.total_seconds()) if moved else 0


def _micros(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * DAY + since.seconds) * _MICRO + since.microseconds


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
