"""A reply is handed to its network: once, whatever dies in between.

What a try may have left is looked for before the next one: the note that a try began is committed before the network
is asked, the note of how it ended after it. Keys are opened for the calls only; no transaction is open meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from helpdesk.lib import clock
from social.accounts import selectors as accounts
from social.accounts import services as account_services
from social.accounts.models import SocialAccount
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import AccountRef, Audience, Connector, Draft, Published
from social.publishing import rules, settling, words
from social.publishing.models import Outgoing
from social.publishing.rules import NO_ACCOUNT, PAUSED, Verdict
from tenants.outbox.errors import EffectFailed

log = structlog.get_logger(__name__)
State = Outgoing.State
Status = SocialAccount.Status


@dataclass(frozen=True, slots=True)
class Try:
    """One try: what to publish, where, and whether an earlier try may have done it. `since`: when the first began."""

    outgoing: Outgoing
    connector: Connector
    draft: Draft
    is_unclear: bool
    since: datetime


def send(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler. Raises EffectFailed. Returns without a result where the account must be let in again first."""
    begun = _begin(UUID(key.partition("/")[0]))
    if begun is None:
        return
    try:
        account = accounts.ref(begun.outgoing.account)
        found = _look(begun, account) or begun.connector.publish(account, begun.draft)
    except NetworkError as error:
        _not_done(begun.outgoing, error)
        return
    settling.published(begun.outgoing, found)


def give_up(key: str, payload: dict[str, Any], reason: str) -> None:
    """Outbox dead letter: the ticket is our turn again, with the reason."""
    outgoing = Outgoing.objects.filter(pk=UUID(key.partition("/")[0])).first()
    if outgoing is not None:
        settling.failed(outgoing, words.NOT_KNOWN if outgoing.state in rules.UNCLEAR else reason)


@transaction.atomic
def _begin(pk: UUID) -> Try | None:
    """Note that a try begins; None when there is nothing to do, or the account must be let in first."""
    outgoing = _locked(pk)
    if outgoing is None or _waits(outgoing):
        return None
    is_unclear = outgoing.state in rules.UNCLEAR
    outgoing.state = State.AMBIGUOUS if is_unclear else State.SENDING
    outgoing.first_tried_at = outgoing.first_tried_at or clock.now()
    outgoing.save(update_fields=["state", "first_tried_at"])
    connector = accounts.connector_of(outgoing.account)
    return Try(outgoing, connector, _draft(outgoing), is_unclear, outgoing.first_tried_at)


def _locked(pk: UUID) -> Outgoing | None:
    """A reply that is on its way, and its account before it: who lets the account in again finds what waits for it."""
    rows = Outgoing.objects.select_related("account", "message", "conversation__author", "mention")
    known = rows.filter(pk=pk).first()
    if known is None:
        return None
    account = account_services.lock(known.account)
    outgoing = rows.select_for_update(of=("self",)).filter(pk=pk, state__in=rules.IN_FLIGHT).first()
    if outgoing is not None:
        outgoing.account = account
    return outgoing


def _waits(outgoing: Outgoing) -> bool:
    """Whether it must wait for the account. Raises EffectFailed for one that will not come back."""
    status = outgoing.account.status
    if status == Status.REMOVED:
        raise EffectFailed(words.WORDS[NO_ACCOUNT], permanent=True)
    if status != Status.ACTIVE:
        _note(outgoing, Code.AUTH_EXPIRED if status == Status.NEEDS_REAUTH else PAUSED)
    return bool(status != Status.ACTIVE)


def _draft(outgoing: Outgoing) -> Draft:
    return Draft(
        key=str(outgoing.pk),
        text=outgoing.text,
        audience=Audience(outgoing.audience),
        parent_native_id=outgoing.parent_native_id,
        parent_key=outgoing.parent_key,
        to=(outgoing.conversation.author.handle,),
        language=outgoing.message.language,
    )


def _look(begun: Try, account: AccountRef) -> Published | None:
    """What an earlier try left on the network. An answer that is no clear no leaves it as unclear as it was."""
    if not begun.is_unclear:
        return None
    try:
        found = begun.connector.find_published(account, begun.draft, begun.since)
    except NetworkError as error:
        is_open = rules.verdict(error) != Verdict.WAIT_FOR_ACCOUNT
        raise NetworkError(error.code, error.said, retry_after=error.retry_after, is_ambiguous=is_open) from error
    log.info("publishing.looked", outgoing=str(begun.outgoing.pk), is_found=found is not None)
    return found


def _not_done(outgoing: Outgoing, error: NetworkError) -> None:
    """Write down what the network said, then do as it means. Raises EffectFailed unless it waits for the account."""
    verdict = rules.verdict(error)
    if verdict == Verdict.WAIT_FOR_ACCOUNT and _wait_for_account(outgoing, error):
        return
    with transaction.atomic():
        now = _locked(outgoing.pk)
        if now is None:
            return
        _note(now, error.code, error.said, state=_after(now, verdict))
    raise EffectFailed(words.WORDS[error.code], permanent=verdict == Verdict.GIVE_UP, after=rules.wait(error))


@transaction.atomic
def _wait_for_account(outgoing: Outgoing, error: NetworkError) -> bool:
    """The reply waits until the account is let in again. False when it was, while we asked with the old keys."""
    now = _locked(outgoing.pk)
    if now is None:
        return True
    if now.account.sealed != outgoing.account.sealed:
        return False
    _note(now, error.code, error.said, state=_after(now, Verdict.WAIT_FOR_ACCOUNT))
    account_services.needs_reauth(account=now.account, reason=error.said)
    return True


def _after(outgoing: Outgoing, verdict: Verdict) -> str:
    """A clear no makes the next try a first one; where we were not even let in, what was unclear stays so."""
    if verdict == Verdict.LOOK_FIRST:
        return State.AMBIGUOUS
    is_kept = verdict == Verdict.WAIT_FOR_ACCOUNT and outgoing.state == State.AMBIGUOUS
    return State.AMBIGUOUS if is_kept else State.QUEUED


def _note(outgoing: Outgoing, code: str, said: str = "", *, state: str = "") -> None:
    outgoing.error_code, outgoing.error_said = code, said[:500]
    outgoing.state = state or outgoing.state
    outgoing.save(update_fields=["error_code", "error_said", "state"])
