"""ask wants more than one may give; another person decides; withdraw takes it back; expire ends what nobody decided."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.isolation.ids import uuid7
from tenants.membership.models import Member
from tickets.messages.errors import UnresolvedPlaceholder
from tickets.recovery import deciding, giving, granting, rules, words
from tickets.recovery.errors import (
    AlreadyAsked,
    AlreadyDecided,
    CannotGive,
    Closed,
    InsideLimit,
    MayNotDecide,
    NoAnswer,
    NoLimit,
    NoReason,
    NotAPart,
    NotYours,
    OverLimit,
    OwnRequest,
)
from tickets.recovery.models import Approval, Recovery
from tickets.ticket import services as tickets
from tickets.timeline import selectors as history
from tickets.timeline import services as timeline
from tickets.timeline.models import Event

State = Approval.State
BATCH = 200
LONGEST = 500


@transaction.atomic
def ask(
    *, recovery: Recovery, by: Member, kind: str, currency: str, amount: int, reason: str, said: str = ""
) -> Approval:
    """Ask another person for what is above one's own limit; `said` are the words for the customer.

    Raises Closed, NoApology, CannotGive, NoReason, InsideLimit, AlreadyAsked, UnresolvedPlaceholder.
    """
    tickets.touch(tickets.lock(recovery.ticket))
    recovery = Recovery.objects.select_related("ticket").get(pk=recovery.pk)
    _check_words(recovery, kind, reason, said)
    _check_is_above(recovery=recovery, by=by, kind=kind, currency=currency, amount=amount)
    if Approval.objects.filter(recovery=recovery, kind=kind, currency=currency, state=State.OPEN).exists():
        raise AlreadyAsked
    until = clock.now() + rules.EXPIRES_AFTER
    approval = Approval.objects.create(
        ticket=recovery.ticket,
        recovery=recovery,
        kind=kind,
        currency=currency,
        asked=amount,
        reason=reason.strip()[:LONGEST],
        words=said.strip(),
        asked_by=by,
        expires_at=until,
        next_at=until,
    )
    _ask_around(approval, by)
    return approval


def _ask_around(approval: Approval, by: Member) -> None:
    """Write down what is asked for, and who could say yes to it: of them the nearest are told."""
    wanted = {"kind": approval.kind, "currency": approval.currency, "amount": approval.asked}
    able = [str(member.pk) for member in deciding.able(approval)]
    asked = {"approval": str(approval.pk), "able": able, **wanted}
    timeline.record(ticket_id=approval.ticket_id, verb="recovery.asked", by=by, **asked)
    _note(approval, "ask", by, after={**wanted, "reason": approval.reason})


class _Undone(Exception):
    """What was tried is rolled back."""


def _check_is_above(**wish: Any) -> None:
    """Only giving itself knows every rule: so it is tried, and undone. Raises InsideLimit where it would be given."""
    try:
        with transaction.atomic():
            granting.grant(**wish, key=f"try:{uuid7()}")
            raise _Undone
    except (NoLimit, OverLimit):
        return
    except _Undone:
        raise InsideLimit from None


def _check_words(recovery: Recovery, kind: str, reason: str, said: str) -> None:
    if recovery.closed_at is not None:
        raise Closed
    if not reason.strip():
        raise NoReason
    if unknown := words.unknown(said, kind):
        raise UnresolvedPlaceholder(unknown)


@transaction.atomic
def decide(
    *,
    approval: Approval,
    by: Member,
    granted: int | None,
    answer: str = "",
    said: str | None = None,
    public_reading: str = "",
) -> Approval:
    """Give all of what was asked, or a part; None refuses, with an answer. Charged to the limits of who decides.

    `said` are other words for the customer. Raises MayNotDecide, OwnRequest, AlreadyDecided, NotAPart, NoAnswer,
    CannotGive where another customer would get it, and what `giving.give` raises: OverLimit when it is above his own
    limits too; then it stays open for somebody else.
    """
    approval = _locked(approval)
    _check_decision(approval, by, granted, answer)
    approval.decided_by, approval.decided_at, approval.granted = by, clock.now(), granted
    approval.answer = answer.strip()[:LONGEST]
    _end(approval, State.REFUSED if granted is None else State.APPROVED)
    if granted is not None:
        _give(approval, by, granted, said, public_reading)
    timeline.record(ticket_id=approval.ticket_id, verb="recovery.decided", by=by, **_news(approval))
    after = {"state": approval.state, "granted": granted, "answer": approval.answer}
    _note(approval, "decide", by, before={"asked": approval.asked}, after=after)
    return approval


def _check_decision(approval: Approval, by: Member, granted: int | None, answer: str) -> None:
    if not by.may("recovery.decide"):
        raise MayNotDecide
    if approval.asked_by_id == by.pk:
        raise OwnRequest
    if approval.state != State.OPEN or approval.expires_at <= clock.now():
        raise AlreadyDecided
    if granted is None and not answer.strip():
        raise NoAnswer
    if granted is not None and not 0 < granted <= approval.asked:
        raise NotAPart
    if granted is not None and history.was_done_since(approval.ticket_id, "ticket.requester", approval.asked_at):
        raise CannotGive(_("This is not what was asked for."))  # it would go to another customer


@transaction.atomic
def withdraw(*, approval: Approval, by: Member) -> Approval:
    """Whoever asked needs it no more. Raises NotYours, AlreadyDecided."""
    approval = _locked(approval)
    if approval.asked_by_id != by.pk:
        raise NotYours
    if approval.state != State.OPEN:
        raise AlreadyDecided
    _end(approval, State.WITHDRAWN)
    timeline.record(ticket_id=approval.ticket_id, verb="recovery.withdrawn", by=by, approval=str(approval.pk))
    _note(approval, "withdraw", by)
    return approval


@transaction.atomic
def expire(*, limit: int = BATCH) -> int:
    """End what nobody decided in time, at most `limit` requests. Returns how many. Safe to run twice, and at once."""
    due = Approval.objects.select_for_update(skip_locked=True).filter(next_at__lte=clock.now(), state=State.OPEN)
    rows = list(due.order_by("next_at", "id")[:limit])
    for row in rows:
        row.state, row.next_at = State.EXPIRED, None
    Approval.objects.bulk_update(rows, ["state", "next_at"])
    timeline.record_all([Event(ticket_id=row.ticket_id, verb="recovery.decided", data=_news(row)) for row in rows])
    return len(rows)


def _locked(approval: Approval) -> Approval:
    """The row as it is now; its ticket is locked before it, and told."""
    tickets.touch(tickets.lock(approval.ticket))
    found = Approval.objects.select_for_update(of=("self",)).select_related("ticket", "recovery", "asked_by")
    return found.get(pk=approval.pk)


def _end(approval: Approval, state: str) -> None:
    approval.state, approval.next_at = state, None
    approval.save(update_fields=["state", "next_at", "granted", "decided_by", "decided_at", "answer"])


def _give(approval: Approval, by: Member, granted: int, said: str | None, public_reading: str) -> None:
    """In the words of who asked, and in his name, unless others were written or he answers nobody any more."""
    is_his = said is None or said.strip() == approval.words
    author = approval.asked_by if is_his and approval.asked_by.may("messages.reply") else by
    giving.give(
        recovery=approval.recovery,
        by=by,
        kind=approval.kind,
        currency=approval.currency,
        amount=granted,
        key=f"approval:{approval.pk}",
        public_reading=public_reading,
        said=approval.words if said is None else said,
        author=author,
        approval=approval,
    )


def _news(approval: Approval) -> dict[str, Any]:
    """For whoever asked."""
    return {"approval": str(approval.pk), "state": str(approval.state), "to": [str(approval.asked_by_id)]}


def _note(
    approval: Approval,
    deed: str,
    by: Member,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        verb=f"recovery.{deed}",
        actor=by,
        object_label=f"#{approval.ticket.number}",
        object_id=approval.pk,
        before=before,
        after=after,
    )
