"""Networks of our own, for tests and the demo: real servers on this machine that answer as the networks do."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from social.connectors.protocol import AccountRef, Connector, Stream


class Fake(Protocol):
    """A network as the contract suite drives it (tests/social/connectors/test_contract.py).

    Its server starts once a session; `reset` comes before each test. Ids are native ids.
    """

    connector: Connector
    stream: Stream  # where a poll finds what was said to us
    query: str

    def reset(self) -> None:
        """Nothing was said, nothing is wrong."""

    def account(self) -> AccountRef:
        """Ours, with keys that work."""

    def say(self, text: str, *, by: str = "lina", direct: bool = False, under: str = "") -> str:
        """Somebody says this to our account, in public or directly; the id. A feed gets an item."""

    def edit(self, native_id: str, text: str) -> None: ...

    def take_back(self, native_id: str) -> None: ...

    def published(self) -> Sequence[str]:
        """What our account has said, word for word as the network keeps it, the oldest first."""

    def is_busy(self, seconds: int) -> None:
        """The next call is refused: too many, again in `seconds`."""

    def is_down(self) -> None:
        """The next call meets a server that is broken (5xx)."""

    def is_garbled(self) -> None:
        """The next call is answered 200 with bytes that mean nothing."""

    def loses_answer(self) -> None:
        """What we publish next is published, and its answer never arrives."""

    def shuts_out(self) -> None:
        """From now on the keys of `account` open nothing."""


class Pushing(Fake, Protocol):
    """A network with a webhook."""

    secret: str
    token: str

    def deliveries(self) -> Sequence[tuple[Mapping[str, str], bytes]]:
        """What it pushed since the last call: headers (lower-case) and raw body."""
