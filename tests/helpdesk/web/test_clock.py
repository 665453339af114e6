from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.html import strip_tags

from helpdesk.web import clock

NOW = datetime(2026, 11, 22, 11, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (22, "22 min"), (-12, "12 min"), (60, "60 min"), (88, "1:28 h"), (1440, "1 d"), (3060, "2 d 3 h")],
)
def test_a_duration_is_said_in_its_largest_units(minutes: float, said: str) -> None:
    assert strip_tags(clock.duration(minutes)).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(30, "30 min"), (60, "1 h"), (90, "1 h 30 min"), (4320, "72 h"), (0, "0 min")]
)
def test_working_time_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert strip_tags(clock.working(minutes)).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    assert strip_tags(clock.duration(22)) == "22\N{NO-BREAK SPACE}min"


def test_digits_of_a_duration_are_isolated_for_right_to_left() -> None:
    assert '<bdi class="num">1:28</bdi>' in clock.duration(88)


@pytest.mark.parametrize(("minutes", "said"), [(22, "0:22"), (-12, "−0:12"), (168, "2:48")])
def test_the_narrow_list_counts_with_a_sign(minutes: float, said: str) -> None:
    assert clock.signed(minutes) == said


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), "14:31"),
        (timedelta(days=1), "Sat 14:32"),
        (timedelta(days=13), "9 Nov"),
        (timedelta(days=400), "18 Oct 2025"),
    ],
)
def test_a_moment_has_the_shortest_clear_name(ago: timedelta, said: str) -> None:
    with timezone.override("Asia/Riyadh"):
        assert clock.moment(NOW - ago, now=NOW) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "14:32"), (6, "Sat 14:32"), (7, "Sun 29 Nov 2026, 14:32"), (60, "Thu 21 Jan 2027, 14:32")],
)
def test_an_appointment_has_its_hour_however_far_it_is(days: int, said: str) -> None:
    with timezone.override("Asia/Riyadh"):
        assert clock.appointment(NOW + timedelta(days=days), now=NOW) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Sun 22 Nov"), ("ar", "الأحد 22 نوفمبر"), ("he", "יום א׳ 22 בנוב׳")]
)
def test_a_day_is_named_in_the_language_of_the_page(language: str, said: str) -> None:
    with translation.override(language):
        assert clock.day(NOW) == said
