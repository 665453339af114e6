from collections.abc import Callable

import pytest

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import Connected, InboundEvent
from social.intake import pipeline
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk

Connect = Callable[[Desk, str], SocialAccount]


@pytest.fixture
def connect() -> Connect:
    """A company's page on Plaza, by its native id."""

    def connecting(desk: Desk, native_id: str) -> SocialAccount:
        with tenant_context(desk.tenant):
            return accounts.connect(
                brand=accounts.first_brand(),
                network="plaza",
                connected=Connected(native_id, native_id, native_id, "https://plaza.example", {"token": "t"}),
                by=next(iter(desk.members.values())),
            )

    return connecting


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, InboundEvent]]:
    """What the pipeline was given: company, account's native id and event. Nothing is done with it."""
    found: list[tuple[str, str, InboundEvent]] = []

    def taking(*, account: SocialAccount, event: InboundEvent) -> None:
        found.append((account.tenant.slug, account.native_id, event))

    monkeypatch.setattr(pipeline, "take_in", taking)
    return found
