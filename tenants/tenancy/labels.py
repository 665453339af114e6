"""Names of countries and time zones in the page's language, from CLDR."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from django.utils.translation import get_language

from tenants.tenancy.countries import COUNTRIES

Choices = list[tuple[str, str]]
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def countries() -> Choices:
    """Code and name, by name."""
    return _countries(_language())


def timezones() -> Choices:
    """IANA name and place, by place."""
    return _timezones(_language())


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@cache
def _countries(language: str) -> Choices:
    names = Locale.parse(language).territories
    return _by_name((code, names.get(code, code)) for code in COUNTRIES)


@cache
def _timezones(language: str) -> Choices:
    ours = {country.timezone for country in COUNTRIES.values()}
    zones = sorted((zone for zone in available_timezones() if zone.startswith(_AREAS)), key=lambda zone: zone in ours)
    places = {str(get_timezone_location(zone, locale=language, return_city=True)): zone for zone in zones}
    return _by_name((zone, place) for place, zone in places.items())  # an alias of a place is not a second place


def _by_name(pairs: Iterable[tuple[str, str]]) -> Choices:
    return sorted(pairs, key=lambda pair: pair[1])
