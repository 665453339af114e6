"""What stands with our replies on a ticket of the public square: where they can be seen, or what keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from social.publishing import selectors, words
from social.publishing.models import Outgoing
from social.publishing.rules import IN_FLIGHT
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Channel, Ticket
from tickets.workspace.registry import Mark

TEMPLATE = "social/publishing/_mark.html"
State = Outgoing.State


@dataclass(frozen=True, slots=True)
class Fate:
    """`url` is where it can be seen; `there` where it is to be put by hand; `keeps` says why it has not left yet."""

    pk: UUID
    number: int
    handle: str
    url: str
    there: str
    text: str
    keeps: str
    said: str
    is_by_hand: bool


def marks(ticket: Ticket, messages: Sequence[Message]) -> Mapping[UUID, Mark]:
    """One query; none for tickets of other channels."""
    replies = [message for message in messages if message.kind == Kind.REPLY]
    if ticket.channel != Channel.SOCIAL or not replies:
        return {}
    known = selectors.by_message(replies)
    return {pk: _mark(ticket, outgoing) for pk, outgoing in known.items()}


def _mark(ticket: Ticket, outgoing: Outgoing) -> Mark:
    is_by_hand = outgoing.state == State.MANUAL
    waits = outgoing.state in IN_FLIGHT and outgoing.error_code
    return Mark(
        TEMPLATE,
        Fate(
            pk=outgoing.pk,
            number=ticket.number,
            handle=(outgoing.account.handle or outgoing.account.name).removeprefix("@"),
            url=outgoing.url,
            there=selectors.url_by_hand(outgoing) if is_by_hand else "",
            text=outgoing.text if is_by_hand else "",
            keeps=words.of(outgoing.error_code) if waits else "",
            said=outgoing.error_said,
            is_by_hand=is_by_hand,
        ),
        is_by_hand=is_by_hand,
    )
