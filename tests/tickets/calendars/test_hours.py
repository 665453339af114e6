"""Arithmetic of working hours, held against a count of every minute over the clock changes of twenty zones."""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.tickets.calendars.minutes import MINUTE, ZONES, Slow, Written, changes
from tickets.calendars import timetable
from tickets.calendars.errors import NeverOpen, TooLong
from tickets.calendars.rules import AROUND_THE_CLOCK, Hours, Special

EXAMPLES = int(os.environ.get("CALENDAR_EXAMPLES", "40"))  # 2,000 take some minutes
often = settings(max_examples=EXAMPLES, deadline=None)
office: Written = [["09:00", "13:00"], ["14:00", "18:00"]]


@st.composite
def written_days(draw: st.DrawFn) -> Written:
    """Up to three intervals on one day, the last of them perhaps into the night."""
    quarters = draw(st.lists(st.integers(0, 96), max_size=6, unique=True))
    shown = [f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in sorted(quarters)]
    found = [shown[at : at + 2] for at in range(0, len(shown) - 1, 2)]
    if draw(st.integers(0, 3)) == 0:
        night = [draw(st.sampled_from(["19:00", "22:00", "23:30"])), draw(st.sampled_from(["01:00", "02:30", "06:00"]))]
        found = [pair for pair in found if pair[1] <= night[0]] + [night]
    return found


@st.composite
def plans(draw: st.DrawFn) -> tuple[Slow, datetime]:
    """Hours of a zone, and a moment within three days of one of its clock changes."""
    zone = draw(st.sampled_from(ZONES))
    near = draw(st.sampled_from(changes(zone)))
    start = near - MINUTE * draw(st.integers(0, 3 * 1440))
    days = [near.date() + timedelta(days=at) for at in range(-3, 5)]
    first, last = sorted(draw(st.tuples(st.sampled_from(days), st.sampled_from(days))))
    specials = [(first, last, draw(written_days()), draw(st.booleans()))] if draw(st.booleans()) else []
    week = [draw(written_days()) for _ in range(7)]
    return Slow(zone, week, specials, frozenset(draw(st.sets(st.sampled_from(days), max_size=2)))), start


def fast(slow: Slow) -> Hours:
    special = tuple(
        Special(first, last, timetable.spans(written), keeps) for first, last, written, keeps in slow.special
    )
    return Hours(slow.zone, tuple(timetable.spans(day) for day in slow.week), special, slow.holidays)


@often
@given(plans(), st.integers(1, 5 * 1440), st.data())
def test_every_question_agrees_with_a_count_of_every_minute(
    plan: tuple[Slow, datetime], minutes: int, data: st.DataObject
) -> None:
    slow, start = plan
    hours, opens = fast(slow), list(slow.opens(start, minutes))
    assert hours.between(start, start + minutes * MINUTE) == 60 * sum(opens)
    some = data.draw(st.integers(0, minutes - 1))
    assert hours.is_open(start + some * MINUTE) == opens[some]
    assume(any(opens))
    assert hours.next_open(start) == start + opens.index(True) * MINUTE
    wanted, at = data.draw(st.integers(1, sum(opens))), -1
    for _ in range(wanted):
        at = opens.index(True, at + 1)
    assert hours.add(start, 60 * wanted) == start + (at + 1) * MINUTE


@often
@given(plans(), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 999_999))
def test_adding_and_counting_undo_each_other_to_the_microsecond(
    plan: tuple[Slow, datetime], one: int, other: int, micros: int
) -> None:
    slow, start = plan
    assume(any(slow.week))
    hours, start = fast(slow), start + timedelta(microseconds=micros)
    due = hours.add(start, one)
    assert hours.between(start, due) == one
    assert hours.between(start, due - timedelta(microseconds=1)) == one - 1  # it is the earliest
    assert hours.add(due, other) == hours.add(start, one + other)
    assert due < hours.add(start, one + other)
    assert hours.add(start + timedelta(seconds=other), one) >= due


@often
@given(plans(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_parts_of_a_time_sum_up_to_the_whole(plan: tuple[Slow, datetime], one: int, other: int) -> None:
    slow, start = plan
    hours = fast(slow)
    middle, end = start + timedelta(seconds=one), start + timedelta(seconds=one + other)
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)
    assert hours.between(end, start) == 0


def naive(slow: Slow, start: datetime, end: datetime) -> int:
    """What arithmetic in local time makes of it: the length of each interval by its clock times."""
    zone, total = ZoneInfo(slow.zone), 0
    since, until = (at.astimezone(zone).replace(tzinfo=None) for at in (start, end))
    for offset in range((until.date() - since.date()).days + 2):
        day = since.date() + timedelta(days=offset - 1)
        for low, high in timetable.spans(slow.of(day)):
            midnight = datetime.combine(day, datetime.min.time())
            begins, ends = max(since, midnight + low * MINUTE), min(until, midnight + high * MINUTE)
            total += max(0, int((ends - begins).total_seconds()))
    return total


def test_the_count_finds_arithmetic_in_local_time_wrong() -> None:
    """The control: over each change of London's clock it is an hour off, in either way."""
    slow = Slow("Europe/London", [[["22:00", "06:00"]]] * 7)
    hours, wrong = fast(slow), []
    for change in changes("Europe/London"):
        start, end = change - timedelta(days=1), change + timedelta(days=1)
        counted = 60 * sum(slow.opens(start, 2 * 1440))
        assert hours.between(start, end) == counted
        wrong.append(naive(slow, start, end) - counted)
    assert wrong == [3600, -3600] * 5


@pytest.mark.parametrize(
    ("zone", "start", "seconds", "due"),
    [
        ("Asia/Riyadh", "2026-11-22T09:00", 3600, "2026-11-22T10:00"),
        ("Asia/Riyadh", "2026-11-22T09:30", 3600, "2026-11-22T11:30"),  # over the break from 13:00 to 14:00
        ("Asia/Riyadh", "2026-11-22T12:00", 3 * 3600, "2026-11-22T15:00"),  # ends when they close, not when they open
        ("Asia/Riyadh", "2026-11-22T12:00", 3 * 3600 + 1, "2026-11-23T06:00:01"),
        ("Asia/Riyadh", "2026-11-26T14:59", 120, "2026-11-29T06:01"),  # Thursday to Sunday
        ("Asia/Riyadh", "2026-11-27T10:00", 60, "2026-11-29T06:01"),  # begins on a day off
        ("Asia/Jerusalem", "2026-03-26T15:00", 7200, "2026-03-29T07:00"),  # the clock went forward in between
    ],
)
def test_a_time_ends_when_somebody_has_been_there_for_so_long(zone: str, start: str, seconds: int, due: str) -> None:
    hours = Hours(zone, tuple(timetable.spans([] if day in (5, 6) else office) for day in range(1, 8)))
    begun, ended = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, due))
    assert hours.add(begun, seconds) == ended


def test_an_hour_that_comes_twice_is_worked_twice_and_one_that_is_skipped_is_not() -> None:
    hours = Hours("Europe/Berlin", (((60, 180),),) * 7)  # 01:00 to 03:00
    autumn, spring = datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 3, 28, 20, tzinfo=UTC)
    day = timedelta(days=1)
    assert (hours.between(autumn, autumn + day), hours.between(spring, spring + day)) == (3 * 3600, 3600)


def test_a_special_day_wins_over_a_holiday_and_the_first_of_two_counts() -> None:
    day = date(2026, 9, 23)
    short, none = Special(day, day, ((600, 720),)), Special(day - timedelta(days=3), day + timedelta(days=3))
    week, holidays = (((540, 1080),),) * 7, frozenset({day, date(2026, 9, 28)})
    hours = Hours("Asia/Riyadh", week, (short, none), holidays)
    assert hours.on(day) == ((600, 720),)
    assert hours.on(day + timedelta(days=1)) == ()
    assert hours.on(date(2026, 9, 27)) == ((540, 1080),)
    assert hours.on(date(2026, 9, 28)) == ()


def test_a_month_of_other_hours_may_leave_its_days_off() -> None:
    week = tuple(timetable.spans([] if day in (5, 6) else office) for day in range(1, 8))
    ramadan = Special(date(2026, 2, 18), date(2026, 3, 19), ((600, 960),), keeps_days_off=True)
    hours = Hours("Asia/Riyadh", week, (ramadan,), frozenset({date(2026, 2, 22)}))
    assert hours.on(date(2026, 2, 19)) == ((600, 960),)  # Thursday
    assert hours.on(date(2026, 2, 20)) == ()  # Friday
    assert hours.on(date(2026, 2, 22)) == ()  # Founding Day


def test_the_night_before_a_closed_day_is_worked_to_its_end() -> None:
    closed = Special(date(2026, 11, 24), date(2026, 11, 24))
    hours = Hours("Asia/Riyadh", (((1320, 1560),),) * 7, (closed,))  # 22:00 to 02:00
    start = datetime(2026, 11, 23, 19, tzinfo=UTC)
    assert hours.between(start, start + timedelta(days=1)) == 4 * 3600


def test_around_the_clock_is_the_clock() -> None:
    start = datetime(2026, 3, 26, 11, 22, 33, 444555, tzinfo=UTC)
    for zone in ZONES:
        assert Hours(zone).add(start, 40 * 86400) == start + timedelta(days=40)
        assert Hours(zone).next_open(start) == start


def test_nothing_more_to_pass_is_now_whenever_that_is() -> None:
    closed = datetime(2026, 11, 22, 3, tzinfo=UTC)
    hours = Hours("Asia/Riyadh", (((540, 1080),),) * 7)
    assert hours.add(closed, 0) == closed
    assert not hours.is_open(closed)
    with pytest.raises(ValueError, match="forwards"):
        hours.add(closed, -1)


def test_hours_are_equal_and_hash_by_what_they_say() -> None:
    one, other = Hours("Asia/Riyadh"), Hours("Asia/Riyadh")
    one.add(datetime(2026, 11, 22, tzinfo=UTC), 60)
    assert (one == other, hash(one) == hash(other)) == (True, True)


def test_a_year_without_anybody_is_gone_through_in_a_few_steps() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    away = Special(date(2025, 12, 1), date(2027, 1, 9))
    hours = Hours("Asia/Riyadh", (((540, 1080),),) * 7, (away,))
    assert hours.add(start, 60) == datetime(2027, 1, 10, 6, 1, tzinfo=UTC)
    assert len(hours._blocks) <= 14


def test_who_is_never_there_is_told_so_after_a_year() -> None:
    start, hours = datetime(2026, 1, 1, tzinfo=UTC), Hours("Asia/Riyadh", ((),) * 7)
    for ask in (lambda: hours.add(start, 60), lambda: hours.next_open(start)):
        with pytest.raises(NeverOpen):
            ask()
    assert len(hours._blocks) <= 14
    assert not hours.is_open(start)
    assert hours.between(start, start + timedelta(days=30)) == 0


def test_a_time_without_end_is_refused() -> None:
    minute_a_week = Hours("Asia/Riyadh", (((540, 541),), *((),) * 6))
    with pytest.raises(TooLong):
        minute_a_week.add(datetime(2026, 1, 1, tzinfo=UTC), 365 * 86400)
    assert Hours("UTC", AROUND_THE_CLOCK).add(datetime(2026, 1, 1, tzinfo=UTC), 365 * 86400).year == 2027


def test_three_working_days_lay_out_no_more_than_two_blocks() -> None:
    week = tuple(timetable.spans([] if day in (5, 6) else office) for day in range(1, 8))
    hours = Hours("Asia/Jerusalem", week)
    hours.add(datetime(2026, 11, 22, 9, tzinfo=UTC), 3 * 8 * 3600)
    assert len(hours._blocks) <= 2


NINE_TO_FIVE = ((540, 1020),)
WEEKDAYS = (*(NINE_TO_FIVE,) * 5, (), ())


def _shut(first: date, days: int, spans: tuple[tuple[int, int], ...] = ()) -> Special:
    return Special(first, first + timedelta(days=days - 1), spans)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("week", "special"),
    [
        (WEEKDAYS, [(1, 300, ()), (301, 300, ())]),
        (WEEKDAYS, [(301, 300, ()), (1, 300, ())]),
        (WEEKDAYS, [(200, 366, ()), (566, 366, ())]),
        ((((1320, 1800),),) * 7, [(1, 300, ()), (301, 300, ())]),  # nights that reach into the first day of it
        (((),) * 7, [(0, 30, NINE_TO_FIVE)]),  # nothing after it
        (((),) * 7, [(0, 30, ((1320, 1800),))]),
        (WEEKDAYS, [(1, 200, ()), (201, 200, ()), (401, 200, ())]),
    ],
)
def test_who_would_wait_without_end_one_day_is_found_today(week: Any, special: Any) -> None:
    closed = tuple(_shut(TODAY + timedelta(days=at), days, spans) for at, days, spans in special)
    hours = Hours("Asia/Riyadh", week, closed)
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert hours.next_open(now) == now or week != WEEKDAYS  # today nothing seems wrong
    with pytest.raises(NeverOpen):
        hours.check(now)


@pytest.mark.parametrize(
    "special",
    [
        [(1, 300, ())],
        [(1, 300, ()), (302, 300, ())],  # a day of work between them
        [(-700, 366, ()), (-334, 330, ())],  # over
        [(1, 300, ()), (301, 1, NINE_TO_FIVE), (302, 300, ())],
    ],
)
def test_who_is_away_for_less_than_that_is_let_alone(special: Any) -> None:
    closed = tuple(_shut(TODAY + timedelta(days=at), days, spans) for at, days, spans in special)
    Hours("Asia/Riyadh", WEEKDAYS, closed).check(datetime(2026, 11, 23, 8, tzinfo=UTC))


def test_to_look_for_it_costs_no_more_blocks_than_forty_years_have() -> None:
    closed = tuple(_shut(TODAY + timedelta(days=70 * number), 60) for number in range(200))
    hours = Hours("Asia/Riyadh", WEEKDAYS, (*closed, _shut(date(9990, 1, 1), 366)))
    hours.check(datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert len(hours._blocks) <= 40 * 366 // 32
