from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from helpdesk.lib.search_terms import index_terms
from tickets.contacts.models import Identity
from tickets.messages.models import Message
from tickets.search.models import Entry

MAX_CHARACTERS = 100_000  # a vector holds at most 1 MB; the first words of a giant mail are enough to find it


@transaction.atomic(savepoint=False)  # inside a service that has one
def index(*, message: Message) -> None:
    """Make a message findable by its words together with its ticket's subject and requester."""
    addresses = message.ticket.requester.identities.values_list("value", flat=True)
    entry_of(message, " ".join(addresses)).save(force_insert=True)


@transaction.atomic(savepoint=False)  # inside a service that has one
def reindex(*, ticket_id: UUID) -> None:
    """The words of a ticket changed, or who asks: what was written down of its messages is written anew."""
    addresses = Identity.objects.filter(contact__tickets=ticket_id).values_list("value", flat=True)
    written = " ".join(addresses)
    for message in Message.objects.filter(ticket=ticket_id).select_related("ticket__requester"):
        words = entry_of(message, written).words
        Entry.objects.filter(ticket=ticket_id, source=message.pk).update(words=words)


def entry_of(message: Message, addresses: str) -> Entry:
    """What is written down of a message, not saved yet. `addresses` are those of the ticket's requester."""
    ticket = message.ticket
    words = index_terms(f"{ticket.subject} {ticket.requester.name} {addresses} {message.text}"[:MAX_CHARACTERS])
    return Entry(ticket=ticket, source=message.pk, words=SearchVector(Value(words), config="simple"))
