"""Which sources an account has: what its network can be asked for, and the words that its brand listens for."""

import structlog
from django.db import transaction

from helpdesk.lib import bell, clock
from social.accounts import selectors as accounts
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import Stream
from social.intake.models import Source
from social.listening.models import Listener, Term
from tenants.isolation.context import require_tenant_id

log = structlog.get_logger(__name__)
BY_WORD = (Stream.SEARCH, Stream.TAG)
MOST_WORDS = 60  # asked of one account: a server answers some 300 questions in 5 minutes
Wanted = set[tuple[str, str]]


@transaction.atomic
def follow(*, account: SocialAccount) -> None:
    """Make the sources that the account should have now, and stop the others. Safe to repeat."""
    wanted = _wanted(account) if account.status == SocialAccount.Status.ACTIVE else set()
    rows = {(row.stream, row.query): row for row in Source.objects.filter(account=account).select_for_update()}
    now = clock.now()
    idle = [row.pk for key, row in rows.items() if key not in wanted and row.state == Source.State.QUEUED]
    Source.objects.filter(pk__in=idle).update(state=Source.State.STOPPED)
    again = [row.pk for key, row in rows.items() if key in wanted and row.state == Source.State.STOPPED]
    Source.objects.filter(pk__in=again).update(state=Source.State.QUEUED, due_at=now, attempts=0, lease=None, reason="")
    new = [Source(account=account, stream=stream, query=query, due_at=now) for stream, query in wanted - rows.keys()]
    Source.objects.bulk_create(new, ignore_conflicts=True)
    if new or again:
        _ring_on_commit()


@transaction.atomic
def follow_brand(*, brand: Brand) -> None:
    """As `follow`, for every account of a brand: the words that it listens for have changed."""
    for account in accounts.accounts_of(brand):
        follow(account=account)


def _wanted(account: SocialAccount) -> Wanted:
    streams = accounts.connector_of(account).abilities.streams
    found: Wanted = {(stream.value, "") for stream in streams if stream not in BY_WORD}
    words = _words(account, streams) if streams & set(BY_WORD) else []
    if len(words) > MOST_WORDS:
        log.warning("sources.too_many_words", account=str(account.pk), words=len(words))
    return found | set(words[:MOST_WORDS])


def _words(account: SocialAccount, streams: frozenset[Stream]) -> list[tuple[str, str]]:
    """Tags are asked for as tags where the network can; everything else is searched for."""
    listeners = Listener.objects.filter(brand_id=account.brand_id, status=Listener.Status.ACTIVE)
    heard = [one.pk for one in listeners if not one.networks or account.network in one.networks]
    terms = Term.objects.filter(listener__in=heard, group=Term.Group.ANY).order_by("id")
    found: dict[tuple[str, str], None] = {}
    for term in terms:
        is_tag = term.kind == Term.Kind.HASHTAG and Stream.TAG in streams
        stream = Stream.TAG if is_tag else Stream.SEARCH
        if stream in streams:
            found[stream.value, term.text.lstrip("#") if is_tag else term.text] = None
    return list(found)


def _ring_on_commit() -> None:
    from social.intake import tasks

    bell.ring_on_commit(tasks.poll, tenant_id=str(require_tenant_id()))
