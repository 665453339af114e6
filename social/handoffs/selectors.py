from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from helpdesk.lib import clock
from social.connectors.protocol import Audience as Reach
from social.connectors.protocol import Way
from social.handoffs import rules
from social.handoffs.models import HandOff
from social.mentions.models import Conversation, Mention
from social.publishing import targets
from tenants.membership.models import Member
from tickets.messages.models import Audience, Message
from tickets.portal import addresses
from tickets.portal.rules.keys import Purpose
from tickets.ticket.models import Ticket


def of_ticket(ticket: Ticket) -> QuerySet[HandOff]:
    """In no order yet, with what is shown of them."""
    rows = HandOff.objects.filter(ticket=ticket)
    return rows.select_related("ticket", "mention", "opened_by", "ended_by", "link", "invitation", "closing")


def last_of(ticket: Ticket) -> HandOff | None:
    return of_ticket(ticket).order_by("-opened_at", "-id").first()


def get_for(viewer: Member, *, ticket: Ticket, pk: UUID) -> HandOff:
    """A hand-off of a ticket that the viewer sees. Raises Http404."""
    found = of_ticket(ticket).filter(pk=pk).first() if viewer.may("mentions.see") else None
    if found is None:
        raise Http404("handoff")
    return found


def mention_of(ticket: Ticket) -> Mention | None:
    """What an invitation would be about: the mention that waits in public, else the last public one."""
    return targets.newest(ticket, is_private=False)


def can_be_sent_a_link(ticket: Ticket) -> bool:
    """Whether we may write first to whoever spoke in public: a link never stands there."""
    mention = mention_of(ticket)
    direct = targets.of(mention, Reach.DIRECT) if mention else None
    return direct is not None and direct.permit.way == Way.API


def awaited(conversation: Conversation, *, at: datetime) -> HandOff | None:
    """The invitation that somebody follows who writes in private at that time: of the same brand, the newest."""
    rows = HandOff.objects.filter(
        mention__conversation__author=conversation.author_id,
        mention__brand=conversation.brand_id,
        ended_at__isnull=True,
        opened_at__lte=at + rules.CLOCKS_DIFFER,
    )
    return rows.select_related("ticket").order_by("-opened_at", "-id").first()


def reads_page(ticket: Ticket) -> bool:
    """Whether the customer came to the private page to which he was invited, and it is still open."""
    came = HandOff.objects.filter(ticket=ticket, accepted_at__isnull=False, private__isnull=True)
    return came.filter(link__isnull=False, link__revoked_at__isnull=True).exists()


def closing_line(message: Message) -> str:
    """The private link, below what we write to somebody who is invited to it and has not come yet."""
    if message.audience != Audience.PERSON:
        return ""
    rows = of_ticket(message.ticket).filter(accepted_at__isnull=True, link__revoked_at__isnull=True)
    handoff = rows.filter(kind=HandOff.Kind.LINK).order_by("-opened_at").first()
    if handoff is None or handoff.link is None or rules.state(handoff, clock.now()) != rules.State.OPEN:
        return ""
    return addresses.url_of(handoff.link, Purpose.GIVEN)
