"""A post was taken back: what was made of its words goes too. What was counted stays."""

from django.db import transaction

from social.connectors.errors import Code
from social.mentions.models import Intent, Mention, Post, State
from social.mentions.services import moves
from social.mentions.services import tickets as ticketing
from tickets.messages import rewording


@transaction.atomic(savepoint=False)  # inside a service that has one
def withdraw(*, post: Post) -> None:
    """Every mention of it: those that wait are withdrawn, an outcome stays. The post is locked."""
    for mention in Mention.objects.filter(post=post).select_related("message__ticket").order_by("id"):
        forget(mention=mention)


@transaction.atomic(savepoint=False)  # inside a service that has one
def forget(*, mention: Mention) -> Mention:
    """Nothing that was read out of the words is kept. The ticket is locked before the mention."""
    at = mention.post.deleted_at
    if at is None:
        return mention
    if mention.message is not None:
        rewording.withdraw(message=mention.message, at=at)
    mention = moves.lock(mention)
    mention.hits, mention.reasons, mention.priority = [], [], 0
    if mention.settled_at is None:
        mention.intent, mention.language = Intent.UNSURE, ""
        mention.way, mention.way_reason = "none", Code.TARGET_GONE
    told = ["hits", "reasons", "priority", "intent", "language", "way", "way_reason", "updated_at"]
    mention.save(update_fields=told)
    if mention.settled_at is None:
        mention = moves.move(mention=mention, to=State.WITHDRAWN)
    if mention.ticket is not None:
        ticketing.weigh(ticket=mention.ticket)
    return mention
