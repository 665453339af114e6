"""A server's posts and people in our shape. Pure. What has no id, author or date raises one of BAD."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from social.connectors.mastodon.text import to_text
from social.connectors.protocol import AccountRef, AuthorData, Kind, PostData, Published, Visibility

Entity = Mapping[str, Any]
_VISIBILITY: Final = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "direct": Visibility.DIRECT,
}
BAD: Final = (KeyError, TypeError, ValueError, AttributeError)


def author(found: Entity, account: AccountRef) -> AuthorData:
    bio, _ = to_text(str(found.get("note") or ""))
    return AuthorData(
        key=str(found.get("uri") or found["url"]),
        native_id=whole_id(found["id"], account.base_url),
        handle=whole_handle(found["acct"], account),
        name=str(found.get("display_name") or found["acct"]),
        followers=_number(found.get("followers_count")),
        following=_number(found.get("following_count")),
        posts=_number(found.get("statuses_count")),
        bio=bio,
        url=str(found.get("url") or ""),
        is_bot=bool(found.get("bot")),
        created_at=moment(found["created_at"]) if found.get("created_at") else None,
    )


def post(found: Entity, account: AccountRef) -> PostData:
    """Without its thread: `parent_key` is empty, and a reply is its own root until `under` says more."""
    text, links = to_text(str(found.get("content") or ""))
    media = [one for one in found.get("media_attachments") or () if one]
    links += [str(one["url"]) for one in media if one.get("url")]
    created_at, visibility = (
        moment(found["created_at"]),
        _VISIBILITY.get(str(found.get("visibility")), Visibility.PUBLIC),
    )
    key = str(found.get("uri") or found["url"])
    return PostData(
        key=key,
        native_id=str(found["id"]),
        author=author(found["account"], account),
        text=text or _of_media(media),
        title=str(found.get("spoiler_text") or ""),
        created_at=created_at,
        version_at=moment(found["edited_at"]) if found.get("edited_at") else created_at,
        kind=_kind(found, visibility),
        visibility=visibility,
        language=str(found.get("language") or ""),
        url=str(found.get("url") or key),
        root_key=_among(found) if visibility == Visibility.DIRECT else key,
        tagged=_tagged(found, account),
        links=links,
        replies=_number(found.get("replies_count")),
        reposts=_number(found.get("reblogs_count")),
        likes=_number(found.get("favourites_count")),
    )


def under(data: PostData, ancestors: Sequence[Entity]) -> PostData:
    """The post in its thread. A direct one stays with its people."""
    if not ancestors:
        return data
    keys = [str(one.get("uri") or one["url"]) for one in ancestors]
    return replace(data, parent_key=keys[-1], root_key=data.root_key if data.kind == Kind.DIRECT else keys[0])


def published(found: Entity) -> Published:
    key = str(found.get("uri") or found["url"])
    conversation = _among(found) if found.get("visibility") == "direct" else ""
    return Published(key, str(found["id"]), str(found.get("url") or key), moment(found["created_at"]), conversation)


def whole_handle(acct: Any, account: AccountRef) -> str:
    """With its server, which a server leaves out for its own people."""
    home = account.handle.rpartition("@")[2] or urlsplit(account.base_url).netloc
    return str(acct) if "@" in str(acct) else f"{acct}@{home}"


def whole_id(local_id: Any, base_url: str) -> str:
    """A number that means somebody else on each server, with its server."""
    return f"{local_id}@{urlsplit(base_url).netloc}"


def local_id(native_id: str) -> str:
    return native_id.partition("@")[0]


def moment(given: Any) -> datetime:
    found = datetime.fromisoformat(str(given))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def version(found: Entity) -> str:
    return str(found.get("edited_at") or "")


def _kind(found: Entity, visibility: Visibility) -> Kind:
    if visibility == Visibility.DIRECT:
        return Kind.DIRECT
    if found.get("in_reply_to_id"):
        return Kind.REPLY
    return Kind.QUOTE if found.get("quote") else Kind.POST


def _tagged(found: Entity, account: AccountRef) -> list[str]:
    named = (
        (whole_id(one["id"], account.base_url), str(one.get("url") or ""), whole_handle(one["acct"], account))
        for one in found.get("mentions") or ()
    )
    return [name for names in named for name in names if name]


def _among(found: Entity) -> str:
    """One key for whoever reads a direct message, whichever of them wrote it."""
    people = {str(found["account"]["url"]), *(str(one["url"]) for one in found.get("mentions") or ())}
    return "direct:" + " ".join(sorted(people))[:490]


def _of_media(media: Sequence[Entity]) -> str:
    """A picture without a word is not an empty post."""
    return "\n".join(str(one.get("description") or one.get("url") or one.get("type") or "") for one in media).strip()


def _number(given: Any) -> int | None:
    return int(given) if isinstance(given, int | str) and str(given).lstrip("-").isdecimal() else None
