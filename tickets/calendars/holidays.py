"""The public holidays of a country, named in a reader's language; and the days that move through the year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays as library
from holidays.calendars.hebrew import _HebrewLunisolar
from holidays.calendars.islamic import _IslamicLunar

NAMES = "en_US"  # where a country's holidays are not named in the reader's language


class Occasion(StrEnum):
    """Days on which a company in the region keeps other hours."""

    RAMADAN = "ramadan"
    EID_AL_FITR = "eid-al-fitr"
    EID_AL_ADHA = "eid-al-adha"
    PESACH = "pesach"
    SUKKOT = "sukkot"


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """`is_estimated`: the moon decides a day or two before."""

    first: date
    last: date
    occasion: Occasion
    is_estimated: bool


@cache
def known() -> frozenset[str]:
    """The ISO codes of the countries whose holidays we know."""
    return frozenset(library.list_supported_countries(include_aliases=False))


def days(country: str, years: Iterable[int], language: str = "") -> dict[date, str]:
    """Each public holiday and its name. No country has none."""
    if not country:
        return {}
    wanted = _language(country, language)
    return dict(library.country_holidays(country, years=list(years), language=wanted, expand=False))


def coming(since: date) -> list[Coming]:
    """The occasions that are not over and begin within a year."""
    until = since + timedelta(days=365)
    years = range(since.year - 1, until.year + 1)
    found = {one for year in years for one in (*_islamic(year), *_jewish(year))}
    return sorted(one for one in found if one.last >= since and one.first <= until)


def _islamic(year: int) -> Iterable[Coming]:
    moon, day = _IslamicLunar(), timedelta(days=1)
    feasts = [feast for feast, _ in moon.eid_al_fitr_dates(year)]
    for first, is_estimated in moon.ramadan_beginning_dates(year):
        for feast in feasts:
            if timedelta(0) < feast - first <= timedelta(days=30):
                yield Coming(first, feast - day, Occasion.RAMADAN, is_estimated)
    for first, is_estimated in moon.eid_al_fitr_dates(year):
        yield Coming(first, first + 2 * day, Occasion.EID_AL_FITR, is_estimated)
    for first, is_estimated in moon.eid_al_adha_dates(year):
        yield Coming(first, first + 3 * day, Occasion.EID_AL_ADHA, is_estimated)


def _jewish(year: int) -> Iterable[Coming]:
    """Hol HaMoed, as it is kept in Israel."""
    moon, day = _HebrewLunisolar(), timedelta(days=1)
    if (pesach := moon.passover_date(year)) is not None:
        yield Coming(pesach + day, pesach + 5 * day, Occasion.PESACH, is_estimated=False)
    if (sukkot := moon.sukkot_date(year)) is not None:
        yield Coming(sukkot + day, sukkot + 6 * day, Occasion.SUKKOT, is_estimated=False)


def _language(country: str, language: str) -> str | None:
    """The country's own names in the reader's language, else in English, else as the country writes them."""
    named = library.list_localized_countries(include_aliases=False).get(country, [])
    wanted = language.partition("-")[0]
    own = (name for name in named if wanted and name.partition("_")[0] == wanted)
    return next(own, NAMES if NAMES in named else None)
