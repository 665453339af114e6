"""Who an author is, as a person says. Nothing here follows from a mere likeness."""

from collections.abc import Iterable

from django.db import transaction

from social.mentions.errors import OwnAuthor
from social.mentions.models import Author, Conversation, Mention
from social.mentions.services import profiles
from tenants.audit import services as audit
from tenants.membership.models import Member
from tickets.contacts import services as contacts
from tickets.contacts.models import Contact
from tickets.messages import rewording
from tickets.search import services as search
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


@transaction.atomic
def link(*, author: Author, contact: Contact, by: Member) -> Author:
    """This author is that contact: what he said in tickets, he said.

    Raises OwnAuthor for one of our accounts, RequesterStays where something hangs on who asks in a ticket of his.
    """
    author = profiles.lock(author)
    if author.account_id is not None:
        raise OwnAuthor
    if author.contact_id != contact.pk or author.matched_by_id is None:
        _becomes(author, contact, by, "mentions.link")
    return author


@transaction.atomic
def unlink(*, author: Author, by: Member) -> Author:
    """It was not that contact: the author speaks for himself again. One who was not linked is no mistake.

    Raises RequesterStays.
    """
    author = profiles.lock(author)
    if author.matched_by_id is not None:
        own = contacts.create(name=author.name or author.handle)
        _becomes(author, own, by, "mentions.unlink", is_match=False)
    return author


def _becomes(author: Author, contact: Contact, by: Member, verb: str, *, is_match: bool = True) -> None:
    former = author.contact
    author.contact, author.matched_by = contact, by if is_match else None
    author.save(update_fields=["contact", "matched_by"])
    said = Mention.objects.filter(post__author=author, message__isnull=False)
    rewording.attribute(pks=list(said.values_list("message", flat=True)), contact=contact)
    for ticket in _tickets_of(author, former):
        tickets.set_requester(ticket=ticket, requester=contact, by=by)
        search.reindex(ticket_id=ticket.pk)
    audit.record(
        verb=verb,
        actor=by,
        object_label=f"{author.network}: {author.handle}",
        object_id=author.pk,
        before={"contact": str(former or "")},
        after={"contact": str(contact)},
    )


def _tickets_of(author: Author, former: Contact | None) -> Iterable[Ticket]:
    """Tickets that he asks in, as whom he was taken for until now."""
    talks = Conversation.objects.filter(author=author, ticket__isnull=False)
    return Ticket.objects.filter(pk__in=talks.values("ticket"), requester=former).order_by("pk")
