"""The demo companies' keys: real, and the same each time."""

import pytest

from helpdesk.demo import keys
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import services
from tenants.tokens.models import Token
from tests.api.program import Program
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


def test_the_key_is_handed_out_once_and_opens_the_api(zaytuna: Desk, alice: Member) -> None:
    key = keys.key_of("zaytuna")
    assert key == keys.key_of("zaytuna") != keys.key_of("tapuz")
    keys.hand_out("zaytuna")
    keys.hand_out("zaytuna")
    assert Program("localhost", str(key)).get("/tickets/").status_code == 200
    with tenant_context(zaytuna.tenant):
        services.revoke(token=Token.objects.get(), by=alice)
    keys.hand_out("zaytuna")
    assert Program("localhost", str(key)).get("/tickets/").status_code == 401


def test_without_demo_mode_there_is_none(zaytuna: Desk, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    keys.hand_out("zaytuna")
    with tenant_context(zaytuna.tenant):
        assert not Token.objects.exists()
