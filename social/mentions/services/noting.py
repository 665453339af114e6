"""A post as work for a brand, and where what its author says to the brand belongs together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from social.accounts.models import Brand, SocialAccount
from social.listening.models import Listener
from social.mentions import rules
from social.mentions.errors import NothingSaid, OwnAuthor
from social.mentions.models import Conversation, Mention, Move, Post, State
from social.mentions.services import moves, withdrawing
from tickets.ticket import services as tickets


@transaction.atomic
def note(
    *,
    post: Post,
    brand: Brand,
    via: str,
    is_tagged: bool,
    listener: Listener | None = None,
    hits: Sequence[Any] = (),
    is_first: bool = True,
) -> Mention:
    """The mention of a post for a brand, one and the same however often it is noted.

    `is_first` (Heard.is_first): it was found in the first wording, which counts for how it was found. A post that was
    taken back is withdrawn at once. Raises NothingSaid for what was only passed on, OwnAuthor for our own words.
    """
    author = post.author
    if author is None or author.account_id is not None:
        raise OwnAuthor
    if post.deleted_at is None and rules.is_wordless(post.kind, post.text, post.title):
        raise NothingSaid
    told = Mention(
        post=post,
        brand=brand,
        conversation=_conversation(post, brand),
        listener=listener,
        via=via,
        is_tagged=is_tagged,
        hits=[list(hit) for hit in hits],
        created_at=post.created_at,
        due_at=post.created_at + timedelta(minutes=brand.target_minutes),
    )
    Mention.objects.bulk_create([told], ignore_conflicts=True)
    mention = Mention.objects.select_related("post", "brand", "conversation").get(post=post, brand=brand)
    if mention.pk == told.pk:
        Move.objects.create(mention=mention, before="", after=State.NEW)
    else:
        _lock_ticket(mention)
        mention = _found_by(mention, told) if is_first else mention
    return withdrawing.forget(mention=mention) if mention.state == State.NEW else mention


def _lock_ticket(mention: Mention) -> None:
    """A ticket is locked before its mentions, by everybody."""
    if mention.ticket is not None:
        tickets.lock(mention.ticket)


def _found_by(mention: Mention, told: Mention) -> Mention:
    """How it was found, by its first wording."""
    names = ("listener_id", "via", "is_tagged", "hits")
    if mention.post.deleted_at is not None or all(getattr(mention, one) == getattr(told, one) for one in names):
        return mention
    locked = moves.lock(mention)
    for name in names:
        setattr(locked, name, getattr(told, name))
    locked.save(update_fields=["listener", "via", "is_tagged", "hits", "updated_at"])
    return locked


def _conversation(post: Post, brand: Brand) -> Conversation:
    is_private = rules.is_private(post.visibility)
    ours = _speaks_for(brand, post)
    told = Conversation(
        brand=brand,
        account=ours,
        network=post.network,
        author=post.author,
        root_key="" if is_private else post.root_key,
        is_private=is_private,
    )
    rows = Conversation.objects.filter(brand=brand, network=post.network, author=post.author)
    rows = rows.filter(root_key=told.root_key, is_private=is_private)
    talk = rows.first()
    if talk is None:
        Conversation.objects.bulk_create([told], ignore_conflicts=True)
        talk = rows.get()
    if ours is not None and talk.account_id != ours.pk and _is_better(talk, ours, post):
        talk.account = ours
        talk.save(update_fields=["account"])
    return talk


def _speaks_for(brand: Brand, post: Post) -> SocialAccount | None:
    """The account by which we answer: the one that heard it, or another of the brand on that network."""
    if post.account is not None and post.account.brand_id == brand.pk:
        return post.account
    ours = SocialAccount.objects.filter(brand=brand, network=post.network).exclude(status=SocialAccount.Status.REMOVED)
    return ours.order_by("id").first()


def _is_better(talk: Conversation, ours: SocialAccount, post: Post) -> bool:
    """In private we answer by the account that was written to last, in public always by the same one."""
    if talk.account_id is None:
        return True
    if not talk.is_private:
        return ours.pk < talk.account_id
    return not Mention.objects.filter(conversation=talk, created_at__gt=post.created_at).exists()
