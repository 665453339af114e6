"""What a network told us, taken in: heard, matched, weighed, and put before people. One event, one transaction.

Every step may be repeated and events may come in any order: the same events end in the same rows.
"""

from django.db import transaction

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import Gone, InboundEvent, PostData, Revoked
from social.mentions.models import Post


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
    for match in matching.match(post=heard.post, data=data, account=account):
        _note(heard.post, match)
    for own in Post.objects.filter(
        network=heard.post.network,
        root_key=heard.post.root_key,
        author__account__isnull=False,
        created_at__gte=heard.post.created_at,
        deleted_at__isnull=True,
    ).order_by("created_at", "key"):  # our answer came before what it answers
        publishing.seen_own(post=own)


def _note(post: Post, match: object) -> None:
    from social.handoffs import services as handoffs
    from social.mentions import services as mentions
    from social.triage import services as triage

    mention = mentions.note(
        post=post,
        brand=match.brand,
        via=match.via,
        is_tagged=match.is_tagged,
        listener=match.listener,
        hits=match.hits,
    )
    triage.assess(mention=mention)
    mentions.open_ticket(mention=mention, ticket=handoffs.heard(mention=mention))
