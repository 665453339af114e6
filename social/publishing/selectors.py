from collections.abc import Iterable
from uuid import UUID

from django.http import Http404

from social.connectors.protocol import Permit, Way
from social.mentions.models import Mention
from social.publishing import rules, targets
from social.publishing.models import Outgoing
from social.publishing.rules import NO_ACCOUNT
from tenants.membership.models import Member
from tickets.messages.models import Message


def permit(*, mention: Mention, audience: str) -> Permit:
    """Whether a mention can be answered "public" or "direct" (or "person"), and if not by us, why.

    Asks no network: what the connector knows by itself.
    """
    target = targets.of(mention, rules.audience(audience))
    return target.permit if target else Permit(Way.NONE, NO_ACCOUNT)


def by_message(messages: Iterable[Message]) -> dict[UUID, Outgoing]:
    """What became of replies on their networks, by the id of the message."""
    rows = Outgoing.objects.filter(message__in=[message.pk for message in messages])
    return {row.message_id: row for row in rows.select_related("account", "mention__post")}


def outgoing_for(viewer: Member, *, number: int, pk: UUID) -> Outgoing:
    """A reply on a ticket that the viewer sees. Raises Http404."""
    rows = Outgoing.objects.filter(message__ticket__number=number).select_related("message__ticket", "account")
    found = rows.filter(pk=pk).first() if viewer.may("ticket.see") else None
    if found is None:
        raise Http404("outgoing")
    return found


def url_by_hand(outgoing: Outgoing) -> str:
    """The page on the network where somebody answers by hand."""
    return outgoing.mention.post.url if outgoing.mention else ""
