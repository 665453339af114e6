"""open invites from a public place to a private one; heard and visited accept; close and end_without_words end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from helpdesk.lib import clock
from social.connectors.protocol import Audience, Way
from social.handoffs import rules, selectors
from social.handoffs.errors import AlreadyEnded, AlreadyOpen, NoPrivatePlace, NoReason, NothingPublic
from social.handoffs.models import HandOff
from social.mentions import rules as mention_rules
from social.mentions import services as mentions
from social.mentions.models import Conversation, Mention
from social.mentions.models import State as Became
from social.publishing import targets
from social.publishing import words as reasons
from social.publishing.models import Outgoing
from social.publishing.targets import Target
from tenants.membership.models import Member
from tickets.messages import services as messages
from tickets.messages.models import Audience as Readers
from tickets.messages.models import Message
from tickets.portal import services as portal
from tickets.portal.selectors import Door
from tickets.ticket import services as tickets
from tickets.ticket.models import Status, Ticket
from tickets.timeline import services as timeline

Kind = HandOff.Kind
LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Said:
    """The public words, what stands above the private link in our direct message, and why they pass a guard."""

    words: str
    letter: str = ""
    despite: str = ""


@transaction.atomic
def open(*, ticket: Ticket, kind: str, said: Said, by: Member) -> HandOff:
    """Invite whoever spoke in public to a private place. With kind "link" a direct message carries the private link.

    The link never stands in public. Raises NothingPublic, AlreadyOpen, NoPrivatePlace, and what `messages.reply` raises
    for the public words (GuardStopped, NoReply, TooLong, EmptyMessage).
    """
    ticket = tickets.lock(ticket)
    target, mention = targets.public(ticket), selectors.mention_of(ticket)
    if target is None or mention is None:
        raise NothingPublic
    _check_place(target, mention, kind)
    _end_lapsed(ticket, by)
    handoff = HandOff.objects.create(
        ticket=ticket,
        mention=mention,
        kind=kind,
        link=portal.ensure(ticket=ticket, by=by) if kind == Kind.LINK else None,
        opened_by=by,
        expires_at=clock.now() + rules.LAPSES_AFTER,
    )
    handoff.invitation = _say(ticket, said.words, by, despite=said.despite)
    handoff.save(update_fields=["invitation"])
    if kind == Kind.LINK:
        messages.reply(ticket=ticket, by=by, body=said.letter, language=ticket.language)
    timeline.record(ticket_id=ticket.pk, verb="handoffs.opened", by=by, kind=kind, handoff=str(handoff.pk))
    return handoff


def _check_place(target: Target, mention: Mention, kind: str) -> None:
    """For a link we must be able to write first; for a direct message the author may begin."""
    direct = targets.of(mention, Audience.DIRECT)
    if direct is None or direct.account is None:
        raise NoPrivatePlace(reasons.of(target.permit.reason))
    if kind == Kind.LINK and direct.permit.way != Way.API:
        raise NoPrivatePlace(reasons.of(direct.permit.reason))
    if not targets.can_be_written_to(direct.account):
        raise NoPrivatePlace(reasons.both(reasons.NO_WAY))


def _end_lapsed(ticket: Ticket, by: Member) -> None:
    """An invitation that nobody took makes room for the next. Raises AlreadyOpen for one that stands."""
    before = HandOff.objects.select_for_update(of=("self",)).filter(ticket=ticket, ended_at__isnull=True).first()
    if before is None:
        return
    if rules.state(before, clock.now()) != rules.State.LAPSED:
        raise AlreadyOpen
    _end(before, by, LAPSED)


def _say(ticket: Ticket, words: str, by: Member, *, then: str = Status.WAITING, despite: str = "") -> Message:
    return messages.reply(
        ticket=ticket, by=by, body=words, then=then, audience=Readers.PUBLIC, despite=despite, language=ticket.language
    )


@transaction.atomic
def heard(*, mention: Mention) -> Ticket | None:
    """Somebody wrote to us in private: when he was invited he accepts, and what he says belongs to the same ticket.

    Call it before a ticket is sought for the mention. None when he was not invited. Safe to repeat.
    """
    if not mention.conversation.is_private:
        return None
    known = selectors.awaited(mention.conversation, at=mention.created_at)
    if known is None:
        return None
    ticket = tickets.lock(known.ticket)
    handoff = _lock(known)
    if handoff.private_id is None:
        handoff.private = mention.conversation
        handoff.save(update_fields=["private"])
    Conversation.objects.filter(pk=mention.conversation_id).exclude(ticket=ticket).update(ticket=ticket)
    _accept(handoff, "direct", mention.created_at)
    return ticket


@transaction.atomic
def visited(door: Door) -> None:
    """Somebody came to the private page with its key: only who was invited has it. Safe to repeat."""
    known = HandOff.objects.filter(link=door.link, accepted_at__isnull=True, ended_at__isnull=True).first()
    if known is not None:
        tickets.lock(known.ticket)
        _accept(_lock(known), "page", clock.now())


def _accept(handoff: HandOff, how: str, at: datetime) -> None:
    if handoff.accepted_at is not None or handoff.ended_at is not None:
        return
    handoff.accepted_at = at
    handoff.save(update_fields=["accepted_at"])
    timeline.record(ticket_id=handoff.ticket_id, verb="handoffs.accepted", how=how, handoff=str(handoff.pk))
    mention = Mention.objects.select_for_update(no_key=True).get(pk=handoff.mention_id)
    if mention.settled_at is None and mention_rules.may_move(mention.state, Became.MOVED):
        mentions.settle(mention=mention, to=Became.MOVED)


@transaction.atomic
def close(*, handoff: HandOff, words: str, by: Member, despite: str = "") -> HandOff:
    """Say where it began that it is solved. Raises AlreadyEnded, and what `messages.reply` raises for public words."""
    ticket = tickets.lock(handoff.ticket)
    handoff = _lock(handoff)
    then = ticket.status if ticket.status != Status.NEW else Status.WAITING
    if handoff.ended_at is not None:
        raise AlreadyEnded
    handoff.closing = _say(ticket, words, by, then=then, despite=despite)
    handoff.save(update_fields=["closing"])
    _end(handoff, by)
    timeline.record(ticket_id=ticket.pk, verb="handoffs.closed", by=by, handoff=str(handoff.pk))
    return handoff


@transaction.atomic
def end_without_words(*, handoff: HandOff, reason: str, by: Member) -> HandOff:
    """Nothing is to be said in public, for a reason. Raises NoReason, AlreadyEnded."""
    if not reason.strip():
        raise NoReason
    tickets.touch(tickets.lock(handoff.ticket))
    handoff = _lock(handoff)
    if handoff.ended_at is not None:
        raise AlreadyEnded
    return _end(handoff, by, reason.strip()[:200])


def _end(handoff: HandOff, by: Member, reason: str = "") -> HandOff:
    handoff.ended_at, handoff.ended_by, handoff.end_reason = clock.now(), by, reason
    handoff.save(update_fields=["ended_at", "ended_by", "end_reason"])
    if reason:
        timeline.record(
            ticket_id=handoff.ticket_id, verb="handoffs.ended", by=by, handoff=str(handoff.pk), reason=reason
        )
    return handoff


def _lock(handoff: HandOff) -> HandOff:
    return HandOff.objects.select_for_update(of=("self",)).select_related("ticket", "link").get(pk=handoff.pk)


def purpose(outgoing: Outgoing) -> str:
    """An invitation moves what it answers to a private place."""
    return Became.MOVED if HandOff.objects.filter(invitation=outgoing.message_id).exists() else ""
