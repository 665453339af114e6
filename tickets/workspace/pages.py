"""What each page of the console is made of, composed from the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.web import charts
from tenants.membership import selectors as membership
from tenants.membership.models import Member
from tickets.contacts.models import Contact
from tickets.messages import selectors as messages
from tickets.messages.models import Message
from tickets.search import selectors as search
from tickets.sla.models import SlaClock
from tickets.ticket import selectors as tickets
from tickets.ticket.models import Priority, Ticket
from tickets.timeline import selectors as timeline
from tickets.workspace import (
    composing,
    conversation,
    deadlines,
    label_forms,
    lanes,
    picker,
    promises,
    registry,
    rows,
    selectors,
    sentences,
    snoozes,
)
from tickets.workspace import today as figures
from tickets.workspace.forms import THEN, ComposerForm
from tickets.workspace.segments import Segment, read_mark

LISTED_BESIDE = 30
TICKETS_OF_CONTACT = 30
RECENTLY_SAID, MOST_SAID = 50, 2000
KNOWN_TO_PAGE = 8  # the newest changes a ticket page shows already: the stream need not tell it again


@dataclass(frozen=True, slots=True)
class Tab:
    """One segment of the inbox."""

    segment: Segment
    label: str
    url: str
    count: int | None
    here: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the pages before and after are; "" where there is none."""

    newer: str
    older: str


def today(viewer: Member, *, now: datetime, rtl: bool) -> dict[str, Any]:
    minutes = figures.answers_today(now)
    week = figures.week(now)
    longest = figures.next_due(viewer)
    return {
        "greeting": figures.greeting(viewer.name, now),
        "answers": len(minutes),
        "strip": charts.response_strip(minutes, rtl=rtl),
        "typical": figures.typical(minutes),
        "columns": charts.columns(week.days, rtl=rtl),
        "day": week.today,
        "waiting": figures.waiting(viewer),
        "rows": rows.rows(longest, viewer=viewer, now=now, chips=False),
        "oldest": figures.waited(longest, now),
        "promises": promises.dial(viewer, now),
        "figures": [
            *promises.asked_again(viewer),
            *(figure for _name, count in registry.figures for figure in count(viewer, now)),
        ],
    }


def inbox(viewer: Member, query: QueryDict, counts: selectors.Counts, *, now: datetime) -> dict[str, Any]:
    """One page of a segment, or what a search found."""
    words = query.get("q", "").strip()[:200]
    if words:
        return _found(viewer, words, counts, now)
    segment = Segment.named(query.get("show", ""))
    backwards = "before" in query
    mark = read_mark(query.get("before") or query.get("after") or "")
    page = selectors.page(selectors.streams(viewer, segment), mark=mark, backwards=backwards)
    return {
        "here": segment.value,
        "segment": segment,
        "tabs": _tabs(counts, segment),
        "groups": _groups(segment, rows.rows(page.tickets, viewer=viewer, now=now)),
        "pager": _pager(segment, page),
    }


def beside(viewer: Member, ticket: Ticket, *, now: datetime) -> list[rows.Row]:
    """The list beside an open ticket; the ticket itself is marked."""
    page = selectors.page(selectors.streams(viewer, Segment.ALL), size=LISTED_BESIDE)
    return rows.rows(page.tickets, viewer=viewer, now=now, here=ticket.pk, chips=False)


def ticket(
    viewer: Member,
    ticket: Ticket,
    *,
    now: datetime,
    form: ComposerForm | None = None,
    whole: bool = False,
    flat: bool = False,
    moved: Sequence[Message] = (),
) -> dict[str, Any]:
    """Thread, composer and panel of one ticket; of a long thread the newest messages, or the whole of it.

    What has `moved` the thread while a reply was written stands apart, between the thread and the composer. A page that
    was opened `flat`, before anything had been said in public, stays so while it is open.
    """
    said = messages.thread(ticket, limit=MOST_SAID if whole else RECENTLY_SAID)
    apart = {message.pk for message in moved}
    seen_before = [message for message in said if message.pk not in apart]
    marks = conversation.marks(ticket, [*said, *moved])
    clocks = deadlines.of(ticket)
    spine = conversation.spine(seen_before, ticket, viewer=viewer, now=now, marks=marks, clocks=clocks)
    parted = None if flat else lanes.of(viewer, ticket, spine)
    return {
        "here": "all",
        "ticket": ticket,
        "rows": beside(viewer, ticket, now=now),
        "spine": spine,
        "lanes": parted,
        "moved": conversation.views(moved, ticket, viewer=viewer, marks=marks),
        "part_query": _part_query(ticket, whole=whole, is_flat=parted is None),
        "has_earlier": not whole and len(said) == RECENTLY_SAID,
        "tape": deadlines.tape(ticket, now=now),
        "composer": composing.composer(viewer, ticket, [*said, *moved], form),
        "then_choices": THEN,
        **picker.context(viewer, ticket),
        **panel(viewer, ticket, now=now, clocks=clocks),
    }


def _part_query(ticket: Ticket, *, whole: bool, is_flat: bool) -> str:
    """With what an open page asks for itself again. It stays in one lane even if something is said in public now."""
    asked = {"whole": whole, "flat": is_flat and ticket.channel in registry.voices}
    query = urlencode({name: 1 for name, is_wanted in asked.items() if is_wanted})
    return f"?{query}" if query else ""


def panel(viewer: Member, ticket: Ticket, *, now: datetime, clocks: Sequence[SlaClock] | None = None) -> dict[str, Any]:
    """What stands beside the thread: clocks, properties, the person, what happened."""
    events = timeline.latest(viewer, ticket.pk)
    return {
        "ticket": ticket,
        "may_change": viewer.may("ticket.change"),
        "vow": rows.vow_of(ticket, now),
        "clocks": deadlines.clocks(deadlines.of(ticket) if clocks is None else clocks, now=now),
        "statuses": label_forms.status_groups(ticket),
        "status": label_forms.status_value(ticket),
        "categories": list(tickets.categories()),
        "priorities": Priority.choices,
        "snoozes": snoozes.offers() if viewer.may("ticket.snooze") and ticket.solved_at is None else (),
        "members": list(membership.members()),
        "teams": list(membership.teams()),
        "tags": selectors.tags_of([ticket]).get(ticket.pk, []),
        "identities": list(ticket.requester.identities.order_by("created_at")),
        "tickets_of_contact": selectors.visible_to(viewer).filter(requester=ticket.requester).order_by().count(),
        "reasons": [section for _name, make in registry.reasons if (section := make(viewer, ticket))],
        "sections": [section for _name, make in registry.sections if (section := make(viewer, ticket))],
        "lines": sentences.lines(events),
        "seen": [event.pk for event in events[:KNOWN_TO_PAGE]],
    }


def contact(viewer: Member, contact: Contact, *, now: datetime) -> dict[str, Any]:
    """One person and everything we had with them, the newest first."""
    tickets = selectors.of_contact(viewer, contact, limit=TICKETS_OF_CONTACT)
    return {
        "here": "contacts",
        "contact": contact,
        "may_change": viewer.may("contacts.change"),
        "rows": rows.rows(tickets, viewer=viewer, now=now),
    }


def _found(viewer: Member, words: str, counts: selectors.Counts, now: datetime) -> dict[str, Any]:
    found = rows.rows(search.find(viewer, words), viewer=viewer, now=now)
    groups = [rows.Group("found", _("Found"), "", found)] if found else []
    tabs = _tabs(counts, None)
    return {"here": "", "segment": None, "query": words, "tabs": tabs, "groups": groups, "pager": Pager("", "")}


def _groups(segment: Segment, listed: list[rows.Row]) -> list[rows.Group]:
    if segment is Segment.SOLVED and listed:
        return [rows.Group("solved", pgettext("tickets", "Solved"), "", listed)]
    if segment is Segment.SNOOZED and listed:
        return [rows.Group("snoozed", pgettext("tickets", "Snoozed"), _("who wakes first stands first"), listed)]
    return rows.groups(listed)


def _tabs(counts: selectors.Counts, here: Segment | None) -> list[Tab]:
    inbox = reverse("workspace:inbox")
    labels = {
        Segment.ALL: (_("All"), counts.open),
        Segment.MINE: (_("Mine"), counts.mine),
        Segment.UNOWNED: (_("No owner"), counts.unowned),
        Segment.WAITING: (_("Waiting"), counts.waiting),
        Segment.SNOOZED: (pgettext("tickets", "Snoozed"), None),
        Segment.SOLVED: (pgettext("tickets", "Solved"), None),
    }
    return [
        Tab(segment, label, inbox if segment is Segment.ALL else f"{inbox}?show={segment}", count, segment is here)
        for segment, (label, count) in labels.items()
    ]


def _pager(segment: Segment, page: selectors.Page) -> Pager:
    def link(side: str, mark: str) -> str:
        return "?" + urlencode({"show": segment.value, side: mark}) if mark else ""

    return Pager(newer=link("before", page.newer), older=link("after", page.older))
