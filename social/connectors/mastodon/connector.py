"""Mastodon as social/connectors/protocol.py asks for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from social.connectors.errors import Code, NetworkError
from social.connectors.mastodon import entities, length, oauth, streams, words
from social.connectors.mastodon.client import Server, server_of
from social.connectors.mastodon.entities import BAD, Entity
from social.connectors.mastodon.text import to_text
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
    Stream,
    Visibility,
    Way,
)

_CLOCKS_DIFFER: Final = timedelta(minutes=2)
_PAGES_LOOKED_FOR: Final = 5


class Mastodon:
    network = "mastodon"
    label = "Mastodon"
    abilities = Abilities(
        streams=frozenset({Stream.MENTIONS, Stream.DIRECT, Stream.SEARCH, Stream.TAG, Stream.OWN}),
        replies=True,
        direct=True,
        needs_url=True,
    )

    def authorize_url(self, *, base_url: str, redirect_uri: str, state: str) -> tuple[str, Mapping[str, str]]:
        return oauth.authorize_url(base_url, redirect_uri, state)

    def connect(self, *, base_url: str, params: Mapping[str, str]) -> Connected:
        return oauth.connect(base_url, params)

    def revoke(self, account: AccountRef) -> None:
        oauth.revoke(account)

    def poll(self, account: AccountRef, stream: Stream, query: str, cursor: str) -> Page:
        return streams.poll(account, stream, query, cursor)

    def fetch_post(self, account: AccountRef, native_id: str) -> PostData:
        server = server_of(account)
        found = server.get(f"/api/v1/statuses/{native_id}")
        try:
            return streams.Threads(server).place(found, account)
        except BAD as error:
            raise _malformed(error) from error

    def fetch_thread(self, account: AccountRef, native_id: str) -> Sequence[PostData]:
        server = server_of(account)
        itself = server.get(f"/api/v1/statuses/{native_id}")
        context = server.get(f"/api/v1/statuses/{native_id}/context")
        try:
            return _in_order([*context["ancestors"], itself, *context["descendants"]], account)
        except BAD as error:
            raise _malformed(error) from error

    def fetch_author(self, account: AccountRef, native_id: str) -> AuthorData:
        found = server_of(account).get(f"/api/v1/accounts/{entities.local_id(native_id)}")
        try:
            return entities.author(found, account)
        except BAD as error:
            raise _malformed(error) from error

    def can_reply(self, account: AccountRef, post: PostData, audience: Audience) -> Permit:
        """What was said to few is not answered before all."""
        if audience == Audience.PUBLIC and post.visibility in (Visibility.FOLLOWERS, Visibility.DIRECT):
            return Permit(Way.NONE, Code.REPLIES_RESTRICTED)
        return Permit(Way.API)

    def written(self, draft: Draft) -> str:
        return (words.direct if draft.audience == Audience.DIRECT else words.public)(draft.text, draft.to)

    def length(self, account: AccountRef, text: str) -> tuple[int, int]:
        per_url = account.limits.get("url", length.URL)
        return length.count(text, url=per_url), account.limits.get("characters", length.CHARACTERS)

    def publish(self, account: AccountRef, draft: Draft) -> Published:
        """The key makes a repeat the same for about an hour; after that, look with find_published first."""
        text = self.written(draft)
        count, limit = self.length(account, text)
        if count > limit:
            raise NetworkError(Code.TOO_LONG, f"{count} > {limit}")
        server = server_of(account)
        form = {"status": text, "visibility": _visibility(draft)}
        parent = _parent_id(server, draft)
        form |= {"in_reply_to_id": parent} if parent else {}
        form |= {"language": draft.language.partition("-")[0]} if draft.language else {}
        found = server.post("/api/v1/statuses", form, key=draft.key)
        try:
            return entities.published(found)
        except BAD as error:
            raise NetworkError(Code.MALFORMED, str(error), is_ambiguous=True) from error

    def find_published(self, account: AccountRef, draft: Draft, since: datetime) -> Published | None:
        """By what it says, to whom, and under which post, among what our account said since then."""
        server, sought = server_of(account), words.alike(self.written(draft))
        parents = _parents(server, draft)
        for status in _own_since(server, account, since - _CLOCKS_DIFFER):
            text, _ = to_text(str(status.get("content") or ""))
            is_there = str(status.get("in_reply_to_id") or "") in parents
            if is_there and status.get("visibility") == _visibility(draft) and words.alike(text) == sought:
                return entities.published(status)
        return None

    def delete(self, account: AccountRef, native_id: str) -> None:
        """What is not there any more needs no deleting."""
        try:
            server_of(account).delete(f"/api/v1/statuses/{native_id}")
        except NetworkError as error:
            if error.code != Code.TARGET_GONE:
                raise


def _visibility(draft: Draft) -> str:
    return "direct" if draft.audience == Audience.DIRECT else "public"


def _parent_id(server: Server, draft: Draft) -> str:
    """The id of what is answered, at this server; a direct message needs none. Raises NetworkError(TARGET_GONE).

    Not every server refuses an answer to what is not there any more: it would stand alone before everybody.
    """
    try:
        if draft.parent_native_id:
            server.get(f"/api/v1/statuses/{draft.parent_native_id}")
            return draft.parent_native_id
        return _resolved(server, draft.parent_key) if draft.parent_key else ""
    except NetworkError as error:
        if error.code == Code.TARGET_GONE and draft.audience == Audience.DIRECT:
            return ""
        raise


def _parents(server: Server, draft: Draft) -> set[str]:
    """Under which posts an answer may stand, if it was published; "" is alone."""
    alone = {""} if draft.audience == Audience.DIRECT else set()
    try:
        return alone | {draft.parent_native_id or (_resolved(server, draft.parent_key) if draft.parent_key else "")}
    except NetworkError as error:
        if error.code != Code.TARGET_GONE:
            raise
        return alone


def _resolved(server: Server, key: str) -> str:
    """The id by which our server knows a post of another, which it fetches if need be. Raises NetworkError."""
    found = server.get("/api/v2/search", {"q": key, "type": "statuses", "resolve": "true", "limit": "5"})
    statuses = found.get("statuses") if isinstance(found, dict) else None
    for status in statuses or ():
        if key in (status.get("uri"), status.get("url")):
            return str(status["id"])
    raise NetworkError(Code.TARGET_GONE, "our server does not find this post")


def _own_since(server: Server, account: AccountRef, since: datetime) -> list[Entity]:
    found: list[Entity] = []
    params = {"limit": str(streams.LIMIT), "exclude_reblogs": "true"}
    for _ in range(_PAGES_LOOKED_FOR):
        page: Any = server.get(f"/api/v1/accounts/{entities.local_id(account.native_id)}/statuses", params)
        try:
            recent = [one for one in page if entities.moment(one["created_at"]) >= since]
            found += recent
            if len(recent) < streams.LIMIT:
                break
            params["max_id"] = str(page[-1]["id"])
        except BAD as error:
            raise _malformed(error) from error
    return found


def _in_order(found: Sequence[Entity], account: AccountRef) -> list[PostData]:
    """Each under its parent, the oldest first."""
    by_id = {str(one["id"]): one for one in found}
    posts = []
    for one in found:
        ancestors: list[Entity] = []
        above = one
        while (parent := by_id.get(str(above.get("in_reply_to_id")))) is not None and len(ancestors) < len(found):
            ancestors.insert(0, parent)
            above = parent
        posts.append(entities.under(entities.post(one, account), ancestors))
    return sorted(posts, key=lambda post: post.created_at)


def _malformed(error: Exception) -> NetworkError:
    return NetworkError(Code.MALFORMED, f"{type(error).__name__}: {error}"[:200])
