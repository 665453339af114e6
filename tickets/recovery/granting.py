"""Give, within what the giver may; take back, once."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.membership.models import Member
from tickets.messages.models import Delivery, Message
from tickets.recovery import budgets, ledger, limits, money, vouchers
from tickets.recovery.errors import AlreadyReversed, CannotGive, KeyTaken, NoApology, NoLimit
from tickets.recovery.left import left as left
from tickets.recovery.models import Approval, Grant, Kind, Purpose, Recovery, RecoveryStep, Step
from tickets.ticket import services as tickets
from tickets.timeline import services as timeline

_SAME = ("recovery_id", "given_by_id", "kind", "currency", "amount", "approval_id", "public_reading")
_LONGEST_KEY, _LONGEST_READING = 120, 300


@transaction.atomic
def grant(
    *,
    recovery: Recovery,
    by: Member,
    kind: str,
    currency: str,
    amount: int,
    key: str,
    public_reading: str = "",
    message: Message | None = None,
    approval: Approval | None = None,
) -> Grant:
    """Give `amount` of the currency's smallest unit, charged to the limits of `by`. A repeat of `key` gives the same.

    Raises CannotGive, KeyTaken, NoApology, NoLimit, OverLimit; nothing is changed then.
    """
    ticket = tickets.lock(recovery.ticket)
    wish = Grant(
        ticket=ticket, recovery=Recovery.objects.get(pk=recovery.pk), contact_id=ticket.requester_id,
        purpose=recovery.purpose, kind=str(kind), currency=currency, amount=amount, given_by=by, approval=approval,
        message=message, public_reading=public_reading.strip(), key=key,
    )  # fmt: skip
    if (given := _given(wish)) is not None:
        return given
    if not 0 < len(key) <= _LONGEST_KEY:
        raise CannotGive(_("A grant needs a key of its own."), "key")
    _check(wish)
    limits.hold()
    allowed = limits.current(member=by, purpose=wish.purpose, kind=wish.kind, currency=currency)
    if not any(limit.kind for limit in allowed):
        raise NoLimit
    found = budgets.bounds(allowed, member=by, ticket=ticket.pk, contact=ticket.requester_id)
    budgets.check(wish, found)
    wish.limits = [str(limit.pk) for limit in allowed]
    _write(wish, by)
    budgets.spend(wish, found)  # last: others who give from the same budget wait from here to the commit
    return wish


def fits(*, member: Member, recovery: Recovery, kind: str, currency: str, amount: int) -> bool:
    """Whether the member could give this now without asking. Raises CannotGive, NoApology."""
    _check(
        Grant(
            ticket_id=recovery.ticket_id, recovery=recovery, purpose=recovery.purpose, kind=kind, currency=currency,
            amount=amount,
        )
    )  # fmt: skip
    rest = left(member=member, recovery=recovery, kind=kind, currency=currency)
    return rest.is_allowed and (rest.amount is None or amount <= rest.amount)


@transaction.atomic
def reverse(*, grant: Grant, by: Member, reason: str) -> Grant:
    """Take a grant back, once: what it was charged is free again. Raises AlreadyReversed, VoucherRedeemed."""
    tickets.touch(tickets.lock(grant.ticket))
    taken = Grant.objects.filter(pk=grant.pk, reversed_at__isnull=True).update(
        reversed_at=clock.now(), reversed_by=by, reversal_reason=reason.strip()[:300]
    )
    if not taken:
        raise AlreadyReversed
    grant = Grant.objects.get(pk=grant.pk)
    vouchers.void(grant)
    ledger.post(grant, "reversed", by=by)
    timeline.record(ticket_id=grant.ticket_id, verb="recovery.reversed", by=by, **_facts(grant))
    label = f"{grant.get_kind_display()} {money.plain(grant.amount, grant.currency)} {grant.currency}"
    audit.record(
        verb="recovery.reverse",
        actor=by,
        object_label=label,
        object_id=grant.pk,
        after={"reason": grant.reversal_reason},
    )
    budgets.give_back(grant)
    return grant


def _given(wish: Grant) -> Grant | None:
    """What was given under this key before. Raises KeyTaken when that was something else."""
    given = Grant.objects.filter(key=wish.key).first()
    if given is not None and any(getattr(given, name) != getattr(wish, name) for name in _SAME):
        raise KeyTaken
    return given


def _check(wish: Grant) -> None:
    wrong = (
        (wish.kind not in Kind.values, _("There is no such kind."), "kind"),
        (not money.is_known(wish.currency), _("Write a currency's code of three letters."), "currency"),
        (not 0 < wish.amount <= money.MOST, _("Write an amount above zero."), "amount"),
        (len(wish.public_reading) > _LONGEST_READING, _("Say it in at most 300 characters."), "public_reading"),
        (wish.recovery.closed_at is not None, _("This recovery is closed. Open a new one first."), ""),
        (_is_elsewhere(wish), _("These words belong to another ticket."), "message"),
    )
    for is_wrong, said, field in wrong:
        if is_wrong:
            raise CannotGive(said, field)
    _check_approval(wish)
    if wish.purpose == Purpose.REPAIR and not _has_apology(wish.recovery_id):
        raise NoApology


def _is_elsewhere(wish: Grant) -> bool:
    return wish.message is not None and wish.message.ticket_id != wish.ticket_id


def _check_approval(wish: Grant) -> None:
    """What was approved is what is given, or a part of it, by another person than the one who asked."""
    asked = wish.approval
    if asked is None:
        return
    same = (asked.recovery_id, asked.kind, asked.currency) == (wish.recovery_id, wish.kind, wish.currency)
    if not same or wish.amount > asked.asked:
        raise CannotGive(_("This is not what was asked for."), "approval")
    if asked.asked_by_id == wish.given_by_id:
        raise CannotGive(_("Another person has to decide this."), "approval")
    if Grant.objects.filter(approval=asked).exists():
        raise CannotGive(_("This approval was used before."), "approval")


def _has_apology(recovery_id: UUID) -> bool:
    """Whether a reply that was sent is marked as the apology."""
    done = RecoveryStep.objects.filter(recovery_id=recovery_id, step=Step.APOLOGISE)
    return done.filter(message__delivery=Delivery.SENT).exists()


def _write(wish: Grant, by: Member) -> None:
    try:
        wish.save(force_insert=True)
    except IntegrityError:  # the same key at the same time on another ticket: on one, the lock has put them in a row
        raise KeyTaken from None
    tickets.touch(wish.ticket)
    ledger.post(wish, "granted", by=by)
    if wish.kind == Kind.VOUCHER:
        vouchers.issue(wish)
    timeline.record(ticket_id=wish.ticket_id, verb="recovery.granted", by=by, **_facts(wish))


def _facts(row: Grant) -> dict[str, str | int]:
    return {"grant": str(row.pk), "kind": row.kind, "currency": row.currency, "amount": row.amount}
