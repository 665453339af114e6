"""Who said it, as known best, in whatever order we heard of him."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from social.accounts.models import SocialAccount
from social.connectors.protocol import AuthorData
from social.connectors.registry import connectors
from social.mentions.models import Author, HandleChange
from social.mentions.rules import clean, clean_address
from social.mentions.services.believing import is_at_home, may_tell_of, place_of

_FACTS = ("handle", "name", "followers", "following", "posts", "bio", "url", "is_bot", "joined_at")


def lock(author: Author) -> Author:
    """The row as it is now, held to the end of the transaction. Taken before posts, conversations and tickets."""
    return Author.objects.select_for_update(no_key=True).get(pk=author.pk)


@transaction.atomic(savepoint=False)  # inside a service that has one
def seen(*, account: SocialAccount, data: AuthorData, at: datetime) -> Author:
    """The author of something said at a time, with the profile of the newest time. Locked.

    Where he has his account is believed before all others: once told there, his profile is told there only.
    """
    told = _of(account, data, at)
    rows = Author.objects.select_for_update(no_key=True).filter(network=told.network, key=told.key)
    author = rows.first()
    if author is None:
        told.account = _ours(account, data)
        Author.objects.bulk_create([told], ignore_conflicts=True)
        author = rows.get()
    if author.pk != told.pk and (_is_hearsay(author) or may_tell_of(account, author.key)):
        if _is_hearsay(author) and is_at_home(account, author.key):
            _correct(author, told)
        else:
            _refresh(author, told, at)
        _recognise(author, account, data)
    return author


def _of(account: SocialAccount, data: AuthorData, at: datetime) -> Author:
    return Author(
        network=account.network,
        key=clean(data.key, 500),
        native_id=clean(data.native_id, 200),
        handle=clean(data.handle, 200),
        name=clean(data.name, 200),
        followers=data.followers,
        following=data.following,
        posts=data.posts,
        bio=clean(data.bio, 5000),
        url=clean_address(data.url, 1000),
        is_bot=data.is_bot,
        joined_at=data.created_at,
        profile_at=at,
    )


def _ours(account: SocialAccount, data: AuthorData) -> SocialAccount | None:
    """Our own account that this author is. A bare native id says so only at the server that gave it."""
    if account.network in connectors and not connectors.get(account.network).abilities.replies:
        return None  # a feed that we only read is not our voice
    here, anywhere = Q(base_url=account.base_url, native_id=data.native_id), Q(native_id=data.key)
    if "@" in data.native_id:
        anywhere |= Q(native_id=data.native_id)
    ours = SocialAccount.objects.filter(here | anywhere, network=account.network).order_by("id").first()
    if ours is None or is_at_home(ours, data.key) or may_tell_of(account, data.key):
        return ours
    return None  # the words of anybody at another server could be passed off as ours


def _is_hearsay(author: Author) -> bool:
    """Whether only other servers than his own have told of him: a native id names the server that gave it."""
    _, sign, server = author.native_id.rpartition("@")
    return bool(sign) and server.lower() != place_of(author.key)


def _correct(author: Author, told: Author) -> None:
    """His own server's facts in place of what others told."""
    HandleChange.objects.filter(author=author).delete()
    for name in (*_FACTS, "profile_at", "native_id"):
        setattr(author, name, getattr(told, name))
    author.save(update_fields=[*_FACTS, "profile_at", "native_id"])


def _refresh(author: Author, told: Author, at: datetime) -> None:
    """Newer facts replace older ones; older ones fill what is not known. Handles that were left are remembered."""
    before = {name: getattr(author, name) for name in (*_FACTS, "profile_at", "native_id")}
    is_newer = author.profile_at is None or at > author.profile_at
    if told.handle != author.handle:
        _remember(author, told.handle, at, is_newer)
    for name in _FACTS:
        value = getattr(told, name)
        if value not in (None, "") and (is_newer or getattr(author, name) in (None, "")):
            setattr(author, name, value)
    if is_newer:
        author.profile_at, author.native_id = at, told.native_id
    changed = [name for name, value in before.items() if getattr(author, name) != value]
    if changed:
        author.save(update_fields=changed)


def _recognise(author: Author, account: SocialAccount, data: AuthorData) -> None:
    """One of ours that was connected after it was heard."""
    if author.account_id is None and (ours := _ours(account, data)) is not None:
        author.account = ours
        author.save(update_fields=["account"])


def _remember(author: Author, told: str, at: datetime, is_newer: bool) -> None:
    """`until` is when somebody was last seen under a name; a name that he bears again is no former one."""
    former, now, until = (author.handle, told, author.profile_at or at) if is_newer else (told, author.handle, at)
    HandleChange.objects.filter(author=author, handle=now).delete()
    row, is_new = HandleChange.objects.get_or_create(author=author, handle=former, defaults={"until": until})
    if not is_new and row.until < until:
        row.until = until
        row.save(update_fields=["until"])
