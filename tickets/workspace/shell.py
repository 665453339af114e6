"""The frame around each page of the console: what is lit, what the rail counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib import clock
from helpdesk.web import live
from helpdesk.web.clock import duration
from tenants.membership.models import Member
from tickets.recovery import access as requests
from tickets.workspace import registry, selectors
from tickets.workspace.segments import Segment
from tickets.workspace.settings import Door, doors


@dataclass(frozen=True, slots=True)
class RailItem:
    """One door of the rail; `desk` hides it where the rail is a phone's bottom bar."""

    key: str
    label: str
    icon: str
    url: str
    count: int | None = None
    desk: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """Company, clock, counters (each stopping at 100), when the next promise is due and in how long, settings."""

    company: str
    timezone: str
    now: datetime
    stream: str
    late: int
    risk: int
    unanswered: int
    news: int
    promise: datetime | None
    promise_left: SafeString | str
    rail: tuple[RailItem, ...]
    doors: Sequence[Door]
    may_change: bool
    may_create: bool


def context(request: HttpRequest) -> dict[str, object]:
    """Context processor: `shell`, asked for only by pages that stand in the frame."""
    if getattr(request, "member", None) is None:
        return {}
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def counts_of(request: HttpRequest) -> selectors.Counts:
    """The counters, counted once a request: frame and page show the same."""
    known: selectors.Counts | None = getattr(request, "_counts", None)
    if known is None:
        known = selectors.counts(request.member, now=clock.now())  # type: ignore[attr-defined]
        request._counts = known  # type: ignore[attr-defined]
    return known


def _shell(request: HttpRequest) -> Shell:
    member: Member = request.member  # type: ignore[attr-defined]
    company = request.company  # type: ignore[attr-defined]
    counts = counts_of(request)
    return Shell(
        company=company.name,
        timezone=company.timezone,
        now=timezone.localtime(clock.now()),
        stream=live.stream_of(request),
        late=counts.late,
        risk=counts.risk,
        unanswered=counts.unanswered,
        news=counts.news,
        promise=counts.promise,
        promise_left=duration((counts.promise - clock.now()).total_seconds() / 60) if counts.promise else "",
        rail=_rail(member, counts),
        doors=doors(member),
        may_change=member.may("ticket.change"),
        may_create=member.may("ticket.create"),
    )


def _rail(member: Member, counts: selectors.Counts) -> tuple[RailItem, ...]:
    inbox = reverse("workspace:inbox")

    def door(segment: Segment) -> str:
        return f"{inbox}?show={segment}"

    items = [
        RailItem("today", _("Today"), "gauge", reverse("workspace:today")),
        RailItem("all", _("Inbox"), "inbox", inbox, counts.open),
        RailItem("mine", _("Mine"), "user", door(Segment.MINE), counts.mine),
        RailItem("unowned", _("No owner"), "circle-dashed", door(Segment.UNOWNED), counts.unowned, desk=True),
        RailItem("solved", pgettext("tickets", "Solved"), "circle-check", door(Segment.SOLVED), desk=True),
    ]
    for _name, places in registry.rail:
        items += [RailItem(place.key, place.label, place.icon, place.url, place.count) for place in places(member)]
    if member.may("recovery.decide"):
        label, waiting = pgettext("compensation", "Approvals"), requests.count_to_decide(member)
        items.append(RailItem("approvals", label, "scale", reverse("recovery:approvals"), waiting, desk=not waiting))
    if member.may("contacts.see"):
        items.append(RailItem("contacts", _("Contacts"), "contact", reverse("workspace:contacts")))
    return tuple(items)
