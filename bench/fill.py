"""Fills desks in bulk, as the app role inside the wall, and says how to ask for their pages."""

from datetime import datetime
from random import Random

from django.conf import settings
from django.db import connections
from django.db.models import F, QuerySet
from django.test import Client

from bench import corpus
from bench.rows import Desk, Rows
from bench.workloads import LISTED, Target
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.tenancy.models import Company
from tenants.tokens import registry
from tenants.tokens import services as tokens
from tests.factories import people
from tickets.contacts.models import Contact, Identity
from tickets.ticket.models import Counter, Ticket
from tickets.workspace import selectors
from tickets.workspace.segments import Segment

CHUNK = 500
CSRF = "b" * 32  # the cookie and the form say the same; there is no browser to protect
HALF_PAST_THREE = 15
READ, ANSWERED = 200, 100  # tickets, in a small desk and in a big one


def load(size: int, now: datetime) -> Target:
    """Make a desk of so many tickets, and sign an agent in."""
    made = people.make_desk(f"bench-{size}")
    emails = [f"agent{number}@{made.tenant.slug}.example" for number in range(corpus.AGENTS)]
    agents = [people.add_member(made, email, "agent", f"Agent {number}") for number, email in enumerate(emails)]
    with tenant_context(made.tenant):
        Company.objects.update(timezone=_afternoon(now))
        Counter.objects.create(last=size)
        desk = Desk(made.mailbox, agents, _contacts(size), now)
    drafts = corpus.drafts(size)
    for start in range(0, size, CHUNK):
        rows = Rows(desk)
        for draft in (next(drafts) for _ in range(min(CHUNK, size - start))):
            rows.add(draft)
        with tenant_context(made.tenant):
            rows.save()
    return _target(size, made, agents[0])


def _afternoon(now: datetime) -> str:
    """The time zone in which it is half past three or so: a working day two thirds over, whenever we measure."""
    ahead = (HALF_PAST_THREE - now.hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"


def _contacts(size: int) -> list[Contact]:
    contacts = [Contact(name=f"Customer {number}") for number in range(corpus.customers(size))]
    Contact.objects.bulk_create(contacts, batch_size=CHUNK)
    Identity.objects.bulk_create(
        (Identity(contact=contact, kind="email", value=_address(number)) for number, contact in enumerate(contacts)),
        batch_size=CHUNK,
    )
    return contacts


def _address(number: int) -> str:
    return f"customer{number}@example.com"


def _target(size: int, made: people.Desk, viewer: people.Member) -> Target:
    """Sign an agent in and pick what will be asked for."""
    session = people.sign_in(Client(), made, viewer).cookies[settings.SESSION_COOKIE_NAME].value
    with tenant_context(made.tenant):
        tickets = Ticket.objects.annotate(odd=F("number") % 2).order_by("id")
        picks = {
            "read": _spread(tickets.filter(odd=0), READ),
            "answer": _spread(tickets.filter(odd=1, waiting_since__isnull=False), ANSWERED),
            "deep": [_halfway(viewer)],
            "csrf": [CSRF],
            "read_id": _ids(tickets.filter(odd=0), READ),
            "answer_id": _ids(tickets.filter(odd=1, waiting_since__isnull=False), ANSWERED),
            "email": [f"program{number}@example.com" for number in range(200)],
            "words": [corpus.sentence("en", chance=Random(1), characters=300)],
            "text": [corpus.sentence("en", chance=Random(1), characters=300).replace(" ", "+")],
        }
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return Target(size, made.host, cookie, _token(made, viewer), picks)


def _token(made: people.Desk, viewer: Member) -> str:
    """A program's key, with every scope."""
    with tenant_context(made.tenant):
        return str(tokens.create(name="Bench", scopes=registry.every(), expires_at=None, by=viewer)[1])


def _ids(tickets: QuerySet[Ticket], most: int) -> list[str]:
    """At most so many ids, from the whole length of the list."""
    ids = list(tickets.values_list("pk", flat=True))
    return [str(pk) for pk in ids[:: max(1, len(ids) // most)][:most]]


def _spread(tickets: QuerySet[Ticket], most: int) -> list[str]:
    """At most so many numbers, from the whole length of the list."""
    numbers = list(tickets.values_list("number", flat=True))
    return [str(number) for number in numbers[:: max(1, len(numbers) // most)][:most]]


def _halfway(viewer: people.Member) -> str:
    """The query of the page that begins in the middle of the solved tickets."""
    (stream,) = selectors.streams(viewer, Segment.SOLVED)
    middle = max(0, stream.rows.count() // 2 - LISTED // 2)
    return f"show=solved&after={stream.mark(stream.rows.order_by('-solved_at', '-id')[middle])}"


def tidy() -> None:
    """What autovacuum does in its own time."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
