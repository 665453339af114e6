"""accept keeps what a network pushes before the network is told that we have it; drain reads what was kept."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

import structlog
from django.conf import settings
from django.db import transaction

from helpdesk.lib import bell, clock
from social.accounts import selectors as accounts
from social.accounts.models import SocialAccount
from social.connectors.errors import NetworkError
from social.connectors.protocol import InboundEvent, WebhookConnector
from social.connectors.registry import connectors
from social.intake import pipeline, rules
from social.intake.errors import NotQuarantined, NotSigned, TooLarge, UnknownNetwork
from social.intake.models import Delivery
from tenants.identity import mailing
from tenants.isolation.context import require_tenant_id, tenant_context
from tenants.isolation.models import Tenant
from tenants.outbox import leases
from tenants.outbox.rules import WORKER_ENDED, backoff, tellable
from tenants.routes.models import Route

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8  # with their pauses about an hour
State = Delivery.State


def network_that_pushes(network: str) -> WebhookConnector:
    """Raises UnknownNetwork."""
    if network not in connectors or not connectors.get(network).abilities.has_webhook:
        raise UnknownNetwork
    return cast("WebhookConnector", connectors.get(network))


def accept(*, network: str, headers: Mapping[str, str], raw: bytes) -> Delivery:
    """Keep what a network pushed, with the platform, unread. Called outside any tenant.

    Header names are lower-case. The same bytes again are the same row. Raises UnknownNetwork, TooLarge, and NotSigned,
    also when this desk has no secret for the network: then nothing is kept.
    """
    connector = network_that_pushes(network)
    if len(raw) > settings.SOCIAL_WEBHOOK_MAX_BYTES:
        raise TooLarge
    if not connector.verify(headers=headers, raw=raw, secret=settings.SOCIAL_WEBHOOK_SECRETS.get(network, "")):
        raise NotSigned
    with tenant_context(mailing.platform_tenant()):
        return keep(network=network, raw=raw)


@transaction.atomic
def keep(*, network: str, raw: bytes, account: SocialAccount | None = None, due_at: datetime | None = None) -> Delivery:
    """A row in the current tenant, to be read. The same bytes are one row."""
    row, is_new = Delivery.objects.get_or_create(
        network=network,
        digest=hashlib.sha256(raw).hexdigest(),
        defaults={"raw": raw, "account": account, "due_at": due_at or clock.now()},
    )
    log.info("webhook.kept" if is_new else "webhook.kept_before", network=network, delivery=str(row.pk), size=len(raw))
    _ring_on_commit()
    return row


def drain(*, limit: int = 100) -> int:
    """Read what waits in this tenant, at most `limit` deliveries. Returns how many were tried. Commits around each."""
    for done in range(limit):
        delivery = leases.claim(Delivery)
        if delivery is None:
            return done
        work(delivery=delivery)
    _ring()  # there may be more: let another tenant have its turn first
    return limit


def work(*, delivery: Delivery) -> None:
    """Read one claimed delivery. What cannot be read waits, and then goes to quarantine; it never stops the rest."""
    if delivery.attempts > MAX_ATTEMPTS:  # the tries before this one ended with their worker
        _quarantine(delivery, WORKER_ENDED)
        return
    try:
        with leases.kept(delivery):
            _read(delivery) if delivery.account_id else _split(delivery)
    except NetworkError as error:
        _quarantine(delivery, tellable(str(error)))
    except Exception as error:  # a poison delivery must not stop the rest
        log.exception("webhook.crashed", delivery=str(delivery.pk), attempt=delivery.attempts)
        _wait(delivery, tellable(f"{type(error).__name__}: {error}"))


def _split(delivery: Delivery) -> None:
    """Give each entry to the company whose account it names, in a transaction of that company's own.

    One that cannot be given holds up no other; those that were given are known when the delivery is read again.
    """
    connector = network_that_pushes(delivery.network)
    failure: Exception | None = None
    for native_id, entry in connector.split(bytes(delivery.raw)):
        try:
            _hand_over(delivery.network, native_id, entry)
        except Exception as error:
            log.warning("webhook.entry_failed", delivery=str(delivery.pk), error=type(error).__name__)
            failure = failure or error
    if failure is not None:
        raise failure
    _done(delivery)


def _done(delivery: Delivery) -> None:
    """Its bytes go: what is taken back later must not stay here. The digest stays, so that a repeat is known."""
    leases.settle(delivery, state=State.DONE, raw=b"", reason="", done_at=clock.now())


def _hand_over(network: str, native_id: str, entry: bytes) -> None:
    tenant = _tenant_of(network, native_id) if native_id.isprintable() else None  # NUL, half a surrogate pair
    if tenant is None:
        log.warning("webhook.unknown_account", network=network, account=ascii(native_id[:80]))
        return
    with tenant_context(tenant):
        account = accounts.account_of(network, native_id)
        if account is None or account.status in (SocialAccount.Status.REMOVED, SocialAccount.Status.PAUSED):
            log.info("webhook.account_rests", network=network, account=native_id[:80])
            return
        keep(network=network, raw=entry, account=account)


@transaction.atomic
def _tenant_of(network: str, native_id: str) -> Tenant | None:
    rows = Route.objects.filter(kind=Route.Kind.SOCIAL, key=f"{network}:{native_id}".lower()).select_related("tenant")
    route = rows.first()
    return route.tenant if route else None


def _read(delivery: Delivery) -> None:
    """Take every event in, each in a transaction of its own: one that cannot be taken in holds up no other."""
    with transaction.atomic():
        account = SocialAccount.objects.select_related("brand").get(pk=str(delivery.account_id))
    failure: Exception | None = None
    for event in _events(delivery):
        try:
            pipeline.take_in(account=account, event=event)
        except Exception as error:
            log.warning("webhook.event_failed", delivery=str(delivery.pk), error=type(error).__name__)
            failure = failure or error
    if failure is not None:
        raise failure
    _done(delivery)


def _events(delivery: Delivery) -> Iterable[InboundEvent]:
    raw = bytes(delivery.raw)
    polled = rules.unpack(raw)
    return [polled] if polled is not None else network_that_pushes(delivery.network).parse(raw)


def _wait(delivery: Delivery, reason: str) -> None:
    if delivery.attempts >= MAX_ATTEMPTS:
        _quarantine(delivery, reason)
    else:
        leases.settle(delivery, reason=reason, due_at=clock.now() + backoff(delivery.attempts))


def _quarantine(delivery: Delivery, reason: str) -> None:
    if leases.settle(delivery, state=State.QUARANTINED, reason=reason):
        log.warning("webhook.quarantined", network=delivery.network, delivery=str(delivery.pk))


@transaction.atomic
def retry(*, delivery: Delivery) -> Delivery:
    """Let a delivery out of quarantine, to be read as if it had just come. Raises NotQuarantined."""
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.state != State.QUARANTINED:
        raise NotQuarantined
    delivery.state, delivery.attempts, delivery.reason, delivery.due_at = State.QUEUED, 0, "", clock.now()
    delivery.save(update_fields=["state", "attempts", "reason", "due_at"])
    _ring_on_commit()
    return delivery


def forget_old() -> int:
    """Remove what came longer ago than rules.KEPT_FOR, read or not, from every company. Returns how many rows."""
    with transaction.atomic():
        tenants = list(Tenant.objects.values_list("pk", flat=True))
    gone = 0
    for tenant_id in tenants:
        with tenant_context(tenant_id):
            old = Delivery.objects.filter(received_at__lt=clock.now() - rules.KEPT_FOR)
            gone += int(old._raw_delete("default"))
    log.info("webhook.forgotten", deliveries=gone)
    return gone


def _ring() -> None:
    from social.intake import tasks

    bell.ring(tasks.drain, tenant_id=str(require_tenant_id()))


def _ring_on_commit() -> None:
    from social.intake import tasks

    bell.ring_on_commit(tasks.drain, tenant_id=str(require_tenant_id()))
