"""What was said, once, in whatever order it came: the same rows come of any order and of repeats."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from social.accounts.models import SocialAccount
from social.connectors.protocol import Kind, PostData, Visibility
from social.mentions.models import Author, Post, Revision
from social.mentions.rules import clean, clean_address, clean_all, most
from social.mentions.services import profiles, withdrawing
from social.mentions.services import tickets as ticketing
from social.mentions.services.believing import is_at_home, may_tell_of

_FACTS = ("kind", "visibility", "language", "url", "parent_key", "root_key", "created_at", "version_at")
_WORDS = ("title", "text", "tagged", "links")
_COUNTS = ("replies", "reposts", "likes")
LONGEST_TEXT, LONGEST_TITLE = 50_000, 500


@dataclass(frozen=True, slots=True)
class Heard:
    """A post as it is known now. `is_first`: what came is the first wording, the one that is kept in `post.text`.

    Not `is_believed`: its own server told of it already, and this was another one. Nothing of what came is kept.
    """

    post: Post
    is_new: bool
    is_changed: bool
    is_own: bool
    is_first: bool
    is_believed: bool = True


@transaction.atomic
def hear(*, account: SocialAccount, data: PostData) -> Heard:
    """Keep a post in the wording that came. Of several wordings the earliest is the post's, the others stand apart.

    A post that was taken back stays without words. Author and post are locked to the end of the transaction.
    """
    author = profiles.seen(account=account, data=data.author, at=data.version_at)
    told = _of(account, data, author)
    post = _kept(told)
    is_new = post.pk == told.pk or post.author_id is None
    if post.pk != told.pk and not _is_believed(account, post):
        is_own = post.author is not None and post.author.account_id is not None
        return Heard(post, is_new=False, is_changed=False, is_own=is_own, is_first=False, is_believed=False)
    is_changed = post.pk != told.pk and _merge(post, told, account, data.version_at)
    if is_changed and not is_new:
        ticketing.align(post=post)
    is_first = post.version_at == told.version_at
    return Heard(post, is_new, is_changed, is_own=author.account_id is not None, is_first=is_first)


@transaction.atomic
def taken_back(*, network: str, key: str, at: datetime) -> Post:
    """Its author took it back: no words are kept, here or in a ticket. Safe to repeat, and before it was heard."""
    post = _kept(
        Post(
            network=network,
            key=clean(key, 500),
            kind=Kind.POST,
            visibility=Visibility.PUBLIC,
            root_key=clean(key, 500),
            created_at=at,
        )
    )
    if post.deleted_at is not None and post.deleted_at <= at:
        return post
    post.deleted_at = at
    post.title, post.text, post.tagged, post.links = "", "", [], []
    post.save(update_fields=["deleted_at", *_WORDS])
    Revision.objects.filter(post=post).delete()
    withdrawing.withdraw(post=post)
    return post


def _of(account: SocialAccount, data: PostData, author: Author) -> Post:
    return Post(
        network=account.network,
        key=clean(data.key, 500),
        native_id=clean(data.native_id, 200),
        account=account,
        author=author,
        kind=data.kind,
        visibility=data.visibility,
        title=clean(data.title, LONGEST_TITLE),
        text=clean(data.text, LONGEST_TEXT),
        language=clean(data.language, 8),
        url=clean_address(data.url, 1000),
        parent_key=clean(data.parent_key, 500),
        root_key=_root(account.network, data),
        tagged=clean_all(data.tagged, 500),
        links=clean_all(data.links, 1000),
        replies=data.replies,
        reposts=data.reposts,
        likes=data.likes,
        version_at=data.version_at,
        created_at=data.created_at,
    )


def _root(network: str, data: PostData) -> str:
    """Under what it stands. Where the network does not say, the post above it may know."""
    if data.root_key or not data.parent_key:
        return clean(data.root_key or data.key, 500)
    parent = clean(data.parent_key, 500)
    known = Post.objects.filter(network=network, key=parent).values_list("root_key", flat=True).first()
    return known or parent


def _kept(told: Post) -> Post:
    """The row of this post, locked; the given one when there was none."""
    rows = Post.objects.select_for_update(no_key=True).filter(network=told.network, key=told.key)
    post = rows.first()
    if post is None:
        Post.objects.bulk_create([told], ignore_conflicts=True)
        post = rows.get()
    return post


def _is_believed(account: SocialAccount, post: Post) -> bool:
    return post.account_id is None or _is_hearsay(account, post) or may_tell_of(account, post.key)


def _is_hearsay(account: SocialAccount, post: Post) -> bool:
    """Whether only other servers than its own have told of a post. `account` tells of it now."""
    teller = account if post.account_id == account.pk else post.account
    return teller is not None and not is_at_home(teller, post.key)


def _merge(post: Post, told: Post, account: SocialAccount, at: datetime) -> bool:
    """Put together what is known of a post and what came. Returns whether that was another wording."""
    before = _row(post)
    is_home, was_home = is_at_home(account, post.key), not _is_hearsay(account, post)
    if is_home and not was_home:
        is_changed = _correct(post, told)
    else:
        is_earlier = post.version_at is None or at < post.version_at
        is_changed = _adopt(post, told) if is_earlier else _add_wording(post, told, at)
    if post.account_id is None or (not is_home, account.pk) < (not was_home, post.account_id):
        post.account, post.native_id = account, told.native_id
    post.author = told.author
    for name in _COUNTS:
        setattr(post, name, most(getattr(post, name), getattr(told, name)))
    if _row(post) != before:  # a repeat writes nothing
        post.save()
    return is_changed


def _row(post: Post) -> dict[str, Any]:
    return {field.attname: getattr(post, field.attname) for field in Post._meta.concrete_fields}


def _correct(post: Post, told: Post) -> bool:
    """Its own server's facts in place of what others told."""
    Revision.objects.filter(post=post).delete()
    for name in (*_FACTS, *_COUNTS) if post.deleted_at is not None else (*_FACTS, *_COUNTS, *_WORDS):
        setattr(post, name, getattr(told, name))
    return True


def _adopt(post: Post, told: Post) -> bool:
    """The earlier wording is the post's own. What stood there moves to the later ones."""
    if post.deleted_at is None and post.version_at is not None:
        _apart(post, post.version_at, post.text)
    for name in _FACTS if post.deleted_at is not None else (*_FACTS, *_WORDS):
        setattr(post, name, getattr(told, name))
    return True


def _add_wording(post: Post, told: Post, at: datetime) -> bool:
    if post.deleted_at is not None or at == post.version_at:
        return False
    return _apart(post, at, told.text)


def _apart(post: Post, at: datetime, text: str) -> bool:
    _, is_new = Revision.objects.get_or_create(post=post, version_at=at, defaults={"text": text})
    return is_new
