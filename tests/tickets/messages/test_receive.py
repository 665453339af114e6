import pytest

from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages import services

pytestmark = pytest.mark.django_db


def test_a_contact_is_known_by_the_language_of_the_last_words(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(body="الكنبة ممزقة")
        assert ticket.requester.language == "ar"
        services.receive(ticket=ticket, contact=ticket.requester, body="Any news?")
        ticket.requester.refresh_from_db()
        assert ticket.requester.language == "en"


def test_words_without_a_language_change_nothing(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(body="הספה קרועה")
        services.receive(ticket=ticket, contact=ticket.requester, body="")
        ticket.requester.refresh_from_db()
        assert ticket.requester.language == "he"
