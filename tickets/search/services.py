from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from helpdesk.lib.search_terms import index_terms
from tickets.messages.models import Message
from tickets.search.models import Entry

MAX_CHARACTERS = 100_000  # a vector holds at most 1 MB; the first words of a giant mail are enough to find it


@transaction.atomic
def index(*, message: Message) -> None:
    """Make a message findable by its words together with its ticket's subject and requester."""
    ticket = message.ticket
    addresses = " ".join(ticket.requester.identities.values_list("value", flat=True))
    words = index_terms(f"{ticket.subject} {ticket.requester.name} {addresses} {message.text}"[:MAX_CHARACTERS])
    Entry.objects.create(ticket=ticket, source=message.pk, words=SearchVector(Value(words), config="simple"))
