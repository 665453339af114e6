"""Praise is answered too: with words, where it was said."""

from django.db import transaction

from social.mentions.errors import IllegalMove, NewerWaits
from social.mentions.models import Intent, Mention, State
from social.mentions.services import moves
from social.mentions.services.tickets import open_ticket
from tenants.membership.models import Member
from tickets.messages import services as messages
from tickets.messages.models import Audience, Message
from tickets.ticket.models import Status


@transaction.atomic
def thank(*, mention: Mention, by: Member, body: str, despite: str = "") -> Message:
    """Answer praise where it was said. It counts as thanked when the words are published, not before.

    A like on the network's own page is not seen here and settles nothing. Raises IllegalMove for a mention that does
    not wait, NewerWaits where something newer does, and whatever messages.services.reply raises.
    """
    if mention.settled_at is not None or mention.state == State.PUBLISHING:
        raise IllegalMove(mention.state, State.THANKED)
    ticket = open_ticket(mention=mention)
    others = Mention.objects.filter(ticket=ticket, settled_at__isnull=True).exclude(pk=mention.pk)
    newer = others.filter(conversation__is_private=mention.conversation.is_private, created_at__gt=mention.created_at)
    if newer.exists():
        raise NewerWaits(mention.state, State.THANKED)
    then = Status.OPEN if others.exists() else Status.SOLVED
    _is_praise(mention, by)
    audience = Audience.PERSON if mention.conversation.is_private else Audience.PUBLIC
    return messages.reply(ticket=ticket, by=by, body=body, then=then, audience=audience, despite=despite)


def _is_praise(mention: Mention, by: Member) -> None:
    """Whoever thanks says what it was."""
    locked = moves.lock(mention)
    if locked.intent != Intent.PRAISE:
        locked.intent, locked.intent_by = Intent.PRAISE, by
        locked.save(update_fields=["intent", "intent_by", "updated_at"])
