"""Double entry: each posting moves an amount from one account to another and sums to zero. Nothing is ever changed."""

from tenants.isolation.ids import uuid7
from tenants.membership.models import Member
from tickets.recovery.models import Grant, LedgerEntry

_COST, _OWED, _SETTLED = LedgerEntry.Account.COST, LedgerEntry.Account.OWED, LedgerEntry.Account.SETTLED
VERBS = {"granted": (_COST, _OWED), "reversed": (_OWED, _COST), "redeemed": (_OWED, _SETTLED)}
"""What each verb moves: onto the first account, off the second."""


def sides(verb: str, amount: int) -> list[tuple[str, int]]:
    """Account and amount of the two entries."""
    onto, off = VERBS[verb]
    return [(str(onto), amount), (str(off), -amount)]


def post(grant: Grant, verb: str, *, by: Member) -> None:
    """Write the two sides of one posting. A verb is posted once of a grant: the database refuses a second."""
    posting = uuid7()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            posting=posting, grant=grant, account=account, currency=grant.currency, amount=amount, verb=verb, member=by
        )
        for account, amount in sides(verb, grant.amount)
    )
