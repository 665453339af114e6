from collections.abc import Iterator

import pytest

from social.accounts import services
from social.accounts.errors import BrandInUse, BrandNameTaken
from social.accounts.models import Brand
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(zaytuna: Desk) -> Iterator[None]:
    with tenant_context(zaytuna.tenant):
        yield


def test_the_first_brand_bears_the_company_s_name_and_is_made_once() -> None:
    assert services.first_brand() == services.first_brand()
    assert Brand.objects.get().name == "Zaytuna"


def test_two_brands_do_not_bear_one_name(alice: Member) -> None:
    one = services.create_brand(name=" Zaytuna Home ", by=alice)
    other = services.create_brand(name="Zaytuna Kids", by=alice)
    with pytest.raises(BrandNameTaken):
        services.create_brand(name="Zaytuna Home", by=alice)
    with pytest.raises(BrandNameTaken):
        services.change_brand(brand=other, name="Zaytuna Home", by=alice)
    assert sorted(brand.name for brand in Brand.objects.all()) == ["Zaytuna Home", "Zaytuna Kids"]
    assert one.name == "Zaytuna Home"


def test_a_change_is_written_down_once_and_only_if_it_is_one(alice: Member) -> None:
    brand = services.create_brand(name="Zaytuna Home", by=alice)
    services.change_brand(brand=brand, name="Zaytuna Home", by=alice)
    services.change_brand(brand=brand, target_minutes=20, languages=["ar"], by=alice)
    entry = Entry.objects.get(verb="accounts.change_brand")
    assert (entry.before["target_minutes"], entry.after["target_minutes"]) == (60, 20)


def test_a_brand_for_which_somebody_speaks_is_not_archived(alice: Member) -> None:
    brand = said.make_brand()
    account = said.make_account(brand)
    with pytest.raises(BrandInUse):
        services.archive_brand(brand=brand, by=alice)
    services.remove(account=account, by=alice)
    assert services.archive_brand(brand=brand, by=alice).archived_at is not None
    assert services.restore_brand(brand=brand, by=alice).archived_at is None
