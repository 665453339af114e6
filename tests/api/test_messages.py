"""What is said over the REST API: replies, notes, the customer's words."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.outbox.models import Item
from tests.api.program import Program
from tests.factories.people import Desk
from tests.factories.squares import make_public_ticket, open_place
from tests.factories.tickets import make_reply
from tickets.messages import services as messages
from tickets.messages.errors import NoReply, TooLong
from tickets.messages.models import Message
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
WORDS = "A new sofa leaves today."


def _count(desk: Desk) -> tuple[int, int]:
    with tenant_context(desk.tenant):
        return Message.objects.count(), Item.objects.count()


def test_a_thread_is_read_from_its_beginning_page_by_page(
    zaytuna: Desk, alice: Member, shop: Program, ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        for words in "one", "two", "three":
            messages.note(ticket=ticket, by=alice, body=words)
    first = shop.get(f"/tickets/{ticket.pk}/messages/?limit=3").json()
    second = shop.get(first["next"]).json()
    assert [row["kind"] for row in first["results"]] == ["customer", "note", "note"]
    assert [row["text"] for row in second["results"]] == ["three"]
    assert first["results"][0]["author"]["name"] == "Noura"
    assert second["results"][0]["author"] == {"id": str(alice.pk), "name": "Alice"}
    only = shop.get(f"/tickets/{ticket.pk}/messages/?kind=note").json()["results"]
    assert [row["text"] for row in only] == ["one", "two", "three"]


def test_a_reply_leaves_and_hands_the_turn_to_the_customer(
    zaytuna: Desk, alice: Member, shop: Program, ticket: Ticket
) -> None:
    response = shop.post(f"/tickets/{ticket.pk}/messages/", {"text": WORDS, "then": "solved"})
    assert response.status_code == 201, response.content
    made = response.json()
    assert (made["kind"], made["text"], made["delivery"]) == ("reply", WORDS, "queued")
    assert response.headers["Location"].endswith(f"/tickets/{ticket.pk}/messages/{made['id']}/")
    assert shop.get(response.headers["Location"]).json() == made
    after = shop.get(f"/tickets/{ticket.pk}/").json()
    assert (after["status"], after["waiting_since"], after["assignee"]["name"]) == ("solved", None, "Alice")
    assert _count(zaytuna) == (2, 1)


def test_a_reply_against_a_thread_that_moved_is_stopped(
    zaytuna: Desk, bob: Member, shop: Program, ticket: Ticket
) -> None:
    seen = shop.get(f"/tickets/{ticket.pk}/messages/").json()["results"][-1]["id"]
    with tenant_context(zaytuna.tenant):
        make_reply(ticket, bob)
    before = _count(zaytuna)
    response = shop.post(f"/tickets/{ticket.pk}/messages/", {"text": WORDS, "seen": seen})
    assert (response.status_code, response.json()["code"]) == (409, "thread_moved")
    assert _count(zaytuna) == before


def test_a_reply_with_a_place_to_fill_in_does_not_leave(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    before = _count(zaytuna)
    response = shop.post(f"/tickets/{ticket.pk}/messages/", {"text": "Dear {{contact.name}}, it leaves today."})
    assert (response.status_code, response.json()["code"]) == (409, "unresolved_placeholder")
    assert _count(zaytuna) == before


def test_who_cannot_be_reached_is_not_answered(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    with tenant_context(zaytuna.tenant):
        ticket.requester.identities.all().delete()
    before = _count(zaytuna)
    response = shop.post(f"/tickets/{ticket.pk}/messages/", {"text": WORDS})
    assert (response.status_code, response.json()["code"]) == (409, "no_channel")
    assert _count(zaytuna) == before


def test_a_note_stays_in_the_house_and_counts_as_a_change(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    before = shop.get(f"/tickets/{ticket.pk}/").json()
    response = shop.post(f"/tickets/{ticket.pk}/notes/", {"text": "Ask the driver."})
    assert (response.status_code, response.json()["kind"], response.json()["delivery"]) == (201, "note", None)
    assert "/messages/" in response.headers["Location"]
    after = shop.get(f"/tickets/{ticket.pk}/").json()
    assert after["updated_at"] > before["updated_at"]
    assert after["preview"] == before["preview"]
    assert _count(zaytuna) == (2, 0)


def test_the_customers_words_make_it_our_turn_again(
    zaytuna: Desk, alice: Member, shop: Program, ticket: Ticket
) -> None:
    with tenant_context(zaytuna.tenant):
        make_reply(ticket, alice)
    response = shop.post(f"/tickets/{ticket.pk}/customer-messages/", {"text": "Nothing has come yet."})
    assert (response.status_code, response.json()["kind"]) == (201, "customer")
    assert response.json()["author"]["name"] == "Noura"
    assert shop.get(f"/tickets/{ticket.pk}/").json()["waiting_since"] is not None


def test_somebody_else_may_have_said_it(zaytuna: Desk, shop: Program, ticket: Ticket, foreign: Ticket) -> None:
    husband = shop.post("/contacts/", {"name": "Yusuf"}).json()["id"]
    said = {"text": "I am at home from five.", "contact": husband}
    assert shop.post(f"/tickets/{ticket.pk}/customer-messages/", said).json()["author"]["name"] == "Yusuf"
    stranger = said | {"contact": str(foreign.requester_id)}
    before = _count(zaytuna)
    assert shop.post(f"/tickets/{ticket.pk}/customer-messages/", stranger).status_code == 400
    assert _count(zaytuna) == before


@pytest.mark.parametrize("door", ["messages", "notes", "customer-messages"])
def test_nothing_is_said_without_words(zaytuna: Desk, shop: Program, ticket: Ticket, door: str) -> None:
    before = _count(zaytuna)
    for body in {}, {"text": ""}, {"text": "   "}, {"text": None}, {"text": 7 * [1]}, {"text": "a\x00b"}:
        response = shop.post(f"/tickets/{ticket.pk}/{door}/", body)
        assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "text"), body
    assert _count(zaytuna) == before


@pytest.mark.parametrize("door", ["messages", "notes", "customer-messages", "timeline"])
def test_another_companys_ticket_is_not_there(
    zaytuna: Desk, tapuz: Desk, shop: Program, foreign: Ticket, door: str
) -> None:
    before = _count(tapuz)
    assert shop.get(f"/tickets/{foreign.pk}/{door}/").status_code in (404, 405)
    assert shop.post(f"/tickets/{foreign.pk}/{door}/", {"text": WORDS}).status_code in (404, 405)
    assert _count(tapuz) == before


def test_a_token_without_that_scope_reads_no_words(
    zaytuna: Desk, alice: Member, program: Callable[..., Program], ticket: Ticket
) -> None:
    blind = program(zaytuna, alice, ["tickets:write", "contacts:write"])
    assert blind.get(f"/tickets/{ticket.pk}/").json()["preview"] is None
    for door in "messages", "notes", "customer-messages":
        assert blind.post(f"/tickets/{ticket.pk}/{door}/", {"text": WORDS}).status_code == 403
    denied = blind.get(f"/tickets/{ticket.pk}/messages/")
    assert (denied.status_code, denied.json()["code"]) == (403, "scope_missing")
    assert _count(zaytuna) == (1, 0)


def test_content_language_names_the_language_of_the_text(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    said = {"text": "ok 88214"}
    told = shop.post(f"/tickets/{ticket.pk}/customer-messages/", said, Content_Language="he-IL").json()
    assert told["language"] == "he"
    assert shop.get(f"/tickets/{ticket.pk}/").json()["language"] == "he"
    untold = shop.post(f"/tickets/{ticket.pk}/customer-messages/", said, Content_Language="tlh").json()
    assert untold["language"] == "en"


def test_a_page_of_messages_costs_the_same_whatever_is_on_it(
    zaytuna: Desk, alice: Member, shop: Program, ticket: Ticket
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert shop.get(f"/tickets/{ticket.pk}/messages/?limit=100").status_code == 200
        return len(queries)

    asked()  # the token's use is noted once a minute
    few = asked()
    with tenant_context(zaytuna.tenant):
        for number in range(20):
            messages.note(ticket=ticket, by=alice, body=f"note {number}")
    assert asked() == few <= 10


def test_messages_have_no_other_ids_than_their_tickets(
    zaytuna: Desk, alice: Member, shop: Program, ticket: Ticket
) -> None:
    new = {"subject": "b", "text": "b", "requester": {"email": "b@b.example"}}
    other = shop.post("/tickets/", new).json()["id"]
    [message] = shop.get(f"/tickets/{ticket.pk}/messages/").json()["results"]
    assert shop.get(f"/tickets/{ticket.pk}/messages/{message['id']}/").status_code == 200
    assert shop.get(f"/tickets/{other}/messages/{message['id']}/").status_code == 404


def test_a_public_reply_is_stopped_with_what_was_found_and_leaves_with_a_reason(
    zaytuna: Desk, shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_place(monkeypatch)
    with tenant_context(zaytuna.tenant):
        public = make_public_ticket()
    where, before = f"/tickets/{public.pk}/messages/", _count(zaytuna)
    said = {"text": "יש refund", "audience": "public"}
    stopped = shop.post(where, said)
    problem = stopped.json()
    assert (stopped.status_code, problem["code"], problem["errors"][0]["field"]) == (422, "guard_stopped", "text")
    assert problem["findings"] == [
        {
            "kind": "compensation",
            "words": "refund",
            "start": 3,
            "end": 9,
            "title": "Offers money in public",
            "why": "Whoever reads it will ask for it too.",
        }
    ]
    assert _count(zaytuna) == before
    made = shop.post(where, {**said, "despite": "It is a recall"}).json()
    assert (made["audience"], made["withdrawn_at"], made["delivery"]) == ("public", None, "queued")
    assert [row["text"] for row in shop.get(f"{where}?audience=person").json()["results"]] == []
    assert len(shop.get(f"{where}?audience=public").json()["results"]) == 2


def test_what_a_network_does_not_take_is_a_problem_with_its_numbers_or_its_words(
    zaytuna: Desk, shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(error: Exception) -> dict[str, object]:
        def deliver(_message: Message) -> None:
            raise error

        monkeypatch.setitem(messages.registry.deliverers._entries, "social", deliver)
        response = shop.post(where, {"text": "hello", "audience": "public"})
        return {"answered": response.status_code, **response.json()}

    open_place(monkeypatch)
    with tenant_context(zaytuna.tenant):
        public = make_public_ticket()
    where, before = f"/tickets/{public.pk}/messages/", _count(zaytuna)
    long = refuse(TooLong(61, 60))
    assert (long["answered"], long["code"], long["length"], long["limit"]) == (422, "too_long", 61, 60)
    shut = refuse(NoReply("The post is gone."))
    assert (shut["answered"], shut["code"], shut["detail"]) == (409, "no_reply", "The post is gone.")
    assert _count(zaytuna) == before


def test_a_ticket_that_came_by_mail_is_not_answered_in_public(zaytuna: Desk, shop: Program, ticket: Ticket) -> None:
    before = _count(zaytuna)
    response = shop.post(f"/tickets/{ticket.pk}/messages/", {"text": WORDS, "audience": "public"})
    assert (response.status_code, response.json()["code"]) == (409, "no_reply")
    assert _count(zaytuna) == before
