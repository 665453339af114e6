"""Several write to one ticket at once: they take turns, and nobody's words are lost."""

import threading

import pytest
from django.db import connection

from tenants.isolation.context import tenant_context
from tests.factories.people import add_member, make_desk
from tests.factories.tickets import make_ticket
from tickets.messages import services as messages
from tickets.messages.models import Message
from tickets.ticket import services as tickets


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_take_turns() -> None:
    desk = make_desk("zaytuna")
    alice = add_member(desk, "alice@zaytuna.example", "owner", "Alice")
    with tenant_context(desk.tenant):
        ticket = make_ticket()
    both_came, outcomes = threading.Barrier(2), []

    def write() -> None:
        try:
            with tenant_context(desk.tenant):
                Message.objects.filter(ticket=ticket).count()
                both_came.wait(10)
                messages.note(ticket=ticket, by=alice, body="Looking into it.")
                tickets.lock(ticket)
            outcomes.append("done")
        except Exception as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert outcomes == ["done", "done"]
    with tenant_context(desk.tenant):
        assert Message.objects.filter(ticket=ticket, kind="note").count() == 2
