"""A network that is a few lines long: it lets in, refuses, or waits, and remembers what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from social.connectors.errors import NetworkError
from social.connectors.protocol import Abilities, AccountRef, Connected, Stream

CANARY = "canary-key-that-nobody-may-read"


@dataclass
class Town:
    """`native_id` is whoever signs in; `refusal` is what it says instead; `told` is what it was asked, in order."""

    network: str = "plaza"
    label: str = "Town"
    abilities: Abilities = field(default_factory=lambda: Abilities(has_webhook=True, replies=True, needs_url=True))
    native_id: str = "page-1"
    key: str = CANARY
    refusal: NetworkError | None = None
    told: list[tuple[str, Any]] = field(default_factory=list)
    in_transaction: list[bool] = field(default_factory=list)

    def authorize_url(self, *, base_url: str, redirect_uri: str, state: str) -> tuple[str, Mapping[str, str]]:
        self._ask("authorize", {"redirect_uri": redirect_uri, "state": state})
        return f"{base_url}/yes?state={state}", {"client_secret": f"{CANARY}-client"}

    def connect(self, *, base_url: str, params: Mapping[str, str]) -> Connected:
        self._ask("connect", {"base_url": base_url, **params})
        keys = {"token": self.key}
        return Connected(
            self.native_id, "zaytuna", "Zaytuna Home", base_url, keys, ("read", "write"), {"characters": 500}
        )

    def revoke(self, account: AccountRef) -> None:
        self._ask("revoke", dict(account.keys))

    def _ask(self, what: str, how: Any) -> None:
        self.in_transaction.append(connection.in_atomic_block)
        self.told.append((what, how))
        if self.refusal:
            raise self.refusal


def feed() -> Town:
    return Town(network="rss", label="Feeds", abilities=Abilities(streams=frozenset({Stream.FEED}), needs_url=True))
