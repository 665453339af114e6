"""Give, within what the giver may; take back, once."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.membership.models import Member
from tickets.messages.models import Message
from tickets.recovery import books, budgets, ledger, limits, money, standing, vouchers
from tickets.recovery.errors import AlreadyReversed, CannotGive, KeyTaken, NoApology, NoLimit
from tickets.recovery.left import left as left
from tickets.recovery.models import Approval, Grant, Kind, Purpose, Recovery
from tickets.recovery.standing import Standing
from tickets.ticket import holding
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
    ticket, contact = recovery.ticket_id, holding.hold(recovery.ticket_id)
    stand = standing.of(recovery, key=key)
    wish = Grant(
        ticket_id=ticket, recovery=recovery, contact_id=contact, purpose=stand.purpose, kind=str(kind),
        currency=currency, amount=amount, given_by=by, approval=approval, message=message,
        public_reading=public_reading.strip(), key=key,
    )  # fmt: skip
    if stand.given is not None:
        return _same(Grant.objects.get(pk=stand.given), wish)
    _check(wish, stand)
    allowed = limits.current(member=by, purpose=wish.purpose, kind=wish.kind, currency=currency)
    if not any(limit.kind for limit in allowed):
        raise NoLimit
    wish.limits = [str(limit.pk) for limit in allowed]
    found = budgets.bounds(allowed, kind=wish.kind, member=by, ticket=ticket, contact=contact, day=stand.day)
    budgets.check(wish, found)
    holding.touch(ticket)
    timeline.record(ticket_id=ticket, verb="recovery.granted", by=by, **_facts(wish))
    books.enter(wish, found)  # late: others who give from the same budget wait from here to the commit
    if wish.kind == Kind.VOUCHER:
        vouchers.issue(wish)
    return wish


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


def _same(given: Grant, wish: Grant) -> Grant:
    """What was given under this key before. Raises KeyTaken when that was something else."""
    if any(getattr(given, name) != getattr(wish, name) for name in _SAME):
        raise KeyTaken
    return given


def _check(wish: Grant, stand: Standing) -> None:
    wrong = (
        (not 0 < len(wish.key) <= _LONGEST_KEY, _("A grant needs a key of its own."), "key"),
        (wish.kind not in Kind.values, _("There is no such kind."), "kind"),
        (not money.is_known(wish.currency), _("Write a currency's code of three letters."), "currency"),
        (not 0 < wish.amount <= money.MOST, _("Write an amount above zero."), "amount"),
        (len(wish.public_reading) > _LONGEST_READING, _("Say it in at most 300 characters."), "public_reading"),
        (stand.is_closed, _("This recovery is closed. Open a new one first."), ""),
        (_is_elsewhere(wish), _("These words belong to another ticket."), "message"),
    )
    for is_wrong, said, field in wrong:
        if is_wrong:
            raise CannotGive(said, field)
    _check_approval(wish)
    if wish.purpose == Purpose.REPAIR and not stand.has_apology:
        raise NoApology


def _is_elsewhere(wish: Grant) -> bool:
    return wish.message is not None and wish.message.ticket_id != wish.ticket_id


def _check_approval(wish: Grant) -> None:
    """What was decided is what is given, by the one who decided, who is another person than the one who asked."""
    if wish.approval_id is None:
        return
    asked = Approval.objects.get(pk=wish.approval_id)  # as it is under the ticket's lock
    decided = (asked.recovery_id, asked.kind, asked.currency, asked.granted)
    if asked.state != Approval.State.APPROVED or asked.decided_by_id != wish.given_by_id:
        raise CannotGive(_("Another person has to decide this."), "approval")
    if decided != (wish.recovery_id, wish.kind, wish.currency, wish.amount):
        raise CannotGive(_("This is not what was asked for."), "approval")
    if Grant.objects.filter(approval=asked).exists():
        raise CannotGive(_("This approval was used before."), "approval")


def _facts(row: Grant) -> dict[str, str | int]:
    return {"grant": str(row.pk), "kind": row.kind, "currency": row.currency, "amount": row.amount}
