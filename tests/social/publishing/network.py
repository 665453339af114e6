"""A network in the process of the test: it keeps what is published, and fails where it is told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from helpdesk.lib import clock
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import Abilities, AccountRef, Audience, Draft, Permit, PostData, Published, Way


class Killed(BaseException):
    """The worker died here."""


def refused(code: Code, said: str = "", retry_after: float = 0.0) -> NetworkError:
    return NetworkError(code, said, retry_after=retry_after)


def lost() -> NetworkError:
    return NetworkError(Code.NETWORK_DOWN, is_ambiguous=True)


@dataclass
class InTest:
    """`before` and `after` are raised by the next calls to publish, before and after the post is there."""

    network: str = "plaza"
    label: str = "In test"
    abilities: Abilities = field(default_factory=lambda: Abilities(replies=True, direct=True))
    knows_keys: bool = True
    limit: int = 200
    ways: dict[Audience, Permit] = field(default_factory=dict)
    before: list[BaseException] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    blind: list[NetworkError] = field(default_factory=list)  # what the next lookups meet
    posts: list[tuple[Draft, Published]] = field(default_factory=list)
    keys: list[dict[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def can_reply(self, account: AccountRef, post: PostData, audience: Audience) -> Permit:
        assert not account.keys
        return self.ways.get(audience, Permit(Way.API))

    def written(self, draft: Draft) -> str:
        handles = [f"@{handle}" for handle in draft.to if f"@{handle}" not in draft.text]
        return " ".join([*handles, draft.text])

    def length(self, account: AccountRef, text: str) -> tuple[int, int]:
        return len(text), self.limit

    def publish(self, account: AccountRef, draft: Draft) -> Published:
        self._called("publish", account)
        if self.before:
            raise self.before.pop(0)
        found = self._kept(draft)
        if self.after:
            raise self.after.pop(0)
        return found

    def find_published(self, account: AccountRef, draft: Draft, since: datetime) -> Published | None:
        self._called("look", account)
        if self.blind:
            raise self.blind.pop(0)
        asked = (draft.text, draft.parent_key)
        same = [found for known, found in self.posts if (known.text, known.parent_key) == asked]
        return next(iter(same), None)

    def texts(self) -> Sequence[str]:
        return [draft.text for draft, _ in self.posts]

    def _kept(self, draft: Draft) -> Published:
        for known, found in self.posts:
            if self.knows_keys and known.key == draft.key:
                return found
        number = len(self.posts) + 1
        found = Published(f"our-{number}", f"native-our-{number}", f"https://in.test/our-{number}", clock.now())
        self.posts.append((draft, found))
        return found

    def _called(self, what: str, account: AccountRef) -> None:
        self.calls.append(what)
        self.keys.append(dict(account.keys))
        self.in_transaction = connection.in_atomic_block
        self.meanwhile()
