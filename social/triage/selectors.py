from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q

from social.connectors.protocol import Kind
from social.mentions.models import Author, Mention, Via
from social.triage.models import Correction
from social.triage.rules import intent, priority
from social.triage.rules.intent import Reading
from social.triage.rules.priority import Facts, Weight

REMEMBERED = timedelta(days=30)
"""Who wrote within these days writes again."""


def reading(mention: Mention) -> Reading:
    """What the rules make of its words."""
    post = mention.post
    said = f"{post.title}\n{post.text}" if post.title else post.text
    return intent.read(said, hint=post.language, is_article=post.kind == Kind.ARTICLE)


def weight(mention: Mention, read: Reading, *, now: datetime) -> Weight:
    """How soon it needs somebody, by what is known now. Two queries."""
    earlier, unanswered = _before(mention)
    author = mention.post.author
    waited = (mention.settled_at or now) - mention.created_at
    return priority.weigh(
        Facts(
            intent=mention.intent,
            is_severe=read.is_severe,
            needs=intent.serious(read.needs, mention.intent),
            waited_minutes=int(waited.total_seconds()) // 60,
            target_minutes=mention.brand.target_minutes,
            earlier=earlier,
            unanswered=unanswered,
            is_known=author is not None and _is_known(author),
            followers=author.followers if author else None,
        )
    )


def _before(mention: Mention) -> tuple[int, int]:
    """How often its author wrote to the brand before, and how often nobody answered. A chat is one conversation."""
    earlier = Mention.objects.filter(
        post__author=mention.post.author_id,
        brand=mention.brand_id,
        created_at__lt=mention.created_at,
        created_at__gte=mention.created_at - REMEMBERED,
    )
    found = earlier.aggregate(
        public=Count("id", filter=~Q(via=Via.DIRECT)), unanswered=Count("id", filter=Q(settled_at__isnull=True))
    )
    return found["public"], found["unanswered"]


def _is_known(author: Author) -> bool:
    """Somebody recognised him, or we know how to reach him; a contact alone is made for everybody who writes."""
    contact = author.contact
    return contact is not None and (author.matched_by_id is not None or contact.identities.exists())


def later_ones(mention: Mention) -> Iterable[Mention]:
    """What its author said to the brand after it, that still waits."""
    rows = Mention.objects.filter(
        post__author=mention.post.author_id,
        brand=mention.brand_id,
        settled_at__isnull=True,
        created_at__gt=mention.created_at,
    )
    return rows.select_related("post__author__contact", "brand", "ticket").order_by("pk")[:50]


def is_language_given(mention: Mention) -> bool:
    """Whether a person said in which language it is."""
    return Correction.objects.filter(mention=mention, field=Correction.Field.LANGUAGE).exists()
