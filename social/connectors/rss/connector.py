"""A feed as social/connectors/protocol.py asks for it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, NoReturn

from helpdesk.lib import clock
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import (
    Abilities,
    AccountRef,
    Audience,
    AuthorData,
    Connected,
    Draft,
    Page,
    Permit,
    PostData,
    Published,
    Revoked,
    Seen,
    Stream,
    Way,
)
from social.connectors.rss import items, reading

FIRST: Final = 40  # of the articles that were there before us
MOST: Final = 500  # of one reading


@dataclass
class Cursor:
    """What we have: `seen` is the version of each item of the last reading, by key; `url` where `of` has moved to."""

    of: str = ""
    url: str = ""
    etag: str = ""
    modified: str = ""
    wait: float = 0.0
    is_new: bool = True
    seen: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, of: str) -> "Cursor":
        """A cursor of another address, or one nobody can read, begins anew."""
        try:
            found = cls(**json.loads(text)) if text else cls(of)
        except (TypeError, ValueError):
            return cls(of)
        return found if found.of == of else cls(of)

    def write(self) -> str:
        return json.dumps(self.__dict__, ensure_ascii=False)


class Rss:
    network = "rss"
    label = "RSS"
    abilities = Abilities(streams=frozenset({Stream.FEED}), needs_url=True)

    def authorize_url(self, *, base_url: str, redirect_uri: str, state: str) -> tuple[str, Mapping[str, str]]:
        raise NetworkError(Code.LISTENING_ONLY, "a feed is connected by its address")

    def connect(self, *, base_url: str, params: Mapping[str, str]) -> Connected:
        """By the address of a feed, or of a page that names one."""
        url, found = reading.find(base_url)
        about = items.author(found.feed, url)
        return Connected(about.native_id, about.handle, about.name, base_url=url)

    def revoke(self, account: AccountRef) -> None:
        """A feed does not know us."""

    def poll(self, account: AccountRef, stream: Stream, query: str, cursor: str) -> Page:
        known = Cursor.read(cursor, account.base_url)
        answer = reading.fetch(known.url or account.base_url, {"etag": known.etag, "modified": known.modified})
        known.url = answer.moved_to or known.url
        if answer.status == 410:
            return Page([Revoked(account.native_id, "HTTP 410 Gone")], known.write())
        if answer.status == 304:
            return Page([], known.write(), wait_seconds=known.wait)
        found = reading.feed_of(answer)
        is_first, before, known.is_new = known.is_new, known.seen, False
        entries = {items.key_of(entry, account.base_url): entry for entry in reversed(found.entries[:MOST])}
        known.seen = {key: items.version_of(entry) for key, entry in entries.items()}
        known.etag, known.modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        known.wait = items.pause_of(found.feed)
        posts = _news(entries, before, known.seen, found.feed, account.base_url)
        events = [Seen(post, account.native_id) for post in (posts[-FIRST:] if is_first else posts)]
        return Page(events, known.write(), wait_seconds=known.wait)

    def fetch_post(self, account: AccountRef, native_id: str) -> PostData:
        found = reading.feed_of(reading.fetch(account.base_url))
        for entry in found.entries:
            post = items.post(entry, found.feed, account.base_url, clock.now())
            if post.native_id == native_id:
                return post
        raise NetworkError(Code.UNKNOWN, "the feed does not name it any more")

    def fetch_thread(self, account: AccountRef, native_id: str) -> Sequence[PostData]:
        return [self.fetch_post(account, native_id)]

    def fetch_author(self, account: AccountRef, native_id: str) -> AuthorData:
        return items.author(reading.feed_of(reading.fetch(account.base_url)).feed, account.base_url)

    def can_reply(self, account: AccountRef, post: PostData, audience: Audience) -> Permit:
        return Permit(Way.NONE, Code.LISTENING_ONLY)

    def written(self, draft: Draft) -> str:
        return draft.text

    def length(self, account: AccountRef, text: str) -> tuple[int, int]:
        return len(text), 0

    def publish(self, account: AccountRef, draft: Draft) -> Published:
        _only_listens()

    def find_published(self, account: AccountRef, draft: Draft, since: datetime) -> Published | None:
        return None

    def delete(self, account: AccountRef, native_id: str) -> None:
        _only_listens()


def _news(
    entries: Mapping[str, Any], before: Mapping[str, str], now_seen: Mapping[str, str], feed: Any, url: str
) -> list[PostData]:
    """What was not there, and what says something else now; the oldest first."""
    now, posts = clock.now(), []
    for key, entry in entries.items():
        if before.get(key) == now_seen[key]:
            continue
        post = items.post(entry, feed, url, now)
        is_silent_edit = key in before and post.version_at == post.created_at
        posts.append(replace(post, version_at=now) if is_silent_edit else post)
    return sorted(posts, key=lambda post: post.created_at)


def _only_listens() -> NoReturn:
    raise NetworkError(Code.LISTENING_ONLY, "a feed takes no answers")
