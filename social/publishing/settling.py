"""What becomes of a reply and of the mention that it answers, in one commit."""

from __future__ import annotations

from django.db import transaction

from social.connectors.protocol import Published
from social.mentions import rules as mention_rules
from social.mentions import services as mentions
from social.mentions.models import Intent, Mention
from social.mentions.models import State as Became
from social.publishing import registry
from social.publishing.models import Outgoing
from social.publishing.rules import IN_FLIGHT, UNCLEAR
from tenants.membership.models import Member
from tickets.messages import services as messages
from tickets.portal import keys

State = Outgoing.State


def lock(outgoing: Outgoing) -> Outgoing:
    """The row as it is now, held to the end of the transaction, with its message and its mention."""
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("message", "account", "mention__post")
    return rows.get(pk=outgoing.pk)


@transaction.atomic
def begin(outgoing: Outgoing) -> None:
    """A reply is on its way, or waits for somebody's hand: so does what it answers."""
    to = Became.MANUAL if outgoing.state == State.MANUAL else Became.PUBLISHING
    if outgoing.mention is not None:
        _move(outgoing.mention, to)


@transaction.atomic
def published(outgoing: Outgoing, found: Published, *, by: Member | None = None) -> Outgoing:
    """It is there, for everybody or the one it was for. Safe to repeat: the first word of it stands."""
    outgoing = lock(outgoing)
    if outgoing.state == State.PUBLISHED:
        return outgoing
    outgoing.state, outgoing.published_at = State.PUBLISHED, found.at
    outgoing.key = mention_rules.clean(found.key, 500)
    outgoing.native_id = mention_rules.clean(found.native_id, 200)
    outgoing.url = mention_rules.clean_address(found.url, 1000)
    outgoing.error_code = outgoing.error_said = ""
    outgoing.text = _without_keys(outgoing.text)
    outgoing.save()
    messages.delivered(message_id=str(outgoing.message_id), at=found.at, after_all=True)
    if outgoing.mention is not None:
        mentions.settle(mention=outgoing.mention, to=_purpose(outgoing), by=by)
    return outgoing


@transaction.atomic
def failed(outgoing: Outgoing, reason: str) -> None:
    """It is not there and will not be. What it answers waits again, and the customer's clock runs on.

    What may be there after all keeps its words, to be known by them; sent again, a reply is written anew.
    """
    outgoing = lock(outgoing)
    if outgoing.state not in IN_FLIGHT:
        return
    if outgoing.state not in UNCLEAR:
        outgoing.text = _without_keys(outgoing.text)
    outgoing.state = State.FAILED
    outgoing.save(update_fields=["state", "text"])
    messages.undeliverable(message_id=str(outgoing.message_id), reason=reason)
    others = Outgoing.objects.filter(mention=outgoing.mention_id, state__in=IN_FLIGHT)
    if outgoing.mention is not None and not others.exists():
        _move(outgoing.mention, Became.FAILED, reason=outgoing.error_code)


def _purpose(outgoing: Outgoing) -> str:
    for _, purpose in registry.purposes:
        if said := purpose(outgoing):
            return said
    is_thanks = outgoing.mention is not None and outgoing.mention.intent == Intent.PRAISE
    return Became.THANKED if is_thanks else Became.ANSWERED


def _move(mention: Mention, to: str, *, reason: str = "") -> None:
    """Move it where it may go; what has its outcome meanwhile (its author took it back) keeps it."""
    now = Mention.objects.select_for_update(no_key=True).get(pk=mention.pk)
    if now.settled_at is None and mention_rules.may_move(now.state, to):
        mentions.move(mention=now, to=to, reason=reason)


def _without_keys(text: str) -> str:
    """The address of a private page lets somebody in: it is not kept once it has left, or will not leave."""
    for start, end in reversed(keys.found_in(text)):
        text = f"{text[:start]}…{text[end:]}"
    return text
