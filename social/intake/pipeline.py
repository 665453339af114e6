"""What a network told us, taken in: heard, matched, weighed, and put before people. One event, one transaction.

Every step may be repeated and events may come in any order: the same events end in the same rows.
"""

from collections.abc import Iterable
from dataclasses import replace

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import AuthorData, Gone, InboundEvent, Kind, PostData, Revoked, Visibility
from social.handoffs import services as handoffs
from social.matching import services as matching
from social.matching.services import Match
from social.mentions import services as mentions
from social.mentions.errors import NothingSaid
from social.mentions.models import Intent, Mention, Post
from social.mentions.services import Heard
from social.mentions.services.believing import may_tell_of, place_of
from social.mentions.services.hearing import LONGEST_TEXT, LONGEST_TITLE
from social.publishing import services as publishing
from social.triage import services as triage
from tenants.isolation.context import require_tenant_id

log = structlog.get_logger(__name__)
NOT_FOR_PEOPLE = (Intent.SPAM, Intent.NEWS)


@transaction.atomic
def take_in(*, account: SocialAccount, event: InboundEvent) -> None:
    """`account` is the one by which we heard it. Safe to repeat."""
    if isinstance(event, Gone):
        if may_tell_of(account, event.key):
            mentions.taken_back(network=account.network, key=event.key, at=event.at)
    elif isinstance(event, Revoked):
        accounts.needs_reauth(account=account, reason=event.reason)
    elif _is_feigned(account, event.post):
        log.warning("intake.feigned", network=account.network, account=str(account.pk))
    else:
        _hear(account, event.post)


def _is_feigned(account: SocialAccount, data: PostData) -> bool:
    """A server's own post in the name of somebody at another server, where we would hear him ourselves."""
    return place_of(data.key) != place_of(data.author.key) and not may_tell_of(account, data.author.key)


def _hear(account: SocialAccount, data: PostData) -> None:
    data = replace(data, text=data.text[:LONGEST_TEXT], title=data.title[:LONGEST_TITLE])  # as much as is kept is read
    _one_at_a_time(account.network, data.root_key or data.parent_key or data.key)
    heard = mentions.hear(account=account, data=data)
    if not heard.is_believed:
        data = _as_told(heard.post)
    if heard.is_own:
        if _tells_for_us(account, heard.post):
            publishing.seen_own(post=heard.post)
        _heard_under(heard.post)
        return
    found = matching.match(post=heard.post, data=data, account=account, is_new=heard.is_new)
    if _noted(heard, found):
        for own in _our_answers(heard.post):  # they came before what they answer
            publishing.seen_own(post=own)


def _tells_for_us(account: SocialAccount, own: Post) -> bool:
    """What we said ourselves, only our own server tells us: another could put anything into our mouth."""
    ours = own.author.account if own.author else None
    return ours is not None and ours.base_url == account.base_url


def _one_at_a_time(network: str, root_key: str) -> None:
    """What stands in one place waits for one another: an answer and what it answers must not miss each other."""
    with connection.cursor() as cursor:
        place = f"{require_tenant_id()}:{network}:{root_key}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])


def _noted(heard: Heard, found: Iterable[Match]) -> bool:
    """Put a post before the people of each brand that it concerns. Returns whether there was one."""
    notes = [_note(heard.post, one, is_first=heard.is_first) for one in found]
    return any(notes)


def _note(post: Post, match: Match, *, is_first: bool) -> bool:
    """False for a post that says nothing: it was only passed on."""
    try:
        mention = mentions.note(
            post=post,
            brand=match.brand,
            via=match.via,
            is_tagged=match.is_tagged,
            listener=match.listener,
            hits=match.hits,
            is_first=is_first,
        )
    except NothingSaid:
        return False
    mention = triage.assess(mention=mention)
    ticket = handoffs.heard(mention=mention)
    if ticket is not None or _is_for_people(mention):
        mentions.open_ticket(mention=mention, ticket=ticket)
    return True


def _is_for_people(mention: Mention) -> bool:
    """Spam, news and articles are heard and counted; nobody has to answer them."""
    return mention.intent not in NOT_FOR_PEOPLE and mention.post.kind != Kind.ARTICLE


def _our_answers(post: Post) -> QuerySet[Post]:
    """What we said in its place afterwards."""
    own = Post.objects.filter(network=post.network, root_key=post.root_key, author__account__isnull=False)
    own = own.filter(account__base_url=F("author__account__base_url"))  # as its own server told of it
    later = own.filter(created_at__gte=post.created_at, deleted_at__isnull=True)
    return later.select_related("author__account").order_by("created_at", "key")


def _heard_under(own: Post) -> None:
    """What stands under our post and came before it is a reply to us, as it would be had it come in its time."""
    under = Post.objects.filter(Q(parent_key=own.key) | Q(root_key=own.key), network=own.network)
    there = under.filter(root_key=own.root_key, author__account__isnull=True, author__isnull=False)
    for post in there.exclude(visibility=Visibility.DIRECT).select_related("author", "account__brand").order_by("id"):
        if post.account is not None and post.deleted_at is None:
            for match in matching.match(post=post, data=_as_told(post), account=post.account, is_new=False):
                _note(post, match, is_first=True)


def _as_told(post: Post) -> PostData:
    """The first wording of a post as a connector gave it, as far as it says whom it concerns."""
    author = AuthorData(key="", native_id="", handle=post.author.handle if post.author else "")
    return PostData(
        key=post.key,
        native_id=post.native_id,
        author=author,
        text=post.text,
        created_at=post.created_at,
        version_at=post.version_at or post.created_at,
        kind=Kind(post.kind),
        visibility=Visibility(post.visibility),
        language=post.language,
        title=post.title,
        parent_key=post.parent_key,
        root_key=post.root_key,
        tagged=tuple(post.tagged),
    )
