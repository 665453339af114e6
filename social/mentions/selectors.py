from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from social.mentions.models import Author, HandleChange, Mention, Move, Revision, State
from tenants.membership.models import Member
from tickets.messages.models import Message

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits, and what of it waits too long. Each stops at 100."""

    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `total` mentions that called for a word, so many wait for it still."""

    unanswered: int
    total: int

    @property
    def share(self) -> float:
        return self.unanswered / self.total if self.total else 0.0


def mentions_for(viewer: Member) -> QuerySet[Mention]:
    """With all that a row shows of them. In no order yet."""
    rows = Mention.objects.all() if viewer.may("mentions.see") else Mention.objects.none()
    people = ("settled_by", "post__author__contact", "post__author__matched_by")
    return rows.select_related(*people, "brand", "ticket", "listener", "conversation__account")


def without_outcome(said: QuerySet[Message], at: datetime | None) -> QuerySet[Message]:
    """Of what customers said, what was not answered on the network or put aside; or was not yet, at that moment."""
    settled = Mention.objects.filter(message=OuterRef("pk"), settled_at__isnull=False)
    return said.filter(~Exists(settled.filter(settled_at__lte=at) if at else settled))


def with_wordings(rows: QuerySet[Mention]) -> QuerySet[Mention]:
    """With the later wordings of each post, the earliest first."""
    return rows.prefetch_related(Prefetch("post__revisions", queryset=Revision.objects.order_by("version_at")))


def get_for(viewer: Member, *, pk: UUID) -> Mention:
    """A mention that the viewer may see. Raises Http404."""
    mention = mentions_for(viewer).filter(pk=pk).first()
    if mention is None:
        raise Http404("mention")
    return mention


def waiting_for(viewer: Member) -> QuerySet[Mention]:
    """The queue: whatever has no outcome yet, the weightiest first."""
    return mentions_for(viewer).filter(settled_at__isnull=True).order_by("-priority", "due_at", "id")


def counts(viewer: Member, *, now: datetime) -> Counts:
    if not viewer.may("mentions.see"):
        return Counts(0, 0)
    waiting = Mention.objects.filter(settled_at__isnull=True)
    return Counts(_capped(waiting), _capped(waiting.filter(due_at__lt=now)))


def _capped(rows: QuerySet[Mention]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()


def rate(viewer: Member, *, since: datetime) -> Rate:
    """How much of what was said since a moment waits for an answer. What was put aside or taken back asks for none."""
    if not viewer.may("mentions.see"):
        return Rate(0, 0)
    said = Mention.objects.filter(created_at__gte=since).exclude(state__in=[State.DISMISSED, State.WITHDRAWN])
    found = said.aggregate(total=Count("id"), open=Count("id", filter=Q(settled_at__isnull=True)))
    return Rate(found["open"], found["total"])


def open_in(ticket_id: UUID) -> list[Mention]:
    """What waits in a ticket, the newest first."""
    rows = Mention.objects.filter(ticket=ticket_id, settled_at__isnull=True).select_related("post__author")
    return list(rows.order_by("-created_at", "-id")[:MOST_COUNTED])


def moves_of(mention: Mention) -> list[Move]:
    """Its steps, the first one first."""
    return list(Move.objects.filter(mention=mention).select_related("member").order_by("id")[:MOST_COUNTED])


def wordings(posts: Collection[UUID]) -> dict[UUID, list[Revision]]:
    """Later wordings by post, the earliest first."""
    found: dict[UUID, list[Revision]] = {}
    for revision in Revision.objects.filter(post__in=posts).order_by("version_at"):
        found.setdefault(revision.post_id, []).append(revision)
    return found


def of_messages(ticket_id: UUID, messages: Collection[UUID]) -> list[Mention]:
    """The mentions that some messages of a ticket are."""
    rows = Mention.objects.filter(ticket=ticket_id, message__in=messages)
    return list(rows.select_related("post__author", "conversation"))


def authors_for(viewer: Member) -> QuerySet[Author]:
    """Whoever is none of our own accounts. In no order yet."""
    rows = Author.objects.filter(account__isnull=True).select_related("contact", "matched_by")
    return rows if viewer.may("mentions.see") else rows.none()


def author_for(viewer: Member, *, pk: UUID) -> Author:
    """Raises Http404."""
    author = authors_for(viewer).filter(pk=pk).first()
    if author is None:
        raise Http404("author")
    return author


def history(viewer: Member, author: Author, *, limit: int = 20) -> Sequence[Mention]:
    """What somebody said that concerned us, and what became of it, the newest first."""
    return list(mentions_for(viewer).filter(post__author=author).order_by("-created_at", "-id")[:limit])


def former_handles(author: Author) -> list[HandleChange]:
    """Names somebody went by before, the last first."""
    return list(HandleChange.objects.filter(author=author).order_by("-until")[:20])
