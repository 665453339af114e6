"""Give something and tell the customer: in private, in one step, or not at all."""

from __future__ import annotations

from django.db import transaction

from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.contacts.rules import first_name
from tickets.messages import services as messages
from tickets.messages.models import Audience, Message
from tickets.recovery import granting, money, vouchers, words
from tickets.recovery.errors import Closed, KeyTaken
from tickets.recovery.models import Approval, Grant, Kind, Recovery
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket


@transaction.atomic
def give(
    *,
    recovery: Recovery,
    by: Member,
    kind: str,
    currency: str,
    amount: int,
    key: str,
    public_reading: str = "",
    said: str = "",
    author: Member | None = None,
    approval: Approval | None = None,
) -> Grant:
    """Grant it, and say so to the customer in the name of `author`. The same `key` again is the first grant.

    Without words nothing is said; a voucher is always sent. Raises Closed, what `granting.grant` raises, and what
    `messages.reply` raises for words to one person.
    """
    tickets.lock(recovery.ticket)
    recovery = Recovery.objects.select_related("ticket__requester").get(pk=recovery.pk)  # it may be closed meanwhile
    if known := Grant.objects.filter(key=key).first():
        return _same(known, recovery, by, (kind, currency, amount))
    if recovery.closed_at is not None:
        raise Closed
    grant = granting.grant(
        recovery=recovery,
        by=by,
        kind=kind,
        currency=currency,
        amount=amount,
        key=key,
        public_reading=public_reading,
        approval=approval,
    )
    _tell(grant, recovery.ticket, author or by, said)
    return grant


def _same(known: Grant, recovery: Recovery, by: Member, wish: tuple[str, str, int]) -> Grant:
    given = (known.recovery_id, known.given_by_id, known.kind, known.currency, known.amount)
    if given != (recovery.pk, by.pk, *wish):
        raise KeyTaken
    return known


def currency() -> str:
    """The company's own."""
    return str(tenancy.company().currency)


def default_words(ticket: Ticket, kind: str) -> str:
    """In the customer's language and by name, the places for sum and code still open."""
    return words.by_default(kind, _language(ticket), first_name(ticket.requester.name))


def _language(ticket: Ticket) -> str:
    """The customer's, else the company's."""
    return ticket.language or tenancy.company().language


def _tell(grant: Grant, ticket: Ticket, author: Member, said: str) -> Message | None:
    """Never in public: whoever reads along would take the code."""
    code = vouchers.code_of(grant.vouchers.get()) if grant.kind == Kind.VOUCHER else ""
    said = said.strip() or (default_words(ticket, grant.kind) if code else "")
    if not said:
        return None
    amount = money.said(grant.amount, grant.currency, _language(ticket))
    grant.message = messages.reply(
        ticket=ticket,
        by=author,
        body=words.filled(said, amount=amount, code=code),
        then=ticket.status if ticket.status != Status.NEW else Status.WAITING,
        audience=Audience.PERSON,
        language=ticket.language,
    )
    grant.save(update_fields=["message"])
    return grant.message
