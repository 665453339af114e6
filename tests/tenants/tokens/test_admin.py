"""The admin page for keys of programs: seen and ended, never made, never shown."""

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tokens import services
from tenants.tokens.models import Token
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
TOKENS = "/admin/tenants/token/"


@pytest.fixture
def desk(zaytuna: Desk, alice: Member, browse: Callable[[Desk, Member], Client]) -> Client:
    return browse(zaytuna, alice)


@pytest.fixture
def token(zaytuna: Desk, bob: Member) -> Token:
    with tenant_context(zaytuna.tenant):
        return services.create(name="Shop", scopes=["tickets:read"], expires_at=None, by=bob)[0]


def test_no_secret_is_shown(token: Token, desk: Client) -> None:
    for path in (TOKENS, f"{TOKENS}{token.pk}/change/"):
        page = desk.get(path).content.decode()
        assert token.ends in page
        assert token.secret_hash not in page


def test_a_key_is_ended_at_once_and_the_history_says_by_whom(
    zaytuna: Desk, alice: Member, token: Token, desk: Client
) -> None:
    desk.post(TOKENS, {"action": "revoke", "_selected_action": str(token.pk), "index": "0"}, REMOTE_ADDR="192.0.2.9")
    with tenant_context(zaytuna.tenant):
        token.refresh_from_db()
        entry = Entry.objects.get(verb="tokens.revoke")
    assert (token.revoked_by_id, token.revoked_at is not None) == (alice.pk, True)
    assert (entry.actor_id, entry.object_id, entry.address) == (alice.pk, token.pk, "192.0.2.9")
    assert desk.get(f"{TOKENS}?state=good").context["cl"].result_count == 0
    assert desk.get(f"{TOKENS}?state=revoked").context["cl"].result_count == 1


def test_a_key_is_neither_made_nor_changed_nor_deleted_here(zaytuna: Desk, token: Token, desk: Client) -> None:
    assert desk.get(f"{TOKENS}add/").status_code == 404
    assert desk.get(f"{TOKENS}{token.pk}/delete/").status_code == 404
    assert desk.post(f"{TOKENS}{token.pk}/change/", {"name": "x", "scopes": "x"}).status_code == 403
    with tenant_context(zaytuna.tenant):
        assert Token.objects.get().name == "Shop"
