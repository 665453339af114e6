"""Whatever moves a ticket, a company's own name for a status goes with the kind it belongs to."""

from collections.abc import Callable

import pytest

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_ticket
from tickets.messages import services as messages
from tickets.ticket import labels, services
from tickets.ticket.errors import Archived
from tickets.ticket.models import CustomStatus, Status, Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db


def own(kind: str, by: Member) -> CustomStatus:
    return labels.create_status(kind=kind, names={"en": f"Own {kind}", "ar": "حالتنا"}, by=by)


MOVES: dict[str, Callable[[Ticket, Member], object]] = {
    "the customer writes": lambda ticket, by: messages.receive(ticket=ticket, contact=ticket.requester, body="And?"),
    "we answer and wait": lambda ticket, by: messages.reply(ticket=ticket, by=by, body="Soon.", then="waiting"),
    "we answer and leave it open": lambda ticket, by: messages.reply(ticket=ticket, by=by, body="Soon.", then="open"),
    "we answer and it is solved": lambda ticket, by: messages.reply(ticket=ticket, by=by, body="Done.", then="solved"),
    "an answer is lost": lambda ticket, by: services.answer_lost(ticket_id=ticket.pk, at=clock.now()),
    **{
        f"{status} by hand": lambda ticket, by, status=status: services.set_status(ticket=ticket, status=status, by=by)
        for status in Status.values
    },
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("kind", Status.values)
def test_after_any_move_the_own_name_is_of_the_tickets_kind(zaytuna: Desk, bob: Member, kind: str, move: str) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        services.set_custom_status(ticket=ticket, custom_status=own(kind, bob), by=bob)
        MOVES[move](ticket, bob)
        ticket.refresh_from_db()
        custom = ticket.custom_status
    assert custom is None or custom.kind == ticket.status
    if ticket.status != kind:
        assert custom is None
    elif "by hand" not in move:
        assert custom is not None


def test_an_own_status_moves_the_ticket_to_its_kind(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = services.set_custom_status(ticket=make_ticket(), custom_status=own("waiting", bob), by=bob)
        assert (ticket.status, ticket.status_name, ticket.waiting_since) == ("waiting", "Own waiting", None)
        solved = services.set_custom_status(ticket=ticket, custom_status=own("solved", bob), by=bob)
        assert (solved.status, solved.solved_at is not None) == ("solved", True)
        bare = services.set_custom_status(ticket=solved, custom_status=None, by=bob)
        assert (bare.status, bare.status_name) == ("solved", "Solved")


def test_a_status_of_another_kind_or_an_archived_one_is_refused(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket, custom = make_ticket(), own("waiting", bob)
        with pytest.raises(Archived):
            services.set_status(ticket=ticket, status="solved", custom=custom, by=bob)
        labels.archive(label=custom, by=bob)
        with pytest.raises(Archived):
            services.set_custom_status(ticket=ticket, custom_status=CustomStatus.objects.get(pk=custom.pk), by=bob)
        ticket.refresh_from_db()
        assert (ticket.status, ticket.custom_status) == ("new", None)
        assert not Event.objects.filter(verb="ticket.status").exists()


def test_the_history_keeps_the_names_of_that_day(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket, custom = make_ticket(), own("waiting", bob)
        for _ in range(2):
            services.set_custom_status(ticket=ticket, custom_status=custom, by=bob)
        labels.rename(label=custom, names={"en": "Something else"}, by=bob)
        event = Event.objects.get(verb="ticket.status")
    assert (event.data["after"], event.data["after_name"]) == ("waiting", {"en": "Own waiting", "ar": "حالتنا"})
    assert event.data["before_name"] == {}


def test_a_category_comes_and_goes_and_is_told(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        category = labels.create_category(names={"en": "Delivery", "ar": "التوصيل"}, by=bob)
        for _ in range(2):
            ticket = services.set_category(ticket=ticket, category=category, by=bob)
        assert str(ticket.category) == "Delivery"
        assert services.set_category(ticket=ticket, category=None, by=bob).category is None
        first, second = Event.objects.filter(verb="ticket.category").order_by("created_at", "id")
    assert first.data == {"before": {}, "after": {"en": "Delivery", "ar": "التوصيل"}}
    assert second.data == {"before": {"en": "Delivery", "ar": "التوصيل"}, "after": {}}


def test_an_archived_category_stays_where_it_is_and_is_given_to_nobody_else(zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        category = labels.create_category(names={"en": "Delivery"}, by=bob)
        ticket = services.set_category(ticket=make_ticket(), category=category, by=bob)
        category = labels.archive(label=category, by=bob)
        assert services.set_category(ticket=ticket, category=category, by=bob).category == category
        with pytest.raises(Archived):
            services.set_category(ticket=make_ticket(subject="Another"), category=category, by=bob)


def test_an_own_status_that_a_ticket_has_is_not_another_companys(tapuz: Desk, zaytuna: Desk, bob: Member) -> None:
    with tenant_context(zaytuna.tenant):
        own("waiting", bob)
    with tenant_context(tapuz.tenant):
        assert not CustomStatus.objects.exists()
