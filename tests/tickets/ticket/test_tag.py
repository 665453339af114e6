"""Tags go on and off one by one, by several people at once."""

import threading

import pytest
from django.db import connection

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member, make_desk
from tests.factories.tickets import make_ticket
from tickets.ticket import services
from tickets.ticket.models import TicketTag
from tickets.timeline.models import Event


@pytest.mark.django_db
def test_a_tag_goes_on_once_and_off_again(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        services.add_tag(ticket=ticket, name="sofa", by=bob)
        assert services.add_tag(ticket=ticket, name="sofa", by=bob) == ["sofa"]
        services.add_tag(ticket=ticket, name="تلف", by=bob)
        assert services.remove_tag(ticket=ticket, name="sofa", by=bob) == ["تلف"]
        assert Event.objects.filter(verb="ticket.tags").count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_at_once_neither_loses_a_tag() -> None:
    desk = make_desk("zaytuna")
    alice = add_member(desk, "alice@zaytuna.example", "owner", "Alice")
    with tenant_context(desk.tenant):
        ticket = make_ticket()
    holds, errors = threading.Event(), []

    def add_second() -> None:
        try:
            with tenant_context(desk.tenant):
                holds.wait(10)
                services.add_tag(ticket=ticket, name="second", by=alice)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    second = threading.Thread(target=add_second)
    second.start()
    with tenant_context(desk.tenant):
        services.lock(ticket)
        holds.set()
        second.join(0.5)
        assert second.is_alive(), "it waits for our lock"
        services.add_tag(ticket=ticket, name="first", by=alice)
    second.join(20)

    assert errors == []
    with tenant_context(desk.tenant):
        names = TicketTag.objects.filter(ticket=ticket).values_list("tag__name", flat=True)
        assert set(names) == {"first", "second"}
