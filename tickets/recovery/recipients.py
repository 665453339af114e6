"""Whoever something was given to stays the one who asks, unless a lead says otherwise."""

from django.utils.translation import gettext_lazy as _

from tenants.membership.models import Member
from tickets.recovery.models import Approval, Grant
from tickets.ticket.errors import RequesterStays
from tickets.ticket.models import Ticket


def check(ticket: Ticket, by: Member) -> None:
    """What a customer may be given in a period is counted by who asks. Raises RequesterStays."""
    if by.may("recovery.decide"):
        return
    given = Grant.objects.filter(ticket=ticket, reversed_at__isnull=True)
    asked = Approval.objects.filter(ticket=ticket, state=Approval.State.OPEN)
    if given.exists() or asked.exists():
        raise RequesterStays(
            _("Something was given on ticket #%(number)s, or is asked for: a lead has to say who the customer is.")
            % {"number": ticket.number}
        )
