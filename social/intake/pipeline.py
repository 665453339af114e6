"""What a network told us, taken in: heard, matched, weighed, and put before people. One event, one transaction.

Every step may be repeated and events may come in any order: the same events end in the same rows.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import Gone, InboundEvent, Kind, PostData, Revoked
from social.mentions.errors import NothingSaid
from social.mentions.models import Intent, Mention, Post

if TYPE_CHECKING:
    from social.matching.services import Match
    from social.mentions.services import Heard


@transaction.atomic
def take_in(*, account: SocialAccount, event: InboundEvent) -> None:
    """`account` is the one by which we heard it. Safe to repeat."""
    from social.mentions import services as mentions

    if isinstance(event, Gone):
        mentions.taken_back(network=account.network, key=event.key, at=event.at)
    elif isinstance(event, Revoked):
        accounts.needs_reauth(account=account, reason=event.reason)
    else:
        _hear(account, event.post)


def _hear(account: SocialAccount, data: PostData) -> None:
    from social.matching import services as matching
    from social.mentions import services as mentions
    from social.publishing import services as publishing

    heard = mentions.hear(account=account, data=data)
    if heard.is_own:
        publishing.seen_own(post=heard.post)
        return
    found = [_note(heard, match) for match in matching.match(post=heard.post, data=data, account=account)]
    if any(found):
        for own in _our_answers(heard.post):
            publishing.seen_own(post=own)


def _note(heard: "Heard", match: "Match") -> bool:
    """Put a post before the people of one brand. False for one that says nothing: it was only passed on."""
    from social.handoffs import services as handoffs
    from social.mentions import services as mentions
    from social.triage import services as triage

    try:
        mention = mentions.note(
            post=heard.post,
            brand=match.brand,
            via=match.via,
            is_tagged=match.is_tagged,
            listener=match.listener,
            hits=match.hits,
            is_first=heard.is_first,
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
    return mention.intent not in (Intent.SPAM, Intent.NEWS) and mention.post.kind != Kind.ARTICLE


def _our_answers(post: Post) -> QuerySet[Post]:
    """What we said in its place afterwards, when that came before it."""
    own = Post.objects.filter(network=post.network, root_key=post.root_key, author__account__isnull=False)
    later = own.filter(created_at__gte=post.created_at, deleted_at__isnull=True)
    return later.select_related("author__account").order_by("created_at", "key")
