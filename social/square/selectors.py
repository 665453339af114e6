"""Pages of mentions, each of a bounded cost however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from social.accounts.models import Brand, SocialAccount
from social.mentions import selectors as mentions
from social.mentions.models import Mention
from social.square.asked import Asked, Mark, Show
from tenants.membership.models import Member
from tickets.contacts import selectors as contacts
from tickets.contacts.models import Contact, Identity

PAGE = 30
MOST_FOUND = 8
OTHER = "other"

_ORDERS: dict[Show, tuple[tuple[str, bool], ...]] = {
    Show.WAITING: (("priority", True), ("due_at", False), ("id", False)),
    Show.ALL: (("created_at", True), ("id", True)),
    Show.SETTLED: (("settled_at", True), ("id", True)),
}
"""By which fields a part is read, and whether downwards. Each order is an index."""


@dataclass(frozen=True, slots=True)
class Page:
    """Mentions in reading order, with marks for the pages before and after; "" where there is none."""

    mentions: Sequence[Mention]
    newer: str = ""
    older: str = ""


def page(
    viewer: Member, asked: Asked, languages: Sequence[str], *, mark: Mark | None, backwards: bool, size: int = PAGE
) -> Page:
    """The page behind a mark. Going backwards it is the page before it. `languages` are those that have a name here."""
    backwards = backwards and mark is not None
    found = _take(viewer, asked, languages, mark, backwards=backwards, limit=size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    first, last = (str(_mark(asked.show, one)) for one in (found[0], found[-1]))
    newer = first if (more if backwards else mark is not None) else ""
    return Page(found, newer=newer, older=last if (backwards or more) else "")


def brands() -> list[Brand]:
    """Every brand, archived ones too: what was said of them stays."""
    return list(Brand.objects.order_by("name", "id")[:200])


def networks() -> list[str]:
    """Networks that this company has or had an account on."""
    return list(SocialAccount.objects.order_by("network").values_list("network", flat=True).distinct())


def contacts_like(viewer: Member, words: str) -> list[Contact]:
    """Contacts by a part of their name or of an address."""
    at = Identity.objects.filter(value__icontains=words).values("contact")
    rows = contacts.visible_to(viewer).filter(Q(name__icontains=words) | Q(pk__in=at))
    return list(rows.order_by("-updated_at", "-id")[:MOST_FOUND]) if words else []


def _take(
    viewer: Member, asked: Asked, languages: Sequence[str], mark: Mark | None, *, backwards: bool, limit: int
) -> list[Mention]:
    order = [(field, down != backwards) for field, down in _ORDERS[asked.show]]
    rows = _narrowed(Mention.objects.all(), asked, languages)
    if mark is not None:
        rows = rows.filter(_beyond(order, mark))
    sorting = [f"-{field}" if down else field for field, down in order]
    # The page is cut before authors and posts are joined to it, so that no plan ever joins them to every mention.
    cut = rows.order_by(*sorting).values("pk")[:limit]
    return list(mentions.mentions_for(viewer).filter(pk__in=cut).order_by(*sorting))


def _narrowed(rows: QuerySet[Mention], asked: Asked, languages: Sequence[str]) -> QuerySet[Mention]:
    if asked.show is not Show.ALL:
        rows = rows.filter(settled_at__isnull=asked.show is Show.WAITING)
    if asked.brand:
        rows = rows.filter(brand=asked.brand)
    if asked.network:
        rows = rows.filter(post__network=asked.network)
    if asked.found:
        rows = rows.filter(is_tagged=asked.found == "tagged")
    if asked.intent:
        rows = rows.filter(intent=asked.intent)
    if asked.language == OTHER:
        return rows.exclude(_in(languages))
    return rows.filter(_in([asked.language])) if asked.language else rows


def _in(languages: Sequence[str]) -> Q:
    """In one of the languages, in whatever letters."""
    found = Q(language__in=languages)
    for code in languages:
        found |= Q(language__startswith=f"{code}-")
    return found


def _beyond(order: Sequence[tuple[str, bool]], mark: Mark) -> Q:
    """Strictly behind the mark; the first condition lets the index start there."""
    values: dict[str, Any] = {"priority": mark.priority, "id": mark.id}
    found, same = Q(), Q()
    for field, down in order:
        value = values.get(field, mark.at)
        found |= same & Q(**{f"{field}__{'lt' if down else 'gt'}": value})
        same &= Q(**{field: value})
    field, down = order[0]
    return Q(**{f"{field}__{'lte' if down else 'gte'}": values.get(field, mark.at)}) & found


def _mark(show: Show, mention: Mention) -> Mark:
    settled_at = mention.settled_at or mention.created_at
    at = {Show.WAITING: mention.due_at, Show.ALL: mention.created_at, Show.SETTLED: settled_at}[show]
    return Mark(show, mention.priority, at, mention.pk)
