import pytest
from django.db import IntegrityError, transaction

from tenants.isolation.looks import Look, look
from tenants.isolation.models import Tenant

SLUGS = ["zaytuna", "zay-tuna", "zayt0na", "modern", "rnoclern", "vvater", "a-1-b", "shop247", "il1i", "0134-5789"]


@pytest.mark.parametrize("other", ["zay-tuna", "zaytuna", "z-a-y-t-u-n-a", "zayt0na", "zaytona"])
def test_another_spelling_is_not_another_address(other: str) -> None:
    assert look(other) == look("zaytuna")


@pytest.mark.parametrize(
    ("slug", "other"), [("pillow", "p1llow"), ("noor", "n00r"), ("modern", "rnodern"), ("water", "vvater")]
)
def test_letters_that_resemble_each_other_are_one(slug: str, other: str) -> None:
    assert look(slug) == look(other)


def test_numbers_stay_apart() -> None:
    assert len({look(f"branch-{digit}") for digit in range(10)}) == 10


@pytest.mark.django_db
@pytest.mark.parametrize("slug", SLUGS)
def test_the_database_sees_as_we_do(slug: str) -> None:
    tenant = Tenant.objects.create(slug=slug)

    assert Tenant.objects.annotate(look=Look("slug")).get(pk=tenant.pk).look == look(slug)


@pytest.mark.django_db
def test_two_tenants_never_look_alike() -> None:
    Tenant.objects.create(slug="noor")

    with pytest.raises(IntegrityError), transaction.atomic():
        Tenant.objects.create(slug="n-00r")

    assert list(Tenant.objects.exclude(state="platform").values_list("slug", flat=True)) == ["noor"]
