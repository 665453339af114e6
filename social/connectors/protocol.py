"""What every network gives us, in one shape, and what we ask of it. No Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a post is."""

    POST = "post"
    REPLY = "reply"
    QUOTE = "quote"
    DIRECT = "direct"
    ARTICLE = "article"


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"


class Audience(StrEnum):
    """Who is to read what we publish."""

    PUBLIC = "public"
    DIRECT = "direct"


class Way(StrEnum):
    """How a post can be answered: by us, by hand on the network's own page, or not at all."""

    API = "api"
    MANUAL = "manual_link"
    NONE = "none"


class Stream(StrEnum):
    """What an account or a listener can be asked for, again and again."""

    MENTIONS = "mentions"
    DIRECT = "direct"
    SEARCH = "search"
    TAG = "tag"
    FEED = "feed"
    OWN = "own"  # what our own account said, here or elsewhere


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as a connector sees it. `keys` are its credentials, read for this call only."""

    network: str
    base_url: str = ""
    native_id: str = ""
    handle: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connected:
    """What a network says of an account when we are let in. `keys` are stored encrypted, `limits` as they are."""

    native_id: str
    handle: str
    name: str
    base_url: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    scopes: Sequence[str] = ()
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthorData:
    """Who said it. `key` never changes and is the same on every server; a handle may change."""

    key: str
    native_id: str
    handle: str
    name: str = ""
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    bio: str = ""
    url: str = ""
    is_bot: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostData:
    """A post as it stands now. `key` is the same on every server, `native_id` is what its account's server calls it.

    `text` is plain text with the line breaks of its author. `version_at` is the time of this wording: the last edit, or
    the creation. `tagged` are the keys and handles that the network itself says are mentioned.
    """

    key: str
    native_id: str
    author: AuthorData
    text: str
    created_at: datetime
    version_at: datetime
    kind: Kind = Kind.POST
    visibility: Visibility = Visibility.PUBLIC
    language: str = ""
    url: str = ""
    title: str = ""
    parent_key: str = ""
    root_key: str = ""
    tagged: Sequence[str] = ()
    links: Sequence[str] = ()
    replies: int | None = None
    reposts: int | None = None
    likes: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A post, new or in a new wording. `account` is the native id of the account it was delivered for."""

    post: PostData
    account: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """Its author took a post back."""

    key: str
    at: datetime
    account: str = ""


@dataclass(frozen=True, slots=True)
class Revoked:
    """The account does not let us in any more."""

    account: str
    reason: str = ""


InboundEvent = Seen | Gone | Revoked


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to a poll. Keep `cursor` with what the page brought, in one commit; `more`: ask again at once."""

    events: Sequence[InboundEvent]
    cursor: str
    more: bool = False
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether and how a post can be answered, and if not by us, why. `reason` is a code of errors.Code."""

    way: Way
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published, word for word. `key` is the same for every try; `to` are the handles it must reach."""

    key: str
    text: str
    audience: Audience = Audience.PUBLIC
    parent_native_id: str = ""
    parent_key: str = ""
    to: Sequence[str] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    key: str
    native_id: str
    url: str
    at: datetime
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a network can do for us. `streams` are polled; a network with a webhook pushes instead."""

    streams: frozenset[Stream] = frozenset()
    has_webhook: bool = False
    replies: bool = False
    direct: bool = False
    needs_url: bool = False  # the account's own server, or the address of a feed


class Connector(Protocol):
    """One network. Its methods talk to the network, outside any transaction; they raise errors.NetworkError."""

    network: str
    label: str
    abilities: Abilities

    def authorize_url(self, *, base_url: str, redirect_uri: str, state: str) -> tuple[str, Mapping[str, str]]:
        """Where the company's admin says yes, and what `connect` will need besides."""

    def connect(self, *, base_url: str, params: Mapping[str, str]) -> Connected:
        """By what came back from `authorize_url` (code, redirect_uri, …) or by a token (token), or by the address."""

    def revoke(self, account: AccountRef) -> None: ...

    def poll(self, account: AccountRef, stream: Stream, query: str, cursor: str) -> Page: ...

    def fetch_post(self, account: AccountRef, native_id: str) -> PostData:
        """Raises NetworkError(TARGET_GONE) for one that is not there any more."""

    def fetch_thread(self, account: AccountRef, native_id: str) -> Sequence[PostData]:
        """What was said before and after it, the oldest first."""

    def fetch_author(self, account: AccountRef, native_id: str) -> AuthorData: ...

    def can_reply(self, account: AccountRef, post: PostData, audience: Audience) -> Permit:
        """Pure."""

    def written(self, draft: Draft) -> str:
        """The text as it will stand on the network (with the handles it must carry). Pure."""

    def length(self, account: AccountRef, text: str) -> tuple[int, int]:
        """How long a text is by the network's own count, and how long it may be. Pure."""

    def publish(self, account: AccountRef, draft: Draft) -> Published:
        """Raises NetworkError; its `is_ambiguous` says that nobody knows whether it was published."""

    def find_published(self, account: AccountRef, draft: Draft, since: datetime) -> Published | None:
        """What an ambiguous try left behind, under the same post; None when it left nothing."""

    def delete(self, account: AccountRef, native_id: str) -> None:
        """Take back what we published. Safe to repeat."""


class WebhookConnector(Connector, Protocol):
    """A network that tells us by itself. All pure."""

    def verify(self, *, headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
        """Whether the network signed these bytes. False without a secret. Header names are lower-case."""

    def handshake(self, *, params: Mapping[str, str], token: str) -> str | None:
        """What to answer to the network's first question; None when it is not the network that asks."""

    def split(self, raw: bytes) -> Sequence[tuple[str, bytes]]:
        """Every entry of a delivery with the native id of the account it is for. Raises NetworkError(MALFORMED)."""

    def parse(self, entry: bytes) -> Iterable[InboundEvent]:
        """Raises NetworkError(MALFORMED)."""
