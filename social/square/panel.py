"""What the square adds to the other pages of the console: the author beside a ticket, figures, a place in the rail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from social.accounts import selectors as accounts
from social.mentions import likeness
from social.mentions import selectors as mentions
from social.mentions.likeness import Suggestion
from social.mentions.models import Author, Conversation, Mention
from social.square import rows, rules, words
from tenants.membership.models import Member
from tickets.ticket.models import Channel, Ticket
from tickets.workspace.registry import Figure, Place

MOST_SAID = 5
RECENT = 20


@dataclass(frozen=True, slots=True)
class Told:
    """The author of a ticket, with what else he said lately."""

    author: Author
    network: str
    icon: str
    handle: str
    url: str
    followers: str
    said: Sequence[Mention]
    has_more: bool
    suggestions: Sequence[Suggestion]
    may_link: bool


def section(viewer: Member, ticket: Ticket) -> tuple[str, Told] | None:
    """Who speaks to us on a network. Other tickets are not asked."""
    if ticket.channel != Channel.SOCIAL or not viewer.may("mentions.see"):
        return None
    talks = Conversation.objects.filter(ticket=ticket).select_related("author__contact", "author__matched_by")
    talk = talks.order_by("created_at", "id").first()
    return ("social/square/_author.html", _told(viewer, talk.author, ticket)) if talk else None


def figures(viewer: Member, now: datetime) -> list[Figure]:
    """What waits in public; what waits too long; for who can mend it, the accounts that fell silent."""
    found = []
    if viewer.may("mentions.see"):
        counts, queue = mentions.counts(viewer, now=now), reverse("square:queue")
        found = [
            Figure(_("Unanswered in public"), counts.open, queue, "megaphone"),
            Figure(_("Late in public"), counts.late, queue, "timer", is_late=counts.late > 0),
        ]
    if viewer.may("accounts.see") and (silent := accounts.to_connect_again().count()):
        page = reverse("square:settings-accounts")
        found.append(Figure(_("Accounts to connect again"), silent, page, "plug", is_late=True))
    return found


def rail(viewer: Member) -> list[Place]:
    if not viewer.may("mentions.see"):
        return []
    waiting = Mention.objects.filter(settled_at__isnull=True).order_by()[: mentions.MOST_COUNTED].count()
    return [Place("square", pgettext("the public square", "Square"), "megaphone", reverse("square:queue"), waiting)]


def settings_pages(viewer: Member) -> list[Place]:
    if not viewer.may("accounts.see"):
        return []
    label = _("Brands and accounts")
    return [Place("accounts", label, "megaphone", reverse("square:settings-accounts"))]


def _told(viewer: Member, author: Author, ticket: Ticket) -> Told:
    lately = mentions.history(viewer, author, limit=RECENT)
    said = [one for one in lately if one.ticket_id != ticket.pk]
    return Told(
        author=author,
        network=words.network(author.network),
        icon=words.icon(author.network),
        handle=f"@{author.handle.lstrip('@')}" if author.handle else "",
        url=rules.link(author.url),
        followers=rows.followers(author.followers),
        said=said[:MOST_SAID],
        has_more=len(said) > MOST_SAID or len(lately) == RECENT,
        suggestions=likeness.suggestions(viewer, author),
        may_link=viewer.may("mentions.act"),
    )
