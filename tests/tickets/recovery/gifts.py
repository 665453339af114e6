"""A ticket with something to make good, limits, and what is true of every ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.models import F, Sum

from helpdesk.lib import clock
from tenants.membership.models import Member
from tests.factories.canaries import checksums
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages.models import Message
from tickets.recovery import granting
from tickets.recovery.models import (
    Budget,
    Charge,
    Grant,
    LedgerEntry,
    Purpose,
    Recovery,
    RecoveryStep,
)


def sent(message: Message) -> Message:
    message.delivery, message.sent_at = "sent", clock.now()
    message.save(update_fields=["delivery", "sent_at"])
    return message


def make_recovery(by: Member, *, purpose: str = "gesture", apologised: bool = True, **ticket: Any) -> Recovery:
    """Open, on a new ticket; a repair with its apology sent. Needs a tenant."""
    about = make_ticket(**ticket)
    recovery = Recovery.objects.create(ticket=about, purpose=purpose, opened_by=by)
    if purpose == Purpose.REPAIR and apologised:
        apology = sent(make_reply(about, by, "We apologise: the mistake is ours."))
        RecoveryStep.objects.create(recovery=recovery, step="apologise", member=by, message=apology, at=clock.now())
    return recovery


def give(recovery: Recovery, by: Member, amount: int = 1000, *, key: str = "k", **said: Any) -> Grant:
    return granting.grant(
        recovery=recovery, by=by, amount=amount, key=key, **{"kind": "voucher", "currency": "SAR", **said}
    )


@contextmanager
def nothing_changes() -> Iterator[None]:
    """No row of any table of the current tenant does."""
    before = checksums()
    yield
    assert checksums() == before


def assert_sound() -> None:
    """What is true of every ledger at every moment."""
    for budget in Budget.objects.annotate(charged=Sum("charges__amount")):
        assert budget.spent == (budget.charged or 0)
        assert 0 <= budget.spent <= budget.ceiling
    postings = LedgerEntry.objects.values("posting").annotate(sum=Sum("amount"), sides=models.Count("pk"))
    assert all((row["sum"], row["sides"]) == (0, 2) for row in postings)
    cost = LedgerEntry.objects.filter(account="cost").aggregate(sum=Sum("amount"))["sum"] or 0
    given = Grant.objects.filter(reversed_at__isnull=True).aggregate(sum=Sum("amount"))["sum"] or 0
    assert cost == given
    assert not Charge.objects.exclude(amount__in=[F("grant__amount"), -F("grant__amount")]).exists()
