from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk, add_member
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import services as messages
from tickets.messages.models import Attachment, Message
from tickets.messages.services import NewFile
from tickets.ticket.models import Ticket

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 8  # what the square counts for the rail is one of them


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket(body="My sofa\n\n<b>is</b> torn")


def said(desk: Desk, ticket: Ticket) -> list[tuple[str, str]]:
    with tenant_context(desk.tenant):
        return list(Message.objects.filter(ticket=ticket).order_by("created_at").values_list("kind", "text"))


def test_the_page_shows_what_the_customer_wrote_as_text(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/")
    assert b"&lt;b&gt;is&lt;/b&gt; torn" in page.content


def test_a_note_stays_in_the_house_and_looks_different(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    client.post(f"/tickets/{ticket.number}/messages/", {"kind": "note", "audience": "note", "text": "angry today"})
    assert said(zaytuna, ticket)[-1] == ("note", "angry today")
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert page.count("msg--note") == 1
    assert "internal note · only us" in page


def test_a_reply_goes_to_the_customer_and_says_that_it_is_queued(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    form = {"kind": "reply", "audience": "reply", "text": "A new one leaves today.", "then": "solved"}
    answer = client.post(f"/tickets/{ticket.number}/messages/", form, follow=True)
    assert said(zaytuna, ticket)[-1] == ("reply", "A new one leaves today.")
    assert "Waiting to be sent" in answer.content.decode()
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
    assert ticket.status == "solved"


def test_a_reply_with_an_open_place_is_refused_in_words_and_kept(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    form = {"kind": "reply", "audience": "reply", "text": "Hello {{contact.first_name}}", "then": "solved"}
    answer = browse(zaytuna, bob).post(f"/tickets/{ticket.number}/messages/", form)
    assert answer.status_code == 422
    assert "Nothing was sent: fill in {{contact.first_name}} first." in answer.content.decode()
    assert answer.context["form"]["text"].value() == "Hello {{contact.first_name}}"
    assert [kind for kind, _ in said(zaytuna, ticket)] == ["customer"]


@pytest.mark.parametrize(("kind", "audience"), [("reply", "note"), ("note", "reply"), ("", "note"), ("reply", "")])
def test_when_switch_and_button_disagree_nothing_is_said(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse, kind: str, audience: str
) -> None:
    form = {"kind": kind, "audience": audience, "text": "to whom?"}
    answer = browse(zaytuna, bob).post(f"/tickets/{ticket.number}/messages/", form)
    assert answer.status_code == 422
    assert len(said(zaytuna, ticket)) == 1
    assert "to whom?" in answer.content.decode()


def test_an_empty_message_is_refused_in_words(zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse) -> None:
    answer = browse(zaytuna, bob).post(
        f"/tickets/{ticket.number}/messages/", {"kind": "note", "audience": "note", "text": "  "}
    )
    assert (answer.status_code, b"Write something first." in answer.content) == (422, True)


def test_a_light_user_may_note_but_not_answer(zaytuna: Desk, ticket: Ticket, browse: Browse) -> None:
    client = browse(zaytuna, add_member(zaytuna, "lou@zaytuna.example", "light"))
    where = f"/tickets/{ticket.number}/messages/"
    assert client.post(where, {"kind": "note", "audience": "note", "text": "seen"}).status_code == 302
    assert client.post(where, {"kind": "reply", "audience": "reply", "text": "hello"}).status_code == 422
    assert [kind for kind, _ in said(zaytuna, ticket)] == ["customer", "note"]
    assert 'value="reply"' not in client.get(f"/tickets/{ticket.number}/").content.decode()


@pytest.mark.parametrize(
    ("door", "value", "shown"),
    [("status", "solved", "solved"), ("priority", "urgent", "urgent"), ("status", "nonsense", "new")],
)
def test_a_property_changes_to_what_is_offered(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse, door: str, value: str, shown: str
) -> None:
    browse(zaytuna, bob).post(f"/tickets/{ticket.number}/{door}/", {door: value})
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
    assert getattr(ticket, door) == shown


def test_owner_and_team_change_and_go_away_again(zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    for door, row in (("assignee", bob), ("team", zaytuna.team)):
        for value in (row.pk, ""):
            client.post(f"/tickets/{ticket.number}/{door}/", {door: value})
            with tenant_context(zaytuna.tenant):
                ticket.refresh_from_db()
            assert getattr(ticket, f"{door}_id") == (value or None)


def test_another_companys_member_cannot_own_our_ticket(
    zaytuna: Desk, bob: Member, charlie: Member, ticket: Ticket, browse: Browse
) -> None:
    browse(zaytuna, bob).post(f"/tickets/{ticket.number}/assignee/", {"assignee": charlie.pk})
    with tenant_context(zaytuna.tenant):
        ticket.refresh_from_db()
    assert ticket.assignee_id is None


def test_a_tag_is_added_and_taken_away(zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse) -> None:
    client, where = browse(zaytuna, bob), f"/tickets/{ticket.number}/tags/"
    client.post(where, {"tag": "تالف"})
    client.post(where, {"tag": "lamp"})
    client.post(where, {"tag": "تالف"})
    assert client.get(f"/tickets/{ticket.number}/").context["tags"] == ["lamp", "تالف"]
    client.post(where, {"tag": "lamp", "remove": "1"})
    assert client.get(f"/tickets/{ticket.number}/").context["tags"] == ["تالف"]


def test_htmx_gets_the_panel_and_not_the_page(zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse) -> None:
    answer = browse(zaytuna, bob).post(
        f"/tickets/{ticket.number}/priority/", {"priority": "high"}, headers={"HX-Request": "true"}
    )
    assert b'id="panel"' in answer.content
    assert b"<html" not in answer.content


def test_a_failed_reply_says_why_and_offers_to_send_again(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        reply = make_reply(ticket, bob)
        messages.undeliverable(message_id=str(reply.pk), reason="550 mailbox unavailable")
    client = browse(zaytuna, bob)
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert "550 mailbox unavailable" in page
    assert client.post(f"/messages/{reply.pk}/delivery/").status_code == 302
    with tenant_context(zaytuna.tenant):
        reply.refresh_from_db()
    assert reply.delivery == "queued"


def test_an_attachment_is_a_download_and_never_a_page_of_ours(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        page = NewFile("صفحة.html", b"<script>alert(1)</script>")
        messages.receive(ticket=ticket, contact=ticket.requester, body="see", files=[page])
        attachment = Attachment.objects.get()
    answer = browse(zaytuna, bob).get(f"/attachments/{attachment.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_another_companys_ticket_is_not_here(tapuz: Desk, charlie: Member, ticket: Ticket, browse: Browse) -> None:
    client = browse(tapuz, charlie)
    assert client.get(f"/tickets/{ticket.number}/").status_code == 404
    assert client.post(f"/tickets/{ticket.number}/status/", {"status": "solved"}).status_code == 404


def test_the_ticket_page_costs_the_same_for_one_message_and_for_forty(
    zaytuna: Desk, bob: Member, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = make_ticket()
        for index in range(40):
            messages.note(ticket=ticket, by=bob, body=f"note {index}")
    client = browse(zaytuna, bob)
    with django_assert_max_num_queries(PREAMBLE + 25):  # of them the draft, the files that wait, what to know
        assert client.get(f"/tickets/{ticket.number}/").status_code == 200


def test_of_a_long_thread_the_newest_is_shown_and_the_rest_is_one_click_away(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        for index in range(60):
            messages.note(ticket=ticket, by=bob, body=f"note-{index}.")
    client, where = browse(zaytuna, bob), f"/tickets/{ticket.number}/"
    recent, whole = (client.get(where + query).content.decode() for query in ("", "?whole=1"))
    assert "note-59." in recent
    assert "note-1." not in recent
    assert "Show what was said before" in recent
    assert "note-1." in whole
    assert "Show what was said before" not in whole


def test_the_quoted_rest_and_the_markup_of_a_mail_are_folded_and_harmless(
    zaytuna: Desk, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    hostile = '<p style="color:red" onclick="x()">as it came<script>alert(1)</script></p>'
    with tenant_context(zaytuna.tenant):
        messages.receive(ticket=ticket, contact=ticket.requester, body="new words", hidden="> old", markup=hostile)
    page = browse(zaytuna, bob).get(f"/tickets/{ticket.number}/").content.decode()
    assert "as it came" in page
    for trace in ("onclick", "alert(1)", "style="):
        assert trace not in page
