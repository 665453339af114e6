"""What Plaza knows: pages, people, what they said, and what waits to be pushed. No server, no Heard."""

import hashlib
import hmac
import itertools
import json
import random
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CHARACTERS = 2000
WINDOW_SECONDS = 24 * 3600


class Refusal(Exception):
    """What the network answers instead: HTTP status, its error code and sub-code, and its words."""

    def __init__(self, status: int, code: int, said: str, subcode: int = 0, retry_after: int = 0) -> None:
        super().__init__(said)
        self.status, self.code, self.subcode, self.said, self.retry_after = status, code, subcode, said, retry_after


def gone() -> Refusal:
    return Refusal(404, 100, "Object does not exist or was deleted.", subcode=33)


def unknown() -> Refusal:
    return Refusal(404, 2500, "Unknown path.")


@dataclass
class Person:
    id: str
    username: str
    name: str
    followers: int = 40

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "username": self.username, "name": self.name, "followers": self.followers}


@dataclass
class PagePlace(Person):
    token: str = ""
    webhook: str = ""
    is_open: bool = True  # its token opens something


@dataclass
class Said:
    """A post, a comment (with a root) or a private message (with `to`)."""

    id: str
    page: str
    by: str
    text: str
    at: float
    edited: float = 0.0
    root: str = ""
    parent: str = ""
    to: str = ""
    client_key: str = ""
    is_gone: bool = False
    field: str = "feed"


@dataclass
class State:
    run: str = field(default_factory=lambda: secrets.token_hex(3))
    secret: str = "app-secret"
    token: str = "verify-token"
    people: dict[str, Person] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)  # entries to be pushed
    faults: list[tuple[str, int]] = field(default_factory=list)
    items: list[dict[str, str]] = field(default_factory=list)  # of the feed
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    last: float = 0.0

    def now(self) -> float:
        """No two things happen at one time."""
        self.last = max(round(time.time(), 3), round(self.last + 0.001, 3))
        return self.last

    def id(self, kind: str) -> str:
        return f"{kind}_{self.run}{next(self.numbers)}"

    # -- people ------------------------------------------------------------------------------------------------

    def person(self, username: str, name: str = "", followers: int = 40) -> Person:
        found = next((one for one in self.people.values() if one.username == username), None)
        if found is None:
            found = Person(self.id("u"), username, name or username.title(), followers)
            self.people[found.id] = found
        return found

    def page(self, username: str, name: str, webhook: str = "") -> PagePlace:
        page = PagePlace(self.id("9"), username, name, 5000, token=secrets.token_urlsafe(16), webhook=webhook)
        self.people[page.id] = page
        return page

    def page_of(self, token: str) -> PagePlace:
        """Raises Refusal."""
        for one in self.people.values():
            if isinstance(one, PagePlace) and one.is_open and one.token == token:
                return one
        raise Refusal(401, 190, "The access token is not valid any more.")

    def pages(self) -> list[PagePlace]:
        return [one for one in self.people.values() if isinstance(one, PagePlace)]

    # -- what is said ------------------------------------------------------------------------------------------

    def say(
        self,
        page: str,
        text: str,
        by: Person,
        *,
        under: str = "",
        direct: bool = False,
        key: str = "",
        elsewhere: bool = False,
    ) -> Said:
        """In public on the page's wall, under something, elsewhere, or privately. Raises Refusal for what is gone."""
        if len(text) > CHARACTERS:
            raise Refusal(400, 100, f"Message is longer than {CHARACTERS} characters.", subcode=12)
        root = parent = ""
        if under:
            above = self.there(under)
            root, parent = above.root or above.id, above.id
        kind = "m" if direct else "c" if root else "p"
        said = Said(self.id(kind), page, by.id, text, self.now(), root="" if direct else root, parent=parent)
        said.to, said.client_key = page if direct else "", key
        said.field = "group_feed" if elsewhere else said.field
        self.said[said.id] = said
        self.tell(said, "add")
        return said

    def write(self, page: PagePlace, to: str, text: str, key: str) -> Said:
        """A private message of the page. Raises Refusal outside the window, for who has not written before."""
        if len(text) > CHARACTERS:
            raise Refusal(400, 100, f"Message is longer than {CHARACTERS} characters.", subcode=12)
        said = Said(self.id("m"), page.id, page.id, text, self.now(), to=to, client_key=key)
        self.said[said.id] = said
        self.tell(said, "add")
        return said

    def there(self, native_id: str) -> Said:
        found = self.said.get(native_id)
        if found is None or found.is_gone:
            raise gone()
        return found

    def edit(self, native_id: str, text: str) -> None:
        said = self.there(native_id)
        said.text, said.edited = text, self.now()
        self.tell(said, "edited")

    def take_back(self, native_id: str) -> None:
        said = self.there(native_id)
        said.is_gone, said.edited = True, self.now()
        self.tell(said, "remove")

    def published(self, page: str, key: str = "") -> list[Said]:
        found = [one for one in self.said.values() if one.by == page and not one.is_gone]
        return [one for one in found if not key or one.client_key == key]

    def may_write(self, page: PagePlace, to: str) -> bool:
        since = self.now() - WINDOW_SECONDS
        return any(one.to == page.id and one.by == to and one.at > since for one in self.said.values())

    # -- what is pushed ------------------------------------------------------------------------------------------

    def value(self, said: Said) -> dict[str, Any]:
        """As a change of the feed tells it."""
        page = self.people[said.page]
        found: dict[str, Any] = {
            "item": "comment" if said.root else "post",
            "post_id": said.root or said.id,
            "from": self.people[said.by].facts(),
            "message": said.text,
            "created_time": said.at,
            "permalink": f"https://plaza.example/{said.id}",
        }
        if said.root:
            found |= {"comment_id": said.id, "parent_id": said.parent}
        if said.edited:
            found["edited_time"] = said.edited
        if f"@{page.username}" in said.text:
            found["message_tags"] = [{"id": page.id, "name": page.name}]
        return found

    def tell(self, said: Said, verb: str) -> None:
        if said.to:
            entry = {"messaging": [self.message(said, verb)]}
        else:
            value = self.value(said)
            if verb == "remove":
                value = {name: value[name] for name in ("item", "post_id", "comment_id", "from") if name in value}
                value["deleted_time"] = said.edited
            entry = {"changes": [{"field": said.field, "value": {**value, "verb": verb}}]}
        self.waiting.append({"id": said.page, "time": int(self.last), **entry})

    def message(self, said: Said, verb: str) -> dict[str, Any]:
        is_echo = said.by == said.page
        found: dict[str, Any] = {"mid": said.id}
        if verb == "remove":
            found["is_deleted"] = True
        else:
            found |= {"text": said.text} | ({"edited_time": said.edited} if said.edited else {})
        if is_echo:
            found["is_echo"] = True
        at = said.edited if verb == "remove" else said.at
        recipient = {"id": said.to}
        return {
            "sender": self.people[said.by].facts(),
            "recipient": recipient,
            "timestamp": at * 1000,
            "message": found,
        }

    def batches(self, *, size: int = 3, copies: float = 0.0, shuffle: int | None = None) -> list[bytes]:
        """What waits, in deliveries of `size` entries. `copies` of them come twice; a seed shuffles them all."""
        entries, self.waiting = self.waiting, []
        chance = random.Random(shuffle)
        entries += [entry for entry in entries if chance.random() < copies]
        if shuffle is not None:
            chance.shuffle(entries)
        cut = [entries[start : start + size] for start in range(0, len(entries), size)]
        return [json.dumps({"object": "page", "entry": batch}).encode() for batch in cut]

    def signed(self, raw: bytes) -> dict[str, str]:
        digest = hmac.new(self.secret.encode(), raw, hashlib.sha256).hexdigest()
        return {"x-hub-signature-256": f"sha256={digest}", "content-type": "application/json"}

    # -- the feed ------------------------------------------------------------------------------------------------

    def feed(self) -> bytes:
        items = "".join(_item(one) for one in reversed(self.items))
        head = "<title>Plaza News</title><link>https://news.example/</link><description>News</description>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(item: dict[str, str]) -> str:
    return "<item>" + "".join(f"<{name}>{_safe(text)}</{name}>" for name, text in item.items()) + "</item>"


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def values(state: State, said: Iterable[Said]) -> dict[str, Any]:
    return {"data": [state.value(one) for one in said]}
