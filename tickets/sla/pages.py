"""The settings pages of deadlines: all policies in their order and in words, one to change, one to archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.web import clock
from tenants.membership.models import Member
from tickets.calendars import selectors as calendars
from tickets.calendars import timetable
from tickets.calendars.models import Calendar
from tickets.sla import policies, rules, selectors
from tickets.sla.forms import PolicyForm
from tickets.sla.models import Metric, SlaPolicy
from tickets.sla.policies import TARGETS

ALL = SlaPolicy()
"""Asks nothing of a ticket."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy in words. `asked` is what it asks of a ticket, `targets` are by metric, "" for none.

    `hidden_by` stands above it and fits all of its tickets.
    """

    policy: SlaPolicy
    asked: Sequence[tuple[str, str]]
    targets: Sequence[tuple[str, SafeString | str]]
    is_around_the_clock: bool
    hidden_by: SlaPolicy | None


def listed(viewer: Member) -> dict[str, Any]:
    """`rest` is the one that takes whatever is left."""
    policies.current()  # a desk from before there were policies has none yet
    rows = list(selectors.visible_to(viewer).prefetch_related("calendar__days"))
    used = [row for row in rows if row.archived_at is None]
    return {
        **_frame(),
        "rows": [_row(policy, used[:place]) for place, policy in enumerate(used)],
        "archived": [row for row in rows if row.archived_at is not None],
        "rest": next((row for row in used if rules.covers(row, ALL)), None),
        "may_change": viewer.may("sla.change"),
        "may_see_hours": viewer.may("calendars.see"),
    }


def edited(form: PolicyForm, policy: SlaPolicy | None = None) -> dict[str, Any]:
    return {**_frame(), "form": form, "policy": policy, "times": [form[name] for name in TARGETS]}


def archiving(policy: SlaPolicy) -> dict[str, Any]:
    others = selectors.offered().exclude(pk=policy.pk)
    return {**_frame(), "policy": policy, "running": selectors.open_by(policy), "is_last": not others.exists()}


def _frame() -> dict[str, Any]:
    return {"here": "settings", "door": "deadlines"}


def _row(policy: SlaPolicy, above: Sequence[SlaPolicy]) -> PolicyRow:
    return PolicyRow(
        policy=policy,
        asked=_asked(policy),
        targets=[
            (str(metric.label), clock.working(minutes) if (minutes := getattr(policy, target)) else "")
            for metric, target in zip(Metric, TARGETS, strict=True)
        ],
        is_around_the_clock=_is_around_the_clock(policy.calendar),
        hidden_by=next((one for one in above if rules.covers(one, policy)), None),
    )


def _asked(policy: SlaPolicy) -> list[tuple[str, str]]:
    found = [
        (_("Channel"), policy.get_channel_display()),
        (_("Priority"), policy.get_priority_display()),
        (_("Team"), str(policy.team or "")),
        (pgettext("of a ticket", "Tag"), str(policy.tag or "")),
    ]
    return [(label, value) for label, value in found if value]


def _is_around_the_clock(calendar: Calendar) -> bool:
    """Nothing in it is closed, and nothing to come is."""
    today = calendars.today_of(calendar)
    otherwise = calendar.country or any(day.last >= today for day in calendar.days.all())
    return not otherwise and timetable.is_around_the_clock(calendar.week)
