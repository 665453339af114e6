"""From the network's JSON to our shape. An item that makes no sense is told of after the others were read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import AuthorData, Gone, InboundEvent, Kind, PostData, Revoked, Seen, Visibility

NETWORK = "plaza"
FIELDS = ("feed", "mention", "group_feed")  # on the page's wall, where it is tagged, and where it is neither
SPOKEN = ("post", "status", "photo", "video", "share", "comment")
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError, RecursionError)


def entries(raw: bytes) -> Sequence[tuple[str, bytes]]:
    """Every entry with the page that it is for; "" for one that names none. Raises NetworkError(MALFORMED)."""
    try:
        body = json.loads(raw)
        if body["object"] != "page":
            raise ValueError(f"object {body['object']!r}")
        return [(_page(entry), json.dumps(entry, sort_keys=True).encode()) for entry in body["entry"]]
    except _BROKEN as error:
        raise _malformed(error) from error


def events(raw: bytes) -> Iterator[InboundEvent]:
    """Every change and message of an entry. Raises NetworkError(MALFORMED), at the end when only some make no sense."""
    try:
        entry = json.loads(raw)
        page, at = str(entry["id"]), _time(entry.get("time", 0))
        changes, messages = list(entry.get("changes") or ()), list(entry.get("messaging") or ())
    except _BROKEN as error:
        raise _malformed(error) from error
    failure: Exception | None = None
    for read, found in [*((_change, one) for one in changes), *((_message, one) for one in messages)]:
        try:
            event = read(found, page, at)
        except _BROKEN as error:
            failure = failure or error
            continue
        if event is not None:
            yield event
    if failure is not None:
        raise _malformed(failure)


def post(value: Mapping[str, Any]) -> PostData:
    """A post or a comment as it stands. Raises KeyError, TypeError, ValueError, AttributeError."""
    is_comment = bool(value.get("comment_id"))
    root = str(value["post_id"])
    own = str(value["comment_id"]) if is_comment else root
    created = _time(value["created_time"])
    return PostData(
        key=own,
        native_id=own,
        author=author(value["from"]),
        text=_text(value.get("message", "")),
        created_at=created,
        version_at=_time(value["edited_time"]) if value.get("edited_time") else created,
        kind=Kind.REPLY if is_comment else Kind.POST,
        url=_text(value.get("permalink", "")),
        parent_key=str(value.get("parent_id") or root) if is_comment else "",
        root_key=root,
        tagged=tuple(str(tag["id"]) for tag in value.get("message_tags") or ()),
    )


def author(value: Mapping[str, Any]) -> AuthorData:
    native_id = str(value["id"])
    followers = value.get("followers")
    return AuthorData(
        key=native_id,
        native_id=native_id,
        handle=_text(value.get("username", "")) or native_id,
        name=_text(value.get("name", "")),
        followers=int(followers) if followers is not None else None,
        url=_text(value.get("link", "")),
    )


def message(value: Mapping[str, Any], page: str) -> PostData:
    """A private message, to the page or from it."""
    said, at = value["message"], _time(value["timestamp"] / 1000)
    peer = value["recipient"] if said.get("is_echo") else value["sender"]
    edited = said.get("edited_time")
    return PostData(
        key=str(said["mid"]),
        native_id=str(said["mid"]),
        author=author(value["sender"]),
        text=_text(said.get("text", "")),
        created_at=at,
        version_at=_time(edited) if edited else at,
        kind=Kind.DIRECT,
        visibility=Visibility.DIRECT,
        parent_key=str((said.get("reply_to") or {}).get("mid", "")),
        root_key=f"t_{page}_{peer['id']}",
        tagged=(str(value["recipient"]["id"]),),
    )


def _change(change: Mapping[str, Any], page: str, at: datetime) -> InboundEvent | None:
    value, field = change["value"], change["field"]
    if field == "page_access":
        return Revoked(account=page, reason=_text(value.get("reason", "")))
    if field not in FIELDS or value["item"] not in SPOKEN:
        return None
    if value["verb"] == "remove":
        key = str(value.get("comment_id") or value["post_id"])
        return Gone(key=key, at=_time(value["deleted_time"]) if value.get("deleted_time") else at, account=page)
    if value["verb"] not in ("add", "edited"):
        return None  # hidden, shown
    found = post(value)
    is_ours = field != "group_feed" and page not in (*found.tagged, found.author.key)
    return Seen(post=replace(found, tagged=(*found.tagged, page)) if is_ours else found, account=page)


def _message(value: Mapping[str, Any], page: str, at: datetime) -> InboundEvent | None:
    said = value.get("message")
    if not said:
        return None  # read, delivered, typing
    if said.get("is_deleted"):
        return Gone(key=str(said["mid"]), at=_time(value["timestamp"] / 1000), account=page)
    return Seen(post=message(value, page), account=page)


def _page(entry: Any) -> str:
    return str(entry.get("id", "")) if isinstance(entry, dict) else ""


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _text(value: str) -> str:
    """What a database can hold: no NUL, no half of a surrogate pair."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _malformed(error: Exception) -> NetworkError:
    return NetworkError(Code.MALFORMED, type(error).__name__)
