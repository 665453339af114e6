"""What is new since the last look: forward by `min_id` without a gap, and now and then back over the newest 40.

Servers tell nobody that asks that a post was edited or taken back, and posts of other servers arrive late, below the
last id we saw. So every few minutes the newest page is compared with what it held before: a later `edited_at` is a new
wording; a post that is missing is asked for by itself, and only its own 404 makes it gone. What has left the newest
page unnoticed is found out when it is asked for (`fetch_post`). A search has no `min_id`: its newest pages are read
until one holds nothing new.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import structlog

from helpdesk.lib import clock
from social.connectors.errors import Code, NetworkError
from social.connectors.mastodon import entities
from social.connectors.mastodon.client import Server, server_of
from social.connectors.mastodon.entities import BAD, Entity
from social.connectors.protocol import AccountRef, Gone, InboundEvent, Page, PostData, Seen, Stream

LIMIT: Final = 40
SEARCH_PAGES: Final = 5
MOST_MISSING: Final = 10  # asked for one by one
LOOK_BACK_SECONDS = 240.0
log = structlog.get_logger(__name__)


@dataclass
class Cursor:
    """`high`: the last id; `seen`: post id -> [key, version] of the newest page; `looked`: when it was compared."""

    high: str = ""
    looked: float = 0.0
    seen: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """A cursor nobody can read begins anew: what comes twice is kept once."""
        try:
            found = json.loads(text) if text else {}
            return cls(str(found.get("high", "")), float(found.get("looked", 0)), dict(found.get("seen", {})))
        except (ValueError, TypeError, AttributeError):
            return cls()

    def write(self) -> str:
        return json.dumps({"high": self.high, "looked": int(self.looked), "seen": self.seen}, ensure_ascii=False)


@dataclass
class Item:
    """A place in a stream (its id is what pages go by) and the post at it."""

    id: str
    status: Entity


def poll(account: AccountRef, stream: Stream, query: str, cursor: str) -> Page:
    """Raises NetworkError."""
    return _Look(account, stream, query, Cursor.read(cursor)).page()


class _Look:
    def __init__(self, account: AccountRef, stream: Stream, query: str, cursor: Cursor) -> None:
        self.account, self.stream, self.query, self.cursor = account, stream, query, cursor
        self.server: Server = server_of(account)
        self.threads = Threads(self.server)
        self.events: list[InboundEvent] = []

    def page(self) -> Page:
        if self.stream == Stream.SEARCH:
            self._search()
            return Page(self.events, self.cursor.write())
        is_first = not self.cursor.high
        items = self._items("" if is_first else self.cursor.high)
        self._take(items)
        self._note(items)
        self.cursor.high = max([self.cursor.high or "0", *(item.id for item in items)], key=_order)
        has_more = len(items) >= LIMIT and not is_first
        if is_first:
            self._remember(items)
        elif not has_more and self._is_time():
            self._look_back()
        return Page(self.events, self.cursor.write(), more=has_more)

    def _items(self, min_id: str) -> list[Item]:
        """The page after `min_id`, or the newest page; the newest first."""
        params = {"limit": str(LIMIT)} | ({"min_id": min_id} if min_id else {})
        if self.stream in (Stream.MENTIONS, Stream.DIRECT):
            # What a server holds back from new or unknown people is a complaint all the same.
            asked = {"types[]": "mention", "include_filtered": "true"}
            return _items(self.server.get("/api/v1/notifications", params | asked), "status")
        if self.stream == Stream.TAG:
            return _items(self.server.get(f"/api/v1/timelines/tag/{_tag(self.query)}", params))
        mine = entities.local_id(self.account.native_id)
        return _items(self.server.get(f"/api/v1/accounts/{mine}/statuses", params | {"exclude_reblogs": "true"}))

    def _search(self) -> None:
        found: list[Item] = []
        for number in range(SEARCH_PAGES if self.cursor.looked else 1):
            asked = {"q": self.query, "type": "statuses", "limit": str(LIMIT), "offset": str(number * LIMIT)}
            answer = self.server.get("/api/v2/search", asked)
            page = _items(answer.get("statuses") if isinstance(answer, dict) else None)
            fresh = [item for item in page if item.id not in {one.id for one in found}]  # it moved while we read
            found += fresh
            if not fresh or len(page) < LIMIT or any(item.id in self.cursor.seen for item in fresh):
                break
        self._take([item for item in found if self._is_news(item) and not self._is_old(item)])
        self._find_missing(found[:LIMIT])
        self._remember(found[:LIMIT])

    def _look_back(self) -> None:
        newest = self._items("")
        self._take([item for item in newest if self._is_news(item)])
        self._find_missing(newest)
        self._remember(newest)

    def _is_time(self) -> bool:
        return clock.now().timestamp() - self.cursor.looked >= LOOK_BACK_SECONDS

    def _remember(self, newest: Sequence[Item]) -> None:
        self.cursor.looked = clock.now().timestamp()
        self.cursor.seen = {}
        self._note(newest)

    def _note(self, items: Sequence[Item]) -> None:
        seen = self.cursor.seen
        seen |= {item.id: [_key(item), _post_id(item), entities.version(item.status)] for item in items}
        self.cursor.seen = {item_id: seen[item_id] for item_id in sorted(seen, key=_order)[-2 * LIMIT :]}

    def _is_news(self, item: Item) -> bool:
        known = self.cursor.seen.get(item.id)
        return known is None or known[2] != entities.version(item.status)

    def _is_old(self, item: Item) -> bool:
        """Below what we have read of a search: it was there before us."""
        seen = self.cursor.seen
        return len(seen) >= LIMIT and _order(item.id) < min(map(_order, seen))

    def _find_missing(self, newest: Sequence[Item]) -> None:
        """What was on the newest page, belongs on it still, and is not there: perhaps it was taken back."""
        oldest = min((item.id for item in newest), key=_order) if len(newest) >= LIMIT else ""
        here = {item.id for item in newest if item.status}
        missing = [one for one in self.cursor.seen if one not in here and _order(one) >= _order(oldest)]
        for item_id in missing[-MOST_MISSING:]:
            key, post_id, _ = self.cursor.seen[item_id]
            if post_id and is_gone(self.server, post_id):
                self.events.append(Gone(key, clock.now(), self.account.native_id))

    def _take(self, items: Sequence[Item]) -> None:
        for item in sorted(items, key=lambda item: _order(item.id)):
            data = self._data(item)
            if data is not None:
                self.events.append(Seen(data, self.account.native_id))

    def _data(self, item: Item) -> PostData | None:
        """None for what is not of this stream, and for what cannot be read: it must not stop what comes after it."""
        if not item.status or item.status.get("reblog") or not self._belongs(str(item.status.get("visibility"))):
            return None
        try:
            return self.threads.place(item.status, self.account)
        except BAD as error:
            log.warning("mastodon.unreadable_post", server=self.account.base_url, error=str(error)[:200])
            return None

    def _belongs(self, visibility: str) -> bool:
        if self.stream == Stream.OWN:
            return True
        return (visibility == "direct") == (self.stream == Stream.DIRECT)


class Threads:
    """Where posts belong. One call for each thread of a page."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ancestors: dict[str, Sequence[Entity]] = {}

    def place(self, status: Entity, account: AccountRef) -> PostData:
        """Raises NetworkError, and what entities.post raises."""
        data = entities.post(status, account)
        parent = status.get("in_reply_to_id")
        return entities.under(data, self._above(str(parent), str(status["id"]))) if parent else data

    def _above(self, parent: str, post_id: str) -> Sequence[Entity]:
        if parent not in self._ancestors:
            try:
                found = self._server.get(f"/api/v1/statuses/{post_id}/context")
                self._ancestors[parent] = list(found["ancestors"])
            except NetworkError as error:
                if error.code != Code.TARGET_GONE:
                    raise
                self._ancestors[parent] = []
        return self._ancestors[parent]


def is_gone(server: Server, post_id: str) -> bool:
    """Raises NetworkError when the server says neither."""
    try:
        server.get(f"/api/v1/statuses/{post_id}")
    except NetworkError as error:
        if error.code == Code.TARGET_GONE:
            return True
        raise
    return False


def _items(answer: Any, inside: str = "") -> list[Item]:
    if not isinstance(answer, list):
        raise NetworkError(Code.MALFORMED, "an answer that is not a list")
    return list(_each(answer, inside))


def _each(answer: Sequence[Any], inside: str) -> Iterator[Item]:
    for one in answer:
        status = one.get(inside) if inside and isinstance(one, dict) else one
        if isinstance(one, dict) and one.get("id"):
            yield Item(str(one["id"]), status if isinstance(status, dict) else {})


def _key(item: Item) -> str:
    return str(item.status.get("uri") or item.status.get("url") or "")


def _post_id(item: Item) -> str:
    return str(item.status.get("id") or "")


def _order(item_id: str) -> tuple[int, str]:
    """Ids are numbers on Mastodon and words of one length elsewhere; both grow."""
    return len(item_id), item_id


def _tag(query: str) -> str:
    return quote(query.strip().lstrip("#"), safe="")
