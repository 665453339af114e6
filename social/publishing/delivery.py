"""A reply on a ticket of the public square finds its way: the network, the private page, or mail."""

from __future__ import annotations

from django.db import transaction

from helpdesk.lib import clock
from social.connectors.errors import Code
from social.connectors.protocol import Audience, Way
from social.mentions.models import Conversation
from social.publishing import registry, settling, targets, words
from social.publishing.models import Outgoing
from social.publishing.targets import Target
from tenants.outbox import services as outbox
from tickets.contacts import selectors as contacts
from tickets.mail import delivery as mail
from tickets.messages import services as messages
from tickets.messages.errors import NoReply, TooLong
from tickets.messages.models import Audience as Readers
from tickets.messages.models import Message
from tickets.portal import keys
from tickets.timeline import services as timeline

KIND = "social.publish"
State = Outgoing.State


@transaction.atomic(savepoint=False)  # inside a service that has one
def deliver(message: Message) -> None:
    """Queue a reply in the caller's transaction, or queue it again under the same key.

    Raises NoReply with the reason and what can be done, TooLong, and what mail raises where mail is the way.
    """
    if message.audience == Readers.PUBLIC:
        _in_public(message)
    else:
        _to_person(message)


def _in_public(message: Message) -> None:
    target = targets.public(message.ticket)
    if target is None:
        raise NoReply(words.both(words.NO_PUBLIC))
    if keys.found_in(message.text):  # whatever a guard was told: nobody may publish the key of a private page
        raise NoReply(words.both(words.OPEN_KEY))
    _send(message, target)


def _to_person(message: Message) -> None:
    """By direct message; on the private page of one who was there; by mail; by hand where nothing else is left."""
    target = targets.private(message.ticket)
    if target is not None and target.permit.way == Way.API:
        _send(message, target)
        return
    Outgoing.objects.filter(message=message).delete()  # it took another way before
    if any(reads(message.ticket) for _, reads in registry.pages):
        messages.delivered(message_id=str(message.pk), at=clock.now())
    elif contacts.email_of(message.ticket.requester):
        mail.deliver(message)
    elif target is not None and target.permit.way == Way.MANUAL:
        _send(message, target)
    else:
        raise NoReply(words.both(words.NO_WAY) if target is None else words.of(target.permit.reason))


def _send(message: Message, target: Target) -> None:
    if target.permit.way == Way.NONE or target.account is None:
        raise NoReply(words.of(target.permit.reason))
    if message.attachments.exists():
        raise NoReply(words.of(Code.MEDIA_REJECTED))
    closings = (close(message) for _, close in registry.closings) if target.audience == Audience.DIRECT else ()
    text = "\n\n".join(filter(None, (message.text, *closings)))
    length, limit = target.measure(text)
    if length > limit:
        raise TooLong(length, limit)
    outgoing = _kept(message, target, text)
    if outgoing.state == State.MANUAL:
        timeline.record(ticket_id=message.ticket_id, verb="publishing.manual", message=str(message.pk))
    else:
        wish(outgoing)
    settling.begin(outgoing)


def _kept(message: Message, target: Target, text: str) -> Outgoing:
    """The row of a reply; the one it had, when it is sent again. What may be there already is looked for first."""
    before = Outgoing.objects.select_for_update(of=("self",)).filter(message=message).first()
    outgoing = before or Outgoing(message=message)
    outgoing.account, outgoing.mention = target.speaker, target.mention
    outgoing.conversation = _conversation(message, target)
    outgoing.audience, outgoing.text = target.audience, target.written(text)
    outgoing.parent_key, outgoing.parent_native_id = target.post.key, target.parent_native_id
    outgoing.error_code = outgoing.error_said = ""
    outgoing.state = State.AMBIGUOUS if outgoing.first_tried_at else State.QUEUED
    if target.permit.way == Way.MANUAL:
        outgoing.state = State.MANUAL
    outgoing.save()
    return outgoing


def _conversation(message: Message, target: Target) -> Conversation:
    """Where the reply stands. What is said privately to somebody belongs to the ticket that said it last."""
    if target.audience == Audience.PUBLIC or target.conversation.is_private:
        return target.conversation
    found, _ = Conversation.objects.get_or_create(
        brand=target.brand,
        network=target.post.network,
        author=target.author,
        root_key="",
        is_private=True,
        defaults={"account": target.account, "ticket": message.ticket},
    )
    if found.ticket_id != message.ticket_id:
        found.ticket = message.ticket
        found.save(update_fields=["ticket"])
    return found


def wish(outgoing: Outgoing) -> None:
    """Ask the outbox for it. Each wish has a key of its own: one that is being settled just now loses none."""
    outbox.enqueue(kind=KIND, key=f"{outgoing.pk}/{clock.now().timestamp()}")
