import pytest
from django.db import connection

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.search import selectors
from tickets.ticket.models import Ticket

NEWER = """
INSERT INTO tickets_entry (id, tenant_id, ticket_id, source, words)
SELECT uuidv7(), %s, %s, gen_random_uuid(), to_tsvector('simple', 'printer office') FROM generate_series(1, 5000)
"""


@pytest.fixture
def torn(zaytuna: Desk, bob: Member) -> Ticket:
    """A ticket whose two messages hold one word together and one word each."""
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket("The sofa", "It arrived torn.")
        make_reply(ticket, bob, "A carpenter comes.")
    return ticket


def found(desk: Desk, viewer: Member, words: str) -> list[Ticket]:
    with tenant_context(desk.tenant):
        return selectors.find(viewer, words)


def test_every_word_must_stand_in_one_message_or_its_subject(zaytuna: Desk, bob: Member, torn: Ticket) -> None:
    assert found(zaytuna, bob, "sofa torn") == found(zaytuna, bob, "carpenter sofa") == [torn]
    assert found(zaytuna, bob, "carpenter torn") == []


def test_a_ticket_is_shown_once_and_the_newest_first(zaytuna: Desk, bob: Member, torn: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        newer = make_ticket("The sofa, again", "A carpenter was here.")
    assert found(zaytuna, bob, "the sofa") == [newer, torn]


def test_words_are_found_behind_the_newest_five_thousand_messages(zaytuna: Desk, bob: Member, torn: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        busy = make_ticket("Printers", "Many")
        with connection.cursor() as cursor:
            cursor.execute(NEWER, [zaytuna.tenant.pk, busy.pk])
    assert found(zaytuna, bob, "sofa torn") == [torn]
    assert found(zaytuna, bob, "printer office") == [busy]


def test_another_companys_words_are_not_found(tapuz: Desk, charlie: Member, torn: Ticket) -> None:
    assert found(tapuz, charlie, "sofa torn") == []
