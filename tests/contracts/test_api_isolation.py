"""No door of the API shows or changes another company's rows: with the wall whole, and with either half of it gone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import registry, services
from tests.api.samples import make_samples
from tests.contracts import api_fuzz
from tests.contracts.fuzz import belt_removed, row_security_removed
from tests.factories.canaries import make_canary_desk
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def walk(
    zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client], settings: Any
) -> Callable[[], list[str]]:
    """Asks for everything of a company that is not Alice's."""
    settings.API_HITS_PER_KEY = settings.API_HITS_PER_COMPANY = 10**6
    client, foreign, samples = browse(zaytuna, alice), make_canary_desk(), make_samples(zaytuna)
    client.raise_request_exception = False
    with tenant_context(zaytuna.tenant):
        _, key = services.create(name="Shop", scopes=registry.every(), expires_at=None, by=alice)
    return lambda: api_fuzz.leaks(api_fuzz.senders(client, str(key), zaytuna), samples, foreign)


def test_the_whole_wall_leaks_nothing(walk: Callable[[], list[str]]) -> None:
    assert walk() == []


def test_without_the_belt_nothing_leaks(walk: Callable[[], list[str]]) -> None:
    with belt_removed():
        assert walk() == []


def test_without_row_security_nothing_leaks(walk: Callable[[], list[str]]) -> None:
    with row_security_removed():
        assert walk() == []


def test_without_both_the_fuzz_finds_leaks(walk: Callable[[], list[str]]) -> None:
    """The control: a fuzz that finds nothing here could find nothing anywhere."""
    with row_security_removed(), belt_removed():
        found = walk()
    for who in "(session)", "(token)":
        assert any("words" in leak and who in leak for leak in found), found
    assert any("were changed" in leak for leak in found), found
