import pytest

from helpdesk.web import charts
from helpdesk.web.charts import Day


@pytest.mark.parametrize(("minutes", "percent"), [(1, 2), (5, 15.37), (20, 35.6), (60, 51.63), (306, 75.4), (9999, 98)])
def test_an_answer_stands_on_a_logarithmic_axis(minutes: float, percent: float) -> None:
    assert charts.place(minutes) == pytest.approx(percent, abs=0.01)


def test_answers_of_the_same_time_are_piled_up() -> None:
    strip = charts.response_strip([10, 10, 10], rtl=False)
    assert [dot.y for dot in strip.dots] == [118, 110, 102]
    assert len({dot.x for dot in strip.dots}) == 1


def test_a_full_pile_grows_no_more() -> None:
    strip = charts.response_strip([10] * 1000, rtl=False)
    assert len(strip.dots) == len({dot.y for dot in strip.dots}) == charts.DOTS_HIGH


def test_an_answer_after_the_hour_is_late() -> None:
    strip = charts.response_strip([59, 61], rtl=False)
    assert [dot.late for dot in strip.dots] == [False, True]


def test_the_strip_is_read_from_the_right_in_arabic_and_hebrew() -> None:
    ltr, rtl = (charts.response_strip([16], rtl=turned) for turned in (False, True))
    assert rtl.dots[0].x == pytest.approx(100 - ltr.dots[0].x)
    assert rtl.good_from + rtl.good_width == pytest.approx(98)


def test_a_strip_without_answers_shows_only_its_reference_lines() -> None:
    strip = charts.response_strip([], rtl=False)
    assert (strip.dots, strip.typical) == ((), None)


def test_a_column_shows_what_was_answered_and_what_was_not() -> None:
    monday, tuesday = charts.columns([Day("Mon", 10, 5), Day("Tue", 0, 0)], rtl=False)
    assert (monday.percent, monday.answered_height, monday.missed_height) == (50, 53, 53)
    assert (tuesday.percent, tuesday.today) == (None, True)
    assert monday.x < tuesday.x


def test_columns_run_from_right_to_left_where_reading_does() -> None:
    monday, tuesday = charts.columns([Day("Mon", 1, 1), Day("Tue", 1, 1)], rtl=True)
    assert monday.x > tuesday.x
