from datetime import time

import pytest
from babel import Locale
from babel.numbers import get_currency_name
from django.utils import translation

from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.tenancy import labels, services
from tenants.tenancy.countries import COUNTRIES
from tenants.tenancy.forms import HoursForm, VoicesForm
from tenants.tenancy.services import Beginning


@pytest.mark.django_db
@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_a_country_says_time_zone_weekend_and_currency(country: str) -> None:
    with tenant_context(Tenant.objects.create(slug="noor")):
        company = services.begin(
            beginning=Beginning(name="Noor", country=country, language="he", languages=["he"], opens_at=time(9))
        )

    assert company.timezone in dict(labels.timezones())
    assert get_currency_name(company.currency) != company.currency
    assert 1 <= len(company.weekend_days) <= 2
    assert set(company.weekend_days) <= {5, 6, 7}


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_countries_are_named_in_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        names = dict(labels.countries())

    assert set(names) == set(COUNTRIES)
    assert names["EG"] == Locale.parse(language).territories["EG"]
    assert (names["EG"].isascii()) == (language == "en")


def test_a_place_stands_once_among_the_time_zones() -> None:
    places = [place for _zone, place in labels.timezones()]

    assert len(places) == len(set(places))
    assert {country.timezone for country in COUNTRIES.values()} <= dict(labels.timezones()).keys()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"opens_at": "09:00", "closes_at": "17:00"}, set()),
        ({"around_the_clock": "on"}, set()),
        ({"around_the_clock": "on", "opens_at": "17:00", "closes_at": "09:00"}, set()),
        ({}, {"opens_at", "closes_at"}),
        ({"opens_at": "09:00"}, {"closes_at"}),
        ({"opens_at": "09:00", "closes_at": "09:00"}, {"closes_at"}),
        ({"opens_at": "10:00", "closes_at": "00:00"}, {"closes_at"}),
        ({"opens_at": "noon", "closes_at": "17:00"}, {"opens_at"}),
    ],
)
def test_hours_are_two_times_or_around_the_clock(typed: dict[str, str], wrong: set[str]) -> None:
    form = HoursForm(typed)

    assert set(form.errors) == wrong
    if typed.get("around_the_clock"):
        assert (form.cleaned_data["opens_at"], form.cleaned_data["closes_at"]) == (None, None)


def test_the_desks_own_language_comes_first() -> None:
    form = VoicesForm({"language": "ar", "languages": ["en", "he"]})

    assert form.is_valid()
    assert form.cleaned_data["languages"] == ["ar", "en", "he"]
