"""What the tests of publishing do again and again."""

from typing import Any

from helpdesk.lib import clock
from social.accounts import services as accounts
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import Connected
from social.mentions.models import Mention
from social.publishing.models import Outgoing
from tenants.membership.models import Member
from tenants.outbox import services as outbox
from tenants.outbox.models import Item
from tickets.messages import services as messages
from tickets.messages.models import Message

KEYS = {"token": "secret-1"}


def connected(brand: Brand, by: Member, native_id: str = "page-1", **changes: Any) -> SocialAccount:
    given = Connected(native_id=native_id, handle="zaytunahome", name="Zaytuna", **({"keys": KEYS} | changes))
    return accounts.connect(brand=brand, network="plaza", connected=given, by=by)


def answer(mention: Mention, by: Member, body: str = "We are sorry. A new one leaves today.", **said: Any) -> Message:
    said = {"audience": "public"} | said
    assert mention.ticket is not None
    return messages.reply(ticket=mention.ticket, by=by, body=body, **said)


def work() -> None:
    """Everything that waits is tried, whenever it was to be."""
    Item.objects.filter(state="queued").update(due_at=clock.now())
    outbox.drain()


def state(mention: Mention) -> str:
    return Mention.objects.values_list("state", flat=True).get(pk=mention.pk)


def fate(message: Message) -> tuple[str, str, str]:
    """What became of a reply: on its way to the network, in the thread, in the outbox."""
    message.refresh_from_db()
    outgoing = Outgoing.objects.get(message=message)
    item = Item.objects.filter(key__startswith=str(outgoing.pk)).order_by("-created_at", "-id").first()
    return outgoing.state, message.delivery, item.state if item else ""
