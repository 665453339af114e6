import pytest

from tenants.isolation.context import NoTenant, tenant_context
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.ticket.models import Ticket


def test_numbers_count_from_one_in_each_company(zaytuna: Desk, tapuz: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        assert [make_ticket().number, make_ticket().number] == [1, 2]
    with tenant_context(tapuz.tenant):
        assert make_ticket().number == 1


def test_a_new_ticket_waits_for_us_since_the_customer_wrote(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket(body="Where is it?")
        assert ticket.waiting_since == ticket.messages.get().created_at
        assert (ticket.status, ticket.preview) == ("new", "Where is it?")


def test_without_a_tenant_the_manager_raises(zaytuna: Desk) -> None:
    with pytest.raises(NoTenant):
        Ticket.objects.count()
