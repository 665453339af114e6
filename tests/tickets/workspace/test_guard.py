"""Words that everybody would read are read first; what is stopped is shown, with why."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.squares import LIMIT, Place, make_public_ticket, open_place
from tests.tickets.workspace.public import form, said
from tickets.messages.models import Draft, Message
from tickets.ticket.models import Ticket
from tickets.timeline.models import Event

Browse = Callable[[Desk, Member], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    return open_place(monkeypatch)


@pytest.fixture
def ticket(zaytuna: Desk, place: Place) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_public_ticket()


@pytest.fixture
def where(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/"


def test_what_a_guard_finds_is_stopped_and_shown_with_its_words_and_why(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, place: Place, browse: Browse
) -> None:
    answer = browse(zaytuna, bob).post(f"{where}messages/", form("We refund you."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Stopped before anybody saw it" in page
    assert "<bdi><q>refund</q></bdi>" in page
    assert "Whoever reads it will ask for it too." in page
    assert "1 to fix" in page
    assert ">We refund you.</textarea>" in page
    assert (said(zaytuna, ticket), place.sent) == ([], [])


def test_the_guard_reads_only_what_everybody_will_read(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    for kind in ("reply", "note"):
        assert client.post(f"{where}messages/", form("We refund you.", kind)).status_code == 302


def test_all_the_same_needs_its_own_button_and_a_reason(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    refused = client.post(f"{where}messages/", form("We refund you.", despite="They asked for it"))
    assert refused.status_code == 422
    without = client.post(f"{where}messages/", form("We refund you.", "despite", despite=" "))
    assert (without.status_code, b"Say why it is published all the same." in without.content) == (422, True)
    assert said(zaytuna, ticket) == []
    assert (
        client.post(f"{where}messages/", form("We refund you.", "despite", despite="It is a recall")).status_code == 302
    )
    assert said(zaytuna, ticket) == [("reply", "public", "We refund you.")]
    with tenant_context(zaytuna.tenant):
        assert Event.objects.get(verb="guard.overridden").data["reason"] == "It is a recall"
    page = client.get(where).content.decode()
    assert "Published what had been stopped: <bdi>It is a recall</bdi>" in page


def test_while_one_types_the_server_reads_along_and_keeps_nothing(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    read = client.post(f"{where}reading/", {"text": "We refund you.", "audience": "public"}).content.decode()
    assert all(words in read for words in ("14 / 60", "1 to fix", "Stopped before anybody saw it"))
    calm = client.post(f"{where}reading/", {"text": "We are sorry.", "audience": "public"}).content.decode()
    assert "guard__head" not in calm
    direct = client.post(f"{where}reading/", {"text": "We refund you.", "audience": "reply"}).content.decode()
    assert ("guard__head" in direct, " / 60" in direct) == (False, False)
    long = client.post(f"{where}reading/", {"text": "x" * (LIMIT + 1), "audience": "public"}).content.decode()
    assert ("is-over" in long, "61 / 60" in long) == (True, True)
    assert client.post(f"{where}reading/", {"text": "x" * 100_001, "audience": "public"}).status_code == 422
    with tenant_context(zaytuna.tenant):
        assert (Draft.objects.count(), Message.objects.count()) == (0, 1)


def test_reading_along_costs_little(zaytuna: Desk, bob: Member, where: str, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    with CaptureQueriesContext(connection) as asked:
        client.post(f"{where}reading/", {"text": "We refund you.", "audience": "public"})
    assert len([query for query in asked.captured_queries if query["sql"].startswith("SELECT")]) <= 7
