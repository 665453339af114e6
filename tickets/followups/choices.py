"""The vow bar of the composer: times that are quickly promised, in the company's hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.web.clock import moment, weekday
from tenants.membership.models import Member
from tickets.calendars import selectors as calendars
from tickets.calendars import services as hours
from tickets.calendars.errors import NeverOpen, TooLong
from tickets.calendars.rules import Hours
from tickets.followups import rules, selectors
from tickets.followups.models import Promise
from tickets.ticket.models import Ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is the moment itself: what is read is what is promised, however long the page was open."""

    value: str
    label: str
    shown: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`owed` is what is promised already: an answer keeps it, another time moves it."""

    choices: Sequence[Choice]
    owed: Promise | None
    earliest: str


def bar(viewer: Member, ticket: Ticket, *, now: datetime) -> Bar | None:
    """None for who may promise nothing. Costs a query, and one more where something is promised."""
    if not viewer.may("followups.promise"):
        return None
    owed = selectors.owed_on(ticket) if ticket.promised_at is not None else None
    earliest = timezone.localtime(now).strftime("%Y-%m-%dT%H:%M")
    return Bar(quick(now), owed, earliest)


def quick(now: datetime) -> list[Choice]:
    company = calendars.hours(hours.default())
    try:
        found = rules.ahead(now, company)
    except (NeverOpen, TooLong):
        found = rules.ahead(now, Hours(company.zone))
    return [Choice(at.isoformat(), _label(key, at, now), moment(at, now=now)) for key, at in found.items()]


def _label(key: str, at: datetime, now: datetime) -> str:
    if key == rules.TWO_HOURS:
        soon = at - now <= timedelta(hours=2, minutes=5)
        return _("in 2 hours") if soon else _("in 2 working hours")
    if key == rules.TODAY:
        return _("today")
    if key == rules.NOON:
        is_tomorrow = timezone.localtime(at).date() - timezone.localtime(now).date() == timedelta(days=1)
        return _("tomorrow") if is_tomorrow else weekday(at)
    return _("in 3 days")
