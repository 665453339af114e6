"""What each page of the square is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.web.numbers import short
from social.mentions import likeness
from social.mentions import selectors as mentions
from social.mentions.models import Author, Intent, Mention
from social.publishing import words as publishing
from social.square import asked as asking
from social.square import rows, rules, selectors, words
from social.square.asked import Asked, Show
from social.square.forms import ThankForm
from social.triage import panel as triage
from tenants.membership.models import Member
from tickets.messages.registry import Finding

CODES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    here: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the queue: a list to choose from."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    newer: str
    older: str


def queue(viewer: Member, query: QueryDict, *, now: datetime) -> dict[str, Any]:
    """One page of what was said."""
    asked = asking.read(flat(query))
    mark = asking.read_mark(query.get("before") or query.get("after") or "", asked.show)
    page = selectors.page(viewer, asked, CODES, mark=mark, backwards="before" in query)
    brands = selectors.brands()
    return {
        "here": "square",
        "asked": asked,
        "tabs": _tabs(viewer, asked, now),
        "choices": _choices(asked, [(str(brand.pk), brand.name) for brand in brands]),
        "rows": [rows.row(one, viewer=viewer, now=now, brands=len(brands)) for one in page.mentions],
        "pager": Pager(
            asked.query(before=page.newer) if page.newer else "", asked.query(after=page.older) if page.older else ""
        ),
        "back": asked.query().removeprefix("?"),
        "reasons": words.DISMISSALS.items(),
    }


def mention(
    viewer: Member, found: Mention, *, now: datetime, form: ThankForm | None = None, stopped: Sequence[Finding] = ()
) -> dict[str, Any]:
    """One post, why it stands where it stands, and what became of it. `stopped` is what a guard found in the thanks."""
    row = rows.row(found, viewer=viewer, now=now, brands=2, whole=True)
    return {
        "here": "square",
        "mention": found,
        "row": row,
        "form": form or (ThankForm(initial={"text": row.thanks}) if row.may_thank else None),
        "stopped": stopped,
        "may_override": viewer.may("guard.override"),
        "why": triage.of(found, viewer),
        "wordings": mentions.wordings([found.post_id]).get(found.post_id, []),
        "moves": mentions.moves_of(found),
        "why_not": publishing.why(found.way_reason) if found.way != "api" and found.way_reason else "",
        "next_step": publishing.next_step(found.way_reason) if found.way != "api" and found.way_reason else "",
        "reasons": words.DISMISSALS.items(),
        "author": found.post.author,
        "author_handle": row.handle,
    }


def author(viewer: Member, found: Author, *, now: datetime, find: str = "") -> dict[str, Any]:
    """Who it is, what he said that concerned us, and which contact he may be."""
    said = mentions.history(viewer, found, limit=selectors.PAGE)
    return {
        "here": "square",
        "author": found,
        "network": words.network(found.network),
        "icon": words.icon(found.network),
        "url": rules.link(found.url),
        "followers": "" if found.followers is None else short(found.followers),
        "handles": mentions.former_handles(found),
        "rows": [rows.row(one, viewer=viewer, now=now, brands=2) for one in said],
        "suggestions": likeness.suggestions(viewer, found),
        "find": find,
        "found": selectors.contacts_like(viewer, find),
        "may_link": viewer.may("mentions.act"),
        "is_ours_to_say": found.matched_by_id is not None,
    }


def flat(query: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in query.items()}


def _tabs(viewer: Member, asked: Asked, now: datetime) -> list[Tab]:
    queue, counts = reverse("square:queue"), mentions.counts(viewer, now=now)
    labels = {
        Show.WAITING: (pgettext("mentions", "Waiting"), counts.open),
        Show.ALL: (_("All"), None),
        Show.SETTLED: (pgettext("mentions", "Settled"), None),
    }
    return [
        Tab(label, queue + asked.part(show).query(), show is asked.show, count)
        for show, (label, count) in labels.items()
    ]


def _choices(asked: Asked, brands: Sequence[tuple[str, str]]) -> list[Choice]:
    """A list that would offer one thing only is left out."""
    networks = [(name, words.network(name)) for name in selectors.networks()]
    found = [("tagged", _("tagged us")), ("named", _("not tagged"))]
    intents = [(value, str(label)) for value, label in Intent.choices]
    languages = [*settings.LANGUAGES, (selectors.OTHER, pgettext("language", "another"))]
    offered = [
        ("intent", _("Intent"), asked.intent, intents),
        ("found", pgettext("how a mention was found", "Found"), asked.found, found),
        ("network", _("Network"), asked.network, networks),
        ("brand", pgettext("a company's name in public", "Brand"), str(asked.brand or ""), brands),
        ("language", _("Language"), asked.language, languages),
    ]
    return [
        Choice(name, label, [(value, text, value == chosen) for value, text in options], name == "intent")
        for name, label, chosen, options in offered
        if len(options) > 1 or chosen
    ]
