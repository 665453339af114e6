"""What the pages of notifications are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tenants.membership.models import Member
from tickets.notifications import selectors, words
from tickets.notifications.forms import ChoiceForm
from tickets.notifications.models import Notification

UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Row:
    """One notification; `url` is where it leads."""

    row: Notification
    icon: str
    sentence: str
    url: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Pager:
    newer: str
    older: str


def listed(viewer: Member, query: QueryDict) -> dict[str, Any]:
    """One page, the newest first."""
    unread = query.get("show") == UNREAD
    backwards = "before" in query
    page = selectors.page(viewer, unread=unread, mark=_mark(query), backwards=backwards)
    return {
        "here": "notifications",
        "rows": [_row(row) for row in page.rows],
        "tabs": _tabs(unread),
        "unread": unread,
        "newest": page.rows[0].pk if page.rows else "",
        "has_unread": selectors.has_unread(viewer),
        "pager": Pager(_link(unread, "before", page.newer), _link(unread, "after", page.older)),
    }


def settings(viewer: Member, *, form: ChoiceForm | None = None) -> dict[str, Any]:
    form = form or ChoiceForm.of(selectors.ways(viewer), selectors.quiet_hours_of(viewer))
    return {"here": "settings", "door": "notifications", "form": form, "zone": selectors.zone().key}


def _row(row: Notification) -> Row:
    url = reverse("workspace:ticket", args=[row.ticket.number]) if row.ticket else ""
    return Row(row, words.ICONS[row.kind], words.sentence(row), url, row.kind in words.LATE)


def _tabs(unread: bool) -> Sequence[Tab]:
    url = reverse("notifications:notifications")
    return [
        Tab(_("All"), url, not unread),
        Tab(pgettext("notifications", "Unread"), f"{url}?show={UNREAD}", unread),
    ]


def _mark(query: QueryDict) -> UUID | None:
    """Where a page begins; a stranger's words show the first page."""
    try:
        return UUID(query.get("before") or query.get("after") or "")
    except ValueError:
        return None


def _link(unread: bool, side: str, mark: UUID | None) -> str:
    asked = {"show": UNREAD} if unread else {}
    return "?" + urlencode({**asked, side: mark.hex}) if mark else ""
