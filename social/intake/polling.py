"""Ask each source again when its time comes. What a page brought and where it ended are one commit."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from helpdesk.lib import bell, clock
from social.accounts import selectors as accounts
from social.accounts import services as account_services
from social.accounts.models import SocialAccount
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import InboundEvent, Page, Revoked, Stream
from social.intake import pipeline, rules, services
from social.intake.errors import LostLease
from social.intake.models import Source
from tenants.isolation.context import require_tenant_id
from tenants.outbox import leases
from tenants.outbox.rules import tellable

log = structlog.get_logger(__name__)


def drain(*, limit: int = 20) -> int:
    """Ask what is due in this tenant, at most `limit` sources. Returns how many were asked. Commits around each."""
    for done in range(limit):
        source = leases.claim(Source)
        if source is None:
            return done
        work(source=source)
    _ring()  # there may be more: let another tenant have its turn first
    return limit


def work(*, source: Source) -> None:
    """Ask one claimed source for a page and take it in. A source that fails is asked again later, ever later."""
    with transaction.atomic():
        account = SocialAccount.objects.select_related("brand").get(pk=source.account_id)
    if account.status != SocialAccount.Status.ACTIVE:
        leases.settle(source, state=Source.State.STOPPED)
        return
    try:
        with leases.kept(source):
            _ask(source, account)
    except LostLease:
        log.info("poll.taken_over", source=str(source.pk))
    except NetworkError as error:
        _failed(source, account, error)
    except Exception as error:  # one source must not stop the rest
        log.exception("poll.crashed", source=str(source.pk), attempt=source.attempts)
        _pause(source, tellable(f"{type(error).__name__}: {error}"), 0.0)


def _ask(source: Source, account: SocialAccount) -> None:
    connector, stream = accounts.connector_of(account), Stream(source.stream)
    page = connector.poll(accounts.ref(account), stream, source.query, source.cursor)
    _keep(source, account, page, rules.next_wait(stream, page.wait_seconds, more=page.more))


@transaction.atomic
def _keep(source: Source, account: SocialAccount, page: Page, wait: timedelta) -> None:
    """Raises LostLease: then nothing of the page is kept, and whoever took the source over asks again."""
    for event in page.events:
        _take_in(account, event)
    now = clock.now()
    due = now + wait
    if not leases.settle(source, cursor=page.cursor, due_at=due, attempts=0, reason="", asked_at=now):
        _check_stopped(source, page.events)


def _check_stopped(source: Source, events: object) -> None:
    """An event of the page may have stopped its own source: the account does not let us in any more."""
    stopped = Source.objects.filter(pk=source.pk, state=Source.State.STOPPED, lease=source.lease).exists()
    if not (stopped and any(isinstance(event, Revoked) for event in events)):  # type: ignore[attr-defined]
        raise LostLease


def _take_in(account: SocialAccount, event: InboundEvent) -> None:
    """One event that cannot be taken in is kept beside the others, to be tried again: the page goes on."""
    try:
        with transaction.atomic():
            pipeline.take_in(account=account, event=event)
    except Exception as error:
        log.exception("poll.event_failed", account=str(account.pk), error=type(error).__name__)
        services.keep(network=account.network, raw=rules.pack(event), account=account)


def _failed(source: Source, account: SocialAccount, error: NetworkError) -> None:
    said = tellable(error.said or str(error.code))
    if error.code == Code.AUTH_EXPIRED:
        account_services.needs_reauth(account=account, reason=said)
        leases.settle(source, state=Source.State.STOPPED, reason=said)
    else:
        log.info("poll.refused", source=str(source.pk), code=str(error.code), attempt=source.attempts)
        _pause(source, said, error.retry_after)


def _pause(source: Source, reason: str, retry_after: float) -> None:
    wait = rules.pause(Stream(source.stream), source.attempts, retry_after)
    leases.settle(source, reason=reason[:500], due_at=_after(wait))


def _after(wait: timedelta) -> datetime:
    return clock.now() + wait


def _ring() -> None:
    from social.intake import tasks

    bell.ring(tasks.poll, tenant_id=str(require_tenant_id()))
