"""Plaza, as every network: see protocol.py for what each method promises."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from social.connectors.errors import Code, NetworkError
from social.connectors.plaza import parsing, signing
from social.connectors.plaza.api import call
from social.connectors.protocol import (
    Abilities,
    AccountRef,
    Audience,
    AuthorData,
    Connected,
    Draft,
    InboundEvent,
    Page,
    Permit,
    PostData,
    Published,
    Stream,
    Visibility,
    Way,
)

CHARACTERS = 2000
T = TypeVar("T")


class Plaza:
    network = parsing.NETWORK
    label = "Plaza"
    abilities = Abilities(has_webhook=True, replies=True, direct=True, needs_url=True)

    def authorize_url(self, *, base_url: str, redirect_uri: str, state: str) -> tuple[str, Mapping[str, str]]:
        asked = urlencode({"redirect_uri": redirect_uri, "state": state, "response_type": "code"})
        return f"{base_url.rstrip('/')}/dialog/oauth?{asked}", {}

    def connect(self, *, base_url: str, params: Mapping[str, str]) -> Connected:
        token = params.get("token", "") or _exchanged(base_url, params)
        me = call("GET", base_url, "me", token=token)
        return _sound(lambda: _connected(me, base_url.rstrip("/"), token))

    def revoke(self, account: AccountRef) -> None:
        _ask(account, "DELETE", "me/permissions")

    def poll(self, account: AccountRef, stream: Stream, query: str, cursor: str) -> Page:
        """It pushes: there is nothing to ask."""
        return Page(events=(), cursor=cursor)

    def fetch_post(self, account: AccountRef, native_id: str) -> PostData:
        found = _ask(account, "GET", _path(native_id))
        return _sound(lambda: parsing.message(found, account.native_id) if "sender" in found else parsing.post(found))

    def fetch_thread(self, account: AccountRef, native_id: str) -> Sequence[PostData]:
        found = _ask(account, "GET", f"{_path(native_id)}/thread")
        return _sound(lambda: [parsing.post(one) for one in found["data"]])

    def fetch_author(self, account: AccountRef, native_id: str) -> AuthorData:
        found = _ask(account, "GET", f"users/{_path(native_id)}")
        return _sound(lambda: parsing.author(found))

    def can_reply(self, account: AccountRef, post: PostData, audience: Audience) -> Permit:
        if post.visibility == Visibility.DIRECT and audience == Audience.PUBLIC:
            return Permit(Way.NONE, Code.REPLY_NOT_PERMITTED)
        if not account.base_url:  # a page without a server: the demo's first one
            return Permit(Way.MANUAL, Code.REPLY_NOT_PERMITTED)
        return Permit(Way.API)

    def written(self, draft: Draft) -> str:
        return draft.text

    def length(self, account: AccountRef, text: str) -> tuple[int, int]:
        return len(text), account.limits.get("characters", CHARACTERS)

    def publish(self, account: AccountRef, draft: Draft) -> Published:
        if draft.audience == Audience.DIRECT:
            form = {"recipient": json.dumps(_recipient(draft)), "message": json.dumps({"text": draft.text})}
            path = "me/messages"
        else:
            form = {"message": draft.text}
            path = f"{_path(draft.parent_native_id)}/comments" if draft.parent_native_id else "me/feed"
        found = _ask(account, "POST", path, form={**form, "client_key": draft.key})
        return _sound(lambda: _published(found), is_ambiguous=True)

    def find_published(self, account: AccountRef, draft: Draft, since: datetime) -> Published | None:
        found = _ask(account, "GET", "me/published", params={"client_key": draft.key})
        return _sound(lambda: next(map(_published, found["data"]), None))

    def delete(self, account: AccountRef, native_id: str) -> None:
        try:
            _ask(account, "DELETE", _path(native_id))
        except NetworkError as error:
            if error.code != Code.TARGET_GONE:
                raise

    def verify(self, *, headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
        return signing.is_signed(headers, raw, secret)

    def handshake(self, *, params: Mapping[str, str], token: str) -> str | None:
        return signing.answer(params, token)

    def split(self, raw: bytes) -> Sequence[tuple[str, bytes]]:
        return parsing.entries(raw)

    def parse(self, entry: bytes) -> Iterable[InboundEvent]:
        return parsing.events(entry)


def _ask(
    account: AccountRef,
    method: str,
    path: str,
    *,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Any:
    return call(method, account.base_url, path, token=account.keys.get("token", ""), params=params, form=form)


def _exchanged(base_url: str, params: Mapping[str, str]) -> str:
    form = {"code": params.get("code", ""), "redirect_uri": params.get("redirect_uri", "")}
    found = call("POST", base_url, "oauth/access_token", token="", form=form)
    return _sound(lambda: str(found["access_token"]))


def _connected(me: Mapping[str, Any], base_url: str, token: str) -> Connected:
    return Connected(
        native_id=str(me["id"]),
        handle=str(me["username"]),
        name=str(me["name"]),
        base_url=base_url,
        keys={"token": token},
        scopes=[str(scope) for scope in me.get("scopes", ())],
        limits={"characters": int(me.get("characters", CHARACTERS))},
    )


def _recipient(draft: Draft) -> dict[str, str]:
    """Whom a private message reaches: the writer of what it answers, else somebody by name."""
    if draft.parent_native_id:
        return {"mid" if draft.parent_native_id.startswith("m_") else "comment_id": draft.parent_native_id}
    return {"username": draft.to[0].lstrip("@") if draft.to else ""}


def _published(found: Mapping[str, Any]) -> Published:
    return Published(
        key=str(found["id"]),
        native_id=str(found["id"]),
        url=str(found.get("permalink", "")),
        at=datetime.fromtimestamp(found["created_time"], UTC),
        conversation=str(found.get("conversation", "")),
    )


def _path(native_id: str) -> str:
    return quote(native_id, safe="")


def _sound(read: Callable[[], T], *, is_ambiguous: bool = False) -> T:
    """Raises NetworkError(MALFORMED) for an answer that lacks what it must have."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise NetworkError(Code.MALFORMED, type(error).__name__, is_ambiguous=is_ambiguous) from error
