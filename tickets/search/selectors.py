import re
from uuid import UUID

from django.db import connection

from helpdesk.lib.search_terms import query_terms
from helpdesk.lib.text import normalise
from tenants.membership.models import Member
from tickets.ticket.models import Ticket

MOST_TICKETS = 50
_MOST_ENTRIES = 300  # several messages of one ticket may match
_NUMBER = re.compile(r"^#?(\d{1,15})$")


def find(viewer: Member, query: str) -> list[Ticket]:
    """Tickets by number, requester, or words of subject and text; the newest match first, at most 50.

    Search before writing in a transaction: the function reads as another role (research: Citus refuses it after).
    """
    if not viewer.may("search.use"):
        return []
    ids = _by_number(query) + _by_words(query)
    ids = list(dict.fromkeys(ids))[:MOST_TICKETS]
    found = Ticket.objects.filter(pk__in=ids).select_related("requester", "assignee")
    by_id = {ticket.pk: ticket for ticket in found}
    return [by_id[pk] for pk in ids if pk in by_id]


def _by_number(query: str) -> list[UUID]:
    match = _NUMBER.match(normalise(query).strip())
    if match is None:
        return []
    return list(Ticket.objects.filter(number=int(match[1])).values_list("pk", flat=True))


def _by_words(query: str) -> list[UUID]:
    terms = query_terms(query)
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM heard_search_entries(%s, %s, %s)", [terms, MOST_TICKETS, _MOST_ENTRIES])
        return [row[0] for row in cursor.fetchall()]
