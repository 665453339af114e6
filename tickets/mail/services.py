"""accept keeps a mail before anybody is told that we have it; drain reads what was kept; retry lets one in again."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from helpdesk.lib import bell, clock
from tenants.files import services as files
from tenants.isolation.context import require_tenant_id, tenant_context
from tenants.membership.models import Member
from tenants.outbox import leases
from tenants.outbox.rules import WORKER_ENDED, backoff, tellable
from tickets.mail import intake, selectors
from tickets.mail.errors import LostLease, MailTooLarge, NotQuarantined, TooMany
from tickets.mail.models import Inbound
from tickets.mail.rules.fingerprint import fingerprint
from tickets.mail.selectors import Recipient

log = structlog.get_logger(__name__)
NULL_SENDER = "<>"
MAX_ATTEMPTS = 8  # with their pauses about an hour
FLOOD = gettext_noop("Too many mails from this sender within the hour.")


def accept(*, envelope_from: str | None, recipients: Iterable[str], raw: bytes) -> list[Inbound]:
    """Keep a mail for each of our mailboxes among the recipients; other recipients are passed over.

    Called outside any tenant. `envelope_from` is "" for the null sender of bounces, None when nobody knows it. The
    bytes are on disk and the rows committed when this returns, tenant by tenant; the same mail handed over again is
    the same row. Raises MailTooLarge, and OSError or DatabaseError when a tenant's part was not kept: then the sender
    must try again.
    """
    if len(raw) > settings.MAIL_IN_MAX_BYTES:
        raise MailTooLarge
    ours = sorted(selectors.first_recipients(recipients), key=lambda one: one.tenant.pk)
    key, kept = fingerprint(raw), []
    for tenant_id, group in groupby(ours, key=lambda one: one.tenant.pk):
        with tenant_context(tenant_id):
            kept += _keep(list(group), envelope_from, raw, key)
    return kept


def _keep(recipients: list[Recipient], envelope_from: str | None, raw: bytes, key: str) -> list[Inbound]:
    file = files.store(content=raw, media_type="message/rfc822")
    sender = "" if envelope_from is None else _printable(envelope_from)[:254] or NULL_SENDER
    rows = []
    for one in recipients:
        row, fresh = Inbound.objects.get_or_create(
            mailbox_id=one.mailbox_id,
            dedup_key=key,
            defaults={"raw": file, "envelope_from": sender, "envelope_to": one.address, "due_at": clock.now()},
        )
        rows.append(row)
        log.info("mail.accepted" if fresh else "mail.accepted_before", inbound=str(row.pk), size=len(raw))
    _ring_on_commit()
    return rows


def _printable(address: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in address)


def drain(*, limit: int = 50) -> int:
    """Read what waits in this tenant, at most `limit` mails. Returns how many were tried. Commits around each."""
    for done in range(limit):
        inbound = leases.claim(Inbound)
        if inbound is None:
            return done
        work(inbound=inbound)
    _ring()  # there may be more: let another tenant have its turn first
    return limit


def work(*, inbound: Inbound) -> None:
    """Read one claimed mail. It becomes a ticket or a reply, or is ignored, or waits, or goes to quarantine."""
    if inbound.attempts > MAX_ATTEMPTS:  # the tries before this one ended with their worker
        _quarantine(inbound, WORKER_ENDED)
        return
    try:
        with leases.kept(inbound):
            intake.take_in(inbound=inbound)
    except LostLease:
        log.info("mail.taken_over", inbound=str(inbound.pk))
    except TooMany:
        _quarantine(inbound, FLOOD)
    except Exception as error:  # a poison mail must not stop the rest
        log.exception("mail.crashed", inbound=str(inbound.pk), attempt=inbound.attempts)
        _wait(inbound, _printable(tellable(f"{type(error).__name__}: {error}")))


def _wait(inbound: Inbound, reason: str) -> None:
    if inbound.attempts >= MAX_ATTEMPTS:
        _quarantine(inbound, reason)
    else:
        leases.settle(inbound, reason=reason, due_at=clock.now() + backoff(inbound.attempts))


def _quarantine(inbound: Inbound, reason: str) -> None:
    if leases.settle(inbound, state=Inbound.State.QUARANTINED, reason=reason):
        log.warning("mail.quarantined", inbound=str(inbound.pk))


@transaction.atomic
def retry(*, inbound: Inbound, by: Member) -> Inbound:
    """Let a mail out of quarantine, to be read as if it had just come. Raises NotQuarantined."""
    inbound = Inbound.objects.select_for_update().get(pk=inbound.pk)
    if inbound.state != Inbound.State.QUARANTINED:
        raise NotQuarantined
    inbound.state, inbound.attempts, inbound.reason = Inbound.State.QUEUED, 0, ""
    inbound.due_at = inbound.released_at = clock.now()
    inbound.released_by = by
    inbound.save(update_fields=["state", "attempts", "reason", "due_at", "released_at", "released_by"])
    _ring_on_commit()
    return inbound


@transaction.atomic
def release(*, pk: UUID) -> None:
    """As `retry`, by an operator, who reads nothing of the mail. Raises NotQuarantined."""
    now = clock.now()
    rows = Inbound.objects.filter(pk=pk, state=Inbound.State.QUARANTINED)
    if not rows.update(state=Inbound.State.QUEUED, attempts=0, reason="", due_at=now, released_at=now):
        raise NotQuarantined
    _ring_on_commit()


def _ring() -> None:
    from tickets.mail import tasks

    bell.ring(tasks.drain, tenant_id=str(require_tenant_id()))


def _ring_on_commit() -> None:
    from tickets.mail import tasks

    bell.ring_on_commit(tasks.drain, tenant_id=str(require_tenant_id()))
