"""The public square of a company."""

from helpdesk.lib import clock
from social.accounts.models import Brand, SocialAccount
from social.handoffs.models import HandOff
from social.intake.models import Delivery, Source
from social.listening.models import Listener, Term
from social.mentions.models import Author, Conversation, HandleChange, Mention, Move, Post, Revision
from social.publishing.models import Outgoing
from social.triage.models import Correction
from tenants.membership.models import Member
from tickets.messages.models import Message
from tickets.portal.models import Link
from tickets.ticket.models import Ticket

NETWORK = "plaza"


def fill_square(word: str, owner: Member, ticket: Ticket, link: Link) -> None:
    """One row in each table, each carrying the word. Written past the services: it need not make sense together."""
    now = clock.now()
    brand = Brand.objects.create(name=word)
    account = SocialAccount.objects.create(brand=brand, network=NETWORK, native_id=word, handle=word, name=word)
    listener = Listener.objects.create(brand=brand, name=word)
    Term.objects.create(listener=listener, text=word, forms=[word])
    author = Author.objects.create(network=NETWORK, key=word, native_id=word, handle=word, name=word, bio=word)
    HandleChange.objects.create(author=author, handle=word, until=now)
    post = Post.objects.create(
        network=NETWORK, key=word, native_id=word, account=account, author=author, kind="post", visibility="public",
        text=word, root_key=word, version_at=now, created_at=now,
    )  # fmt: skip
    Revision.objects.create(post=post, version_at=now, text=word)
    talk = Conversation.objects.create(brand=brand, account=account, network=NETWORK, author=author, root_key=word)
    mention = Mention.objects.create(
        post=post, brand=brand, conversation=talk, listener=listener, via="named", is_tagged=False, reason=word,
        created_at=now, due_at=now,
    )  # fmt: skip
    Move.objects.create(mention=mention, before="", after="new", reason=word)
    Correction.objects.create(mention=mention, field="intent", before="unsure", after="praise", rules="1", member=owner)
    reply = Message.objects.filter(ticket=ticket, kind="reply").first()
    Outgoing.objects.create(
        message=reply, account=account, conversation=talk, mention=mention, audience="public", text=word,
        error_said=word,
    )  # fmt: skip
    HandOff.objects.create(
        ticket=ticket, mention=mention, kind="link", link=link, opened_by=owner, expires_at=now, end_reason=word
    )
    Delivery.objects.create(network=NETWORK, digest="0" * 64, raw=word.encode(), account=account, due_at=now)
    Source.objects.create(account=account, stream="search", query=word, due_at=now)
