"""What is quickly promised lies within somebody's hours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tickets.calendars.rules import Hours, Special
from tickets.followups import rules

DAY = ((9 * 60, 18 * 60),)
RIYADH = Hours("Asia/Riyadh", week=(DAY, DAY, DAY, DAY, (), (), DAY))  # Friday and Saturday off
ALWAYS = Hours("Asia/Jerusalem")


def _ahead(at: str, hours: Hours = RIYADH) -> dict[str, str]:
    found = rules.ahead(datetime.fromisoformat(at).replace(tzinfo=UTC), hours)
    return {key: moment.astimezone(ZoneInfo(hours.zone)).strftime("%a %H:%M") for key, moment in found.items()}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-05-04T07:02", {"2h": "Mon 12:05", "today": "Mon 17:00", "noon": "Tue 12:00", "3d": "Thu 10:05"}),
        ("2026-05-04T13:40", {"2h": "Tue 09:40", "noon": "Tue 12:00", "3d": "Thu 16:40"}),
        ("2026-05-07T13:00", {"2h": "Thu 18:00", "today": "Thu 17:00", "noon": "Sun 12:00", "3d": "Sun 16:00"}),
        ("2026-05-08T07:00", {"2h": "Sun 11:00", "noon": "Sun 12:00", "3d": "Mon 10:00"}),
    ],
)
def test_times_are_offered_while_somebody_is_there(now: str, expected: dict[str, str]) -> None:
    assert _ahead(now) == expected


def test_a_holiday_is_passed_over() -> None:
    feast = Hours(RIYADH.zone, week=RIYADH.week, special=(Special(date(2026, 5, 5), date(2026, 5, 6)),))
    assert _ahead("2026-05-04T13:40", feast)["noon"] == "Thu 12:00"


def test_across_a_change_of_the_clock_noon_stays_noon() -> None:
    assert _ahead("2026-03-26T10:00", ALWAYS)["noon"] == "Fri 12:00"  # the clocks go forward on that Friday


@pytest.mark.parametrize("hours", [RIYADH, ALWAYS])
def test_every_choice_can_be_promised(hours: Hours) -> None:
    for hour in range(24 * 7):
        now = datetime(2026, 5, 4 + hour // 24, hour % 24, 13, tzinfo=UTC)
        assert all(rules.fits(now, at) for at in rules.ahead(now, hours).values())


def test_stages_come_in_their_order() -> None:
    made, due = datetime(2026, 5, 4, 7, tzinfo=UTC), datetime(2026, 5, 4, 7, 8, tzinfo=UTC)
    times = [at for _, at in rules.moments(made, due)]
    assert times == sorted(times)
    assert [rules.reached(made, due, at) for at in times] == [1, 2, 3]
    assert rules.next_at(made, due, rules.DUE) is None
