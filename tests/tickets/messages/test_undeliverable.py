import pytest

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import services
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def test_an_answer_that_did_not_arrive_makes_it_our_turn_again(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        reply = services.reply(ticket=ticket, by=bob, body="It is done.", then="solved")
        services.undeliverable(message_id=str(reply.pk), reason="550 no such mailbox")
        ticket.refresh_from_db()
        reply.refresh_from_db()
        assert (reply.delivery, reply.delivery_error) == ("failed", "550 no such mailbox")
        assert (ticket.status, ticket.solved_at) == ("open", None)
        assert ticket.waiting_since is not None


def test_a_repeat_of_the_bounce_changes_nothing_more(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        reply = make_reply(make_ticket(), bob)
        services.undeliverable(message_id=str(reply.pk), reason="550")
        before = list(Event.objects.values_list("verb", flat=True))
        services.undeliverable(message_id=str(reply.pk), reason="550")
        assert list(Event.objects.values_list("verb", flat=True)) == before


def test_a_customer_who_wrote_meanwhile_keeps_the_time_since_when_he_waits(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        reply = make_reply(ticket, bob)
        services.receive(ticket=ticket, contact=ticket.requester, body="Any news?")
        ticket.refresh_from_db()
        since = ticket.waiting_since
        services.undeliverable(message_id=str(reply.pk), reason="550")
        ticket.refresh_from_db()
        assert ticket.waiting_since == since
