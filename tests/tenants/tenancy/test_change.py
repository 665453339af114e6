from typing import Any

import pytest

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tenancy import services
from tenants.tenancy.models import Company
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
WANTED: dict[str, Any] = {
    "names": {"en": "Zaytuna Home", "ar": "زيتونة هوم"},
    "language": "ar",
    "languages": ["en"],
    "timezone": "Asia/Amman",
    "weekend": "5",
}


def test_the_settings_change_and_the_audit_says_what_was_before(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.change(**WANTED, by=alice)
        company, entry = Company.objects.get(), Entry.objects.get(verb="tenancy.change")

    assert (company.name, company.languages, company.weekend_days) == ("Zaytuna Home", ["ar", "en"], [5])
    assert entry.actor_id == alice.pk
    assert (entry.before["name_en"], entry.after["name_en"]) == ("Zaytuna", "Zaytuna Home")
    assert (entry.before["name_ar"], entry.after["name_ar"]) == (None, "زيتونة هوم")


def test_the_same_settings_again_are_no_change(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        for _ in range(2):
            services.change(**WANTED, by=alice)
        assert Entry.objects.count() == 1


def test_a_language_that_is_not_mentioned_keeps_its_name(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.change(**WANTED, by=alice)
        services.change(**WANTED | {"names": {"he": "זייתונה הום"}}, by=alice)
        company = Company.objects.get()
    assert (company.name_en, company.name_ar, company.name_he) == ("Zaytuna Home", "زيتونة هوم", "זייתונה הום")


def test_another_companys_settings_stay(zaytuna: Desk, tapuz: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        services.change(**WANTED, by=alice)
    with tenant_context(tapuz.tenant):
        assert Company.objects.get().name == "Tapuz"
        assert not Entry.objects.exists()
