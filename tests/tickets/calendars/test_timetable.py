"""Hours as people and programs write them."""

from typing import Any

import pytest

from tickets.calendars import timetable
from tickets.calendars.errors import BadHours, Problem


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ([], ()),
        ([["14:00", "18:00"], ["09:00", "13:00"]], ((540, 780), (840, 1080))),
        ([["22:00", "02:00"]], ((1320, 1560),)),
        ([["18:00", "00:00"]], ((1080, 1440),)),
        ([["00:00", "24:00"]], ((0, 1440),)),
        ([["9:00", "13:00"], ["13:00", "18:00"]], ((540, 780), (780, 1080))),
        ([["٠٩:٠٠", "١٣:٠٠"]], ((540, 780),)),
    ],
)
def test_a_day_is_read(written: Any, spans: Any) -> None:
    assert timetable.spans(written) == spans


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("09:00-18:00", Problem.SHAPE),
        (None, Problem.SHAPE),
        (["09:00", "18:00"], Problem.SHAPE),
        ([["09:00"]], Problem.SHAPE),
        ([["9", "18"]], Problem.SHAPE),
        ([[9, 18]], Problem.SHAPE),
        ([["09:00", "25:00"]], Problem.TIME),
        ([["09:60", "18:00"]], Problem.TIME),
        ([["24:01", "18:00"]], Problem.TIME),
        ([["09:00", "09:00"]], Problem.EMPTY),
        ([["24:00", "09:00"]], Problem.EMPTY),
        ([["09:00", "13:00"], ["12:59", "18:00"]], Problem.OVERLAP),
        ([["09:00", "13:00"], ["09:00", "13:00"]], Problem.OVERLAP),
        ([["22:00", "02:00"], ["23:00", "23:30"]], Problem.OVERLAP),
        ([[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(9)], Problem.MANY),
    ],
)
def test_what_is_wrong_with_a_day_is_named(written: Any, problem: Problem) -> None:
    with pytest.raises(BadHours) as refused:
        timetable.spans(written)
    assert refused.value.problem == problem


def test_a_week_is_kept_as_it_is_meant() -> None:
    written = {"1": [["14:00", "18:00"], ["9:00", "13:00"]], "5": [], "6": [["22:00", "02:00"]]}
    assert timetable.tidy(written) == {"1": [["09:00", "13:00"], ["14:00", "18:00"]], "6": [["22:00", "02:00"]]}


@pytest.mark.parametrize(
    ("written", "problem", "day"),
    [
        ([], Problem.SHAPE, None),
        ({"0": []}, Problem.SHAPE, None),
        ({"monday": []}, Problem.SHAPE, None),
        ({"3": [["x", "y"]]}, Problem.SHAPE, 3),
        ({"1": [["22:00", "02:00"]], "2": [["01:30", "05:00"]]}, Problem.OVERLAP, 2),
        ({"7": [["22:00", "02:00"]], "1": [["01:30", "05:00"]]}, Problem.OVERLAP, 1),
    ],
)
def test_what_is_wrong_with_a_week_is_named_with_its_day(written: Any, problem: Problem, day: int | None) -> None:
    with pytest.raises(BadHours) as refused:
        timetable.week(written)
    assert (refused.value.problem, refused.value.day) == (problem, day)


@pytest.mark.parametrize(
    ("day", "is_always"),
    [
        ([["00:00", "24:00"]], True),
        ([["00:00", "12:00"], ["12:00", "00:00"]], True),
        ([["00:00", "23:59"]], False),
        ([], False),
    ],
)
def test_around_the_clock_is_a_week_without_a_closed_minute(day: Any, is_always: bool) -> None:
    week = {str(other): [["00:00", "24:00"]] for other in timetable.DAYS}
    assert timetable.is_around_the_clock({**week, "5": day}) is is_always


def test_a_wrong_day_is_named_to_people() -> None:
    assert str(BadHours(Problem.OVERLAP, 7).message) == (
        "Sunday: Two of these hours overlap, or meet the night before."
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", []),
        ("9-18", [["09:00", "18:00"]]),
        ("09:00–13:00, 14:30 – 18", [["09:00", "13:00"], ["14:30", "18:00"]]),
        ("٩:٠٠-١٣:٠٠، ١٤-١٨", [["09:00", "13:00"], ["14:00", "18:00"]]),
        ("9.30־17", [["09:30", "17:00"]]),
        ("22-2", [["22:00", "02:00"]]),
        ("0-24", [["00:00", "24:00"]]),
    ],
)
def test_a_typed_line_is_read(text: str, written: Any) -> None:
    assert timetable.typed(text) == written
    assert timetable.typed(timetable.line(written)) == written


@pytest.mark.parametrize("text", ["nine to five", "9", "9-", "9-18-20", "9:5-18", "123-4"])
def test_what_is_no_line_of_hours_is_refused(text: str) -> None:
    with pytest.raises(BadHours):
        timetable.typed(text)
