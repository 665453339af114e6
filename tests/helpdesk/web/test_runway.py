import pytest

from helpdesk.web import runway
from helpdesk.web.runway import Tone


@pytest.mark.parametrize(
    ("minutes", "percent"),
    [(0, 27), (7, 32.4), (15, 36.7), (60, 49.17), (240, 65.6), (1440, 88.83), (-60, 11.89), (-12, 20.88)],
)
def test_a_moment_stands_where_the_drawing_puts_it(minutes: float, percent: float) -> None:
    assert runway.position(minutes) == pytest.approx(percent, abs=0.006)


@pytest.mark.parametrize(("minutes", "percent"), [(-240, 2), (-9999, 2), (2880, 98), (99999, 98)])
def test_what_lies_beyond_the_axis_rests_on_its_end(minutes: float, percent: float) -> None:
    assert runway.position(minutes) == pytest.approx(percent)


def test_text_is_mirrored_for_a_page_read_from_the_right() -> None:
    assert runway.mirror(27, rtl=True) == 73
    assert runway.mirror(27, rtl=False) == 27


@pytest.mark.parametrize(("left", "expected"), [(-1, Tone.LATE), (0, Tone.RISK), (15, Tone.RISK), (16, Tone.OK)])
def test_little_time_left_is_at_risk_and_the_past_is_late(left: float, expected: Tone) -> None:
    assert runway.tone(left, risk=15) == expected


def test_a_late_bar_runs_from_the_due_time_to_now() -> None:
    bar = runway.bar(-12, goal=60, risk=15)
    assert (bar.start, bar.start + bar.width) == (bar.cap, pytest.approx(27))
    assert bar.seconds == 0


def test_a_bar_in_time_burns_down_over_what_is_left() -> None:
    bar = runway.bar(22, goal=60, risk=15)
    assert (bar.start, bar.left, bar.seconds) == (27, 37, 1320)
