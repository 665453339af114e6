"""What the tests of hand-offs do again and again."""

from social.accounts.models import SocialAccount
from social.connectors.protocol import PostData
from social.handoffs import services
from social.handoffs.models import HandOff
from social.handoffs.services import Said
from social.mentions import services as mentions
from social.mentions.models import Mention
from tenants.membership.models import Member
from tests.factories import said
from tickets.ticket.models import Ticket

WORDS = "Thank you for telling us. Please write to us in a private message."
LETTER = "This is your private page."


def invite(mention: Mention, by: Member, kind: str = "direct", words: str = WORDS, despite: str = "") -> HandOff:
    assert mention.ticket is not None
    return services.open(ticket=mention.ticket, kind=kind, said=Said(words, LETTER, despite), by=by)


def writes(account: SocialAccount, data: PostData) -> Mention:
    """A direct message comes in, as the pipeline takes it."""
    mention = said.noted(account, data)
    mentions.open_ticket(mention=mention, ticket=services.heard(mention=mention))
    return Mention.objects.select_related("ticket", "conversation").get(pk=mention.pk)


def now(ticket: Ticket | None) -> Ticket:
    assert ticket is not None
    return Ticket.objects.get(pk=ticket.pk)
