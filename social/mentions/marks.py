"""What stands with a customer's message of the public square: where it was said, and how it was worded later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from helpdesk.lib import text
from helpdesk.lib.addresses import is_of_the_web
from social.connectors.registry import connectors
from social.mentions import selectors
from social.mentions.models import Mention, Post, Revision
from tickets.messages.models import Kind, Message
from tickets.ticket.models import Channel, Ticket
from tickets.workspace.registry import Mark

TEMPLATE = "social/mentions/_mark.html"


@dataclass(frozen=True, slots=True)
class Wording:
    at: datetime
    text: str
    direction: str


@dataclass(frozen=True, slots=True)
class Said:
    """`followers` is None where the network does not tell. `wordings` are the later ones that say something else."""

    network: str
    handle: str
    url: str
    followers: int | None
    is_private: bool
    is_tagged: bool
    wordings: Sequence[Wording]
    taken_back_at: datetime | None


def marks(ticket: Ticket, messages: Sequence[Message]) -> Mapping[UUID, Mark]:
    """Two queries; none for tickets of other channels."""
    pks = [message.pk for message in messages if message.kind == Kind.CUSTOMER]
    if ticket.channel != Channel.SOCIAL or not pks:
        return {}
    found = selectors.of_messages(ticket.pk, pks)
    later = selectors.wordings([mention.post_id for mention in found]) if found else {}
    return {
        mention.message_id: Mark(TEMPLATE, _said(mention, later.get(mention.post_id, ())))
        for mention in found
        if mention.message_id is not None
    }


def network_name(network: str) -> str:
    return connectors.get(network).label if network in connectors else network.title()


def _said(mention: Mention, later: Sequence[Revision]) -> Said:
    post = mention.post
    author = post.author
    return Said(
        network=network_name(post.network),
        handle=author.handle.removeprefix("@") if author else "",
        url=post.url if is_of_the_web(post.url) else "",
        followers=author.followers if author else None,
        is_private=mention.conversation.is_private,
        is_tagged=mention.is_tagged,
        wordings=_other(post, later),
        taken_back_at=post.deleted_at,
    )


def _other(post: Post, later: Sequence[Revision]) -> list[Wording]:
    """Wordings that differ from the one before them: a network also calls a changed picture an edit."""
    found: list[Wording] = []
    before = post.text
    for one in later:
        if one.text != before:
            found.append(Wording(one.version_at, one.text, text.direction(one.text)))
        before = one.text
    return found
