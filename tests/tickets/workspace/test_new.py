from collections.abc import Callable

import pytest
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

Browse = Callable[[Desk, Member], Client]
FORM = {"email": "noura.q@example.com", "name": "Noura", "subject": "Your sofa", "who": "write", "text": "It is ready."}


def test_writing_first_opens_a_ticket_that_waits_for_the_customer(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    answer = browse(zaytuna, bob).post("/tickets/new/", FORM)
    with tenant_context(zaytuna.tenant):
        ticket, message = Ticket.objects.get(), Message.objects.get()
    assert answer["Location"] == f"/tickets/{ticket.number}/"
    assert (ticket.status, ticket.waiting_since, ticket.assignee_id) == ("waiting", None, bob.pk)
    assert (message.kind, message.delivery) == ("reply", "queued")


def test_what_a_customer_told_us_waits_for_our_answer_and_sends_nothing(
    zaytuna: Desk, bob: Member, browse: Browse
) -> None:
    browse(zaytuna, bob).post("/tickets/new/", FORM | {"who": "told"})
    with tenant_context(zaytuna.tenant):
        ticket, message = Ticket.objects.get(), Message.objects.get()
    assert ticket.waiting_since is not None
    assert (message.kind, message.delivery) == ("customer", "")


@pytest.mark.parametrize("missing", ["email", "subject", "text", "who"])
def test_what_is_missing_is_named_and_nothing_is_opened(
    zaytuna: Desk, bob: Member, browse: Browse, missing: str
) -> None:
    answer = browse(zaytuna, bob).post("/tickets/new/", FORM | {missing: ""})
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    with tenant_context(zaytuna.tenant):
        assert not Ticket.objects.exists()


def test_a_first_letter_with_an_open_place_is_refused_and_opens_nothing(
    zaytuna: Desk, bob: Member, browse: Browse
) -> None:
    answer = browse(zaytuna, bob).post("/tickets/new/", FORM | {"text": "Hello {{contact.name}}"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    with tenant_context(zaytuna.tenant):
        assert not Ticket.objects.exists()


def test_a_light_user_opens_nothing(zaytuna: Desk, browse: Browse) -> None:
    client = browse(zaytuna, add_member(zaytuna, "lou@zaytuna.example", "light"))
    assert client.post("/tickets/new/", FORM).status_code == 403
    with tenant_context(zaytuna.tenant):
        assert not Ticket.objects.exists()
