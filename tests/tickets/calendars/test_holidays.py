"""Public holidays of a country, and the days that move through the year."""

from datetime import date

import pytest

from tenants.tenancy.countries import COUNTRIES
from tickets.calendars import holidays
from tickets.calendars.holidays import Coming, Occasion


@pytest.mark.parametrize(
    ("country", "language", "day", "name"),
    [
        ("SA", "ar", date(2026, 9, 23), "اليوم الوطني"),
        ("SA", "en", date(2026, 9, 23), "National Day Holiday"),
        ("SA", "he", date(2026, 9, 23), "National Day Holiday"),  # not named in Hebrew
        ("IL", "he", date(2026, 9, 21), "יום כיפור"),
        ("IL", "ar", date(2026, 9, 21), "Yom Kippur"),
        ("EG", "ar", date(2026, 4, 25), "عيد تحرير سيناء"),  # the country's own Arabic
        ("GB", "en-gb", date(2026, 12, 25), "Christmas Day"),
    ],
)
def test_a_holiday_is_named_in_the_readers_language(country: str, language: str, day: date, name: str) -> None:
    assert holidays.days(country, [2026], language)[day] == name


def test_only_the_asked_years_are_told_and_no_country_has_none() -> None:
    assert {day.year for day in holidays.days("SA", [2025, 2027])} == {2025, 2027}
    assert holidays.days("", [2026]) == {}


def test_every_country_of_the_sign_up_has_its_holidays() -> None:
    assert set(COUNTRIES) <= holidays.known()
    assert all(holidays.days(country, [2027]) for country in COUNTRIES)


def test_days_that_move_through_the_year_are_told_a_year_before() -> None:
    assert holidays.coming(date(2026, 11, 22)) == [
        Coming(date(2027, 2, 8), date(2027, 3, 8), Occasion.RAMADAN, is_estimated=True),
        Coming(date(2027, 3, 9), date(2027, 3, 11), Occasion.EID_AL_FITR, is_estimated=True),
        Coming(date(2027, 4, 23), date(2027, 4, 27), Occasion.PESACH, is_estimated=False),
        Coming(date(2027, 5, 16), date(2027, 5, 19), Occasion.EID_AL_ADHA, is_estimated=True),
        Coming(date(2027, 10, 17), date(2027, 10, 22), Occasion.SUKKOT, is_estimated=False),
    ]


def test_ramadan_is_told_until_its_last_day_and_twice_in_the_year_that_has_two() -> None:
    assert holidays.coming(date(2027, 3, 8))[0].occasion == Occasion.RAMADAN
    assert holidays.coming(date(2027, 3, 9))[0].occasion == Occasion.EID_AL_FITR
    found = [one.first for one in holidays.coming(date(2030, 1, 1)) if one.occasion == Occasion.RAMADAN]
    assert found == [date(2030, 1, 5), date(2030, 12, 26)]
