"""A mention in the inbox: one ticket for what one author says to one brand in one place."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.lib import clock
from social.connectors.protocol import Visibility
from social.mentions import rules
from social.mentions.models import Author, Conversation, Mention, Post
from social.mentions.services import moves, profiles
from tenants.tenancy import selectors as tenancy
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.messages import rewording
from tickets.messages import services as messages
from tickets.messages.models import Audience, Message
from tickets.messages.rules import language_of
from tickets.search import services as search
from tickets.ticket import mending
from tickets.ticket import services as tickets
from tickets.ticket.models import Channel, Ticket


@transaction.atomic
def open_ticket(*, mention: Mention, ticket: Ticket | None = None) -> Ticket:
    """Put a mention into the ticket of its conversation, or into the given one; made where there is none.

    The post becomes the customer's message there, once. A solved ticket is reopened; in private only within the week.
    Who has opened many of late goes on in his newest open one. Nothing slow may follow in the transaction: a new
    ticket's number is taken last.
    """
    post = mention.post
    author = profiles.lock(mention.conversation.author)
    talk = Conversation.objects.select_for_update(no_key=True).get(pk=mention.conversation_id)
    known = Mention.objects.select_related("message", "ticket", "post").get(pk=mention.pk)
    if known.ticket is not None:
        _say(known)
        weigh(ticket=known.ticket)
        return known.ticket
    ticket = ticket or _joined(talk, post) or _flooded(talk) or _made(mention, author)
    if talk.ticket_id != ticket.pk:
        talk.ticket = ticket
        talk.save(update_fields=["ticket"])
    _keep(mention, ticket, _said(mention, ticket, author))
    weigh(ticket=ticket)
    return ticket


@transaction.atomic(savepoint=False)  # inside a service that has one
def align(*, post: Post) -> None:
    """An earlier wording became known: what was put into tickets has it too. The post is locked."""
    for mention in Mention.objects.filter(post=post, message__isnull=False).select_related("message", "ticket", "post"):
        _say(mention)
        if mention.ticket is not None:
            weigh(ticket=mention.ticket)


@transaction.atomic(savepoint=False)  # inside a service that has one
def weigh(*, ticket: Ticket) -> None:
    """Its first words are those that were said first, its priority that of the weightiest of them."""
    ticket = tickets.lock(ticket)
    if ticket.channel != Channel.SOCIAL:
        return
    told = Mention.objects.filter(ticket=ticket, post__deleted_at__isnull=True).select_related("post")
    rows = list(told.order_by("created_at", "post__key")[:200])
    subject = next((words for one in rows if (words := rules.subject(one.post.text, one.post.title))), "")
    before = ticket.subject
    priority = rules.ticket_priority(max((one.priority for one in rows), default=0))
    mending.weigh(ticket=ticket, subject=subject or _nameless(bool(rows)), priority=priority)
    if ticket.subject != before:
        search.reindex(ticket_id=ticket.pk)


def _nameless(is_there: bool) -> str:
    with translation.override(tenancy.company().language):
        return _("A message without words") if is_there else _("Taken back by its author")


def _say(mention: Mention) -> None:
    message, words = mention.message, _words(mention.post).strip()
    language = language_of(words, _language(mention))
    if message is not None and (message.text, message.language) != (words, language):
        rewording.correct(message=message, body=words, language=language)


def _joined(talk: Conversation, post: Post) -> Ticket | None:
    found = talk.ticket
    if found is None:
        return None
    goes_on = rules.is_same_matter(is_private=talk.is_private, solved_at=found.solved_at, at=post.created_at)
    return found if goes_on else None


def _flooded(talk: Conversation) -> Ticket | None:
    """The newest open ticket of somebody who opened too many of late. The author is locked."""
    theirs = Conversation.objects.filter(brand=talk.brand_id, author=talk.author_id, is_private=False)
    late = theirs.filter(ticket__created_at__gt=clock.now() - rules.FLOOD_WITHIN)
    if talk.is_private or late.values("ticket").distinct().count() < rules.FLOOD:
        return None
    return Ticket.objects.filter(pk__in=theirs.values("ticket"), solved_at__isnull=True).order_by("-number").first()


def _made(mention: Mention, author: Author) -> Ticket:
    requester = _contact(author, _language(mention))
    post = mention.post
    return tickets.create(
        subject=rules.subject(post.text, post.title) or _nameless(post.deleted_at is None),
        requester=requester,
        channel=Channel.SOCIAL,
        language=_language(mention),
        priority=rules.ticket_priority(mention.priority),
    )


def _contact(author: Author, language: str) -> Contact:
    """Who speaks; a contact is made for somebody whom nobody has recognised."""
    if author.contact is None:
        author.contact = contacts.create(name=author.name or author.handle, language=language)
        author.save(update_fields=["contact"])
    return author.contact


def _said(mention: Mention, ticket: Ticket, author: Author) -> Message | None:
    """The post as a message. One that was taken back leaves a place without words, and reopens nothing."""
    post = mention.post
    ticket = tickets.lock(ticket)
    if post.deleted_at is not None and ticket.solved_at is not None:
        return None
    message = messages.receive(
        ticket=ticket,
        contact=_contact(author, _language(mention)),
        body=_words(post),
        audience=Audience.PERSON if post.visibility == Visibility.DIRECT else Audience.PUBLIC,
        language=_language(mention),
        at=post.created_at,
    )
    if post.deleted_at is not None:
        return rewording.withdraw(message=message, at=post.deleted_at)
    ticket = tickets.lock(ticket)
    mending.waits_since(ticket=ticket, at=post.created_at)
    rewording.mend(ticket=ticket)
    return message


def _keep(mention: Mention, ticket: Ticket, message: Message | None) -> None:
    locked = moves.lock(mention)
    locked.ticket = mention.ticket = ticket
    locked.message = mention.message = message
    locked.save(update_fields=["ticket", "message", "updated_at"])


def _words(post: Post) -> str:
    return f"{post.title}\n\n{post.text}".strip() if post.title else post.text


def _language(mention: Mention) -> str:
    """A language written in the letters of another is that language: ar-Latn is ar."""
    return mention.language.partition("-")[0][:5]
