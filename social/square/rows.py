"""A mention as a row of the queue: who said what, how it was found, why it stands where it stands, by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from helpdesk.web import clock, runway
from helpdesk.web.numbers import counted_as, short
from helpdesk.web.runway import Bar, Tone
from social.listening.rules.marking import Mark
from social.mentions.models import Intent, Mention, State
from social.square import rules, words
from social.triage.words import Line, reasons
from tenants.membership.models import Member
from tickets.ticket.rules import AT_RISK_SHARE
from tickets.workspace.rows import Chip

MOST_REASONS = 4
_STATES = {State.FAILED: "late", State.MANUAL: "risk"}
_INTENTS = {Intent.COMPLAINT: "ink", Intent.PRAISE: "praise"}
_OPEN = (State.NEW, State.FAILED, State.MANUAL)


@dataclass(frozen=True, slots=True)
class Row:
    """What the queue shows of a mention. `left` is what remains, `left_for` what it remains for."""

    pk: UUID
    url: str
    who: str
    handle: str
    followers: str
    network: str
    icon: str
    is_private: bool
    is_open: bool
    pieces: Sequence[Mark]
    language: str
    chips: Sequence[Chip]
    intent: str
    intent_look: str
    intent_points: int
    reasons: Sequence[Line]
    priority: int
    tone: Tone
    bar: Bar | None
    left: SafeString | str
    left_for: str
    ticket: int | None
    is_praise: bool
    thanks: str
    thanks_language: str
    permalink: str
    may_act: bool
    may_thank: bool
    may_undo: bool


def row(mention: Mention, *, viewer: Member, now: datetime, brands: int = 1, whole: bool = False) -> Row:
    """`brands`: how many the company has; of one, nothing is said. `whole`: every word, not the first ones."""
    post, ticket = mention.post, mention.ticket
    bar = _bar(mention, now) if mention.settled_at is None else None
    shown, shown_for = _left(mention, now)
    may_act = viewer.may("mentions.act") and mention.state in _OPEN
    weighed = reasons(mention.reasons)
    return Row(
        pk=mention.pk,
        url=reverse("workspace:ticket", args=[ticket.number])
        if ticket
        else reverse("square:mention", args=[mention.pk]),
        **_author(mention),
        network=words.network(post.network),
        icon=words.icon(post.network),
        is_private=mention.conversation.is_private,
        is_open=mention.settled_at is None,
        pieces=_pieces(mention, whole=whole),
        language=mention.language.partition("-")[0],
        chips=_chips(mention, brands),
        intent=str(mention.get_intent_display()),
        intent_look=_INTENTS.get(Intent(mention.intent), "plain"),
        intent_points=sum(line.points for line in weighed if line.code == mention.intent),
        reasons=weighed if whole else _heaviest(weighed, besides=mention.intent),
        priority=mention.priority,
        tone=bar.tone if bar else Tone.PAUSED,
        bar=bar,
        left=shown,
        left_for=shown_for,
        ticket=ticket.number if ticket else None,
        is_praise=mention.intent == Intent.PRAISE,
        thanks=words.thanks(mention),
        thanks_language=words.language_of_thanks(mention),
        permalink=rules.link(post.url),
        may_act=may_act,
        may_thank=may_act and viewer.may("publishing.public") and _may_be_thanked(mention, whole=whole),
        may_undo=viewer.may("mentions.act") and mention.state == State.DISMISSED,
    )


def minutes_left(mention: Mention, now: datetime) -> float:
    return (mention.due_at - now).total_seconds() / 60


def followers(count: int | None) -> str:
    """`40 followers`, `1.2K followers`; "" where the network does not say."""
    if count is None:
        return ""
    said = ngettext("%(followers)s follower", "%(followers)s followers", counted_as(count))
    return said % {"followers": short(count)}


def _author(mention: Mention) -> dict[str, str]:
    author = mention.post.author
    if author is None:
        return {"who": _("Unknown"), "handle": "", "followers": ""}
    at = f"@{author.handle.lstrip('@')}" if author.handle and mention.post.network != "rss" else ""
    return {"who": str(author), "handle": at, "followers": followers(author.followers)}


def _pieces(mention: Mention, *, whole: bool) -> list[Mark]:
    post = mention.post
    if post.deleted_at is not None:
        return [Mark(_("Taken back by its author. We keep no words of it."))]
    said = rules.pieces(post.text, mention.hits, most=len(post.text) if whole else rules.SHOWN)
    title = [Mark(f"{post.title} · " if said else post.title)] if post.title else []
    return [*title, *said]


def _heaviest(lines: Sequence[Line], *, besides: str) -> list[Line]:
    """What is said in a row beside the intent, which stands there with its own points."""
    found = [line for line in lines if line.points and line.code != besides]
    return sorted(found, key=lambda line: -line.points)[:MOST_REASONS]


def _may_be_thanked(mention: Mention, *, whole: bool) -> bool:
    """A row offers thanks for praise and for what may be praise, the page for everything that can be answered."""
    worth = (Intent.PRAISE, Intent.UNSURE)
    return mention.way != "none" and (mention.intent in worth if not whole else mention.intent != Intent.SPAM)


def _chips(mention: Mention, brands: int) -> list[Chip]:
    chips = []
    if mention.state not in (State.NEW, State.WITHDRAWN):
        chips.append(Chip(str(mention.get_state_display()), _STATES.get(State(mention.state), "line")))
    if mention.state == State.DISMISSED:
        chips.append(Chip(words.dismissal(mention.reason)))
    chips.append(Chip(str(mention.get_via_display())))
    if brands > 1:
        chips.append(Chip(str(mention.brand), "tag"))
    return chips


def _bar(mention: Mention, now: datetime) -> Bar:
    goal = max(1, mention.brand.target_minutes)
    return runway.bar(minutes_left(mention, now), goal=goal, risk=goal * (1 - AT_RISK_SHARE))


def _left(mention: Mention, now: datetime) -> tuple[SafeString | str, str]:
    if mention.settled_at is None:
        left = minutes_left(mention, now)
        return clock.duration(left), pgettext("after a duration", "late") if left < 0 else _("to reply")
    return clock.moment(mention.settled_at, now=now), pgettext("after a time", "settled")
