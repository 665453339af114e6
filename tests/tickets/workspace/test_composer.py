"""The composer's doors: drafts, waiting files, and a reply that came too late."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.pictures import PNG
from tests.factories.tickets import make_reply, make_ticket
from tickets.messages import drafts
from tickets.messages import services as messages
from tickets.messages.models import Attachment, Draft, Message, Upload
from tickets.messages.services import NewFile
from tickets.ticket.models import Ticket

Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def ticket(zaytuna: Desk) -> Ticket:
    with tenant_context(zaytuna.tenant):
        return make_ticket()


@pytest.fixture
def where(ticket: Ticket) -> str:
    return f"/tickets/{ticket.number}/"


def seen(desk: Desk, ticket: Ticket) -> str:
    with tenant_context(desk.tenant):
        return str(Message.objects.filter(ticket=ticket).order_by("-pk")[0].pk)


def answer(text: str = "A new one leaves today.", **more: object) -> dict[str, object]:
    return {"kind": "reply", "audience": "reply", "text": text, **more}


def test_a_draft_is_back_in_any_browser_of_its_writer_and_in_nobody_elses(
    zaytuna: Desk, alice: Member, bob: Member, where: str, browse: Browse
) -> None:
    saved = browse(zaytuna, bob).post(f"{where}draft/", {"text": "half a sent", "audience": "note"})
    assert set(saved.json()) == {"saved"}
    page = browse(zaytuna, bob).get(where).content.decode()
    assert ">half a sent</textarea>" in page
    assert '<span data-draft-words role="status">Draft saved <bdi class="when">' in page
    assert page.split('value="note"')[1].split(">")[0].rstrip().endswith("checked")
    assert "half a sent" not in browse(zaytuna, alice).get(where).content.decode()


def test_sending_clears_the_draft_and_failing_keeps_it(zaytuna: Desk, bob: Member, where: str, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    client.post(f"{where}draft/", {"text": "It leaves today.", "audience": "reply"})
    assert client.post(f"{where}messages/", answer("It leaves today.", audience="note")).status_code == 422
    with tenant_context(zaytuna.tenant):
        assert Draft.objects.count() == 1
    assert client.post(f"{where}messages/", answer("It leaves today.")).status_code == 302
    with tenant_context(zaytuna.tenant):
        assert Draft.objects.count() == 0


def test_discarding_works_with_and_without_a_script(zaytuna: Desk, bob: Member, where: str, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    for headers, status in (({}, 302), ({"HX-Request": "true"}, 200)):
        client.post(f"{where}draft/", {"text": "x", "audience": "reply"})
        assert client.post(f"{where}draft/removal/", headers=headers).status_code == status
        with tenant_context(zaytuna.tenant):
            assert Draft.objects.count() == 0


def test_a_draft_too_long_is_refused_in_words(zaytuna: Desk, bob: Member, where: str, browse: Browse) -> None:
    refused = browse(zaytuna, bob).post(f"{where}draft/", {"text": "x" * 100_001, "audience": "reply"})
    assert (refused.status_code, "100000" in refused.json()["error"]) == (422, True)


def test_a_file_goes_up_waits_through_a_reload_and_leaves_with_the_reply(
    zaytuna: Desk, bob: Member, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    up = client.post(f"{where}uploads/", {"file": SimpleUploadedFile("صورة.png", PNG, "text/html")})
    assert (up.status_code, up.json()["name"]) == (201, "صورة.png")
    page = client.get(where).content.decode()
    assert up.json()["id"] in page
    assert '<span data-draft-words role="status"></span>' in page
    client.post(f"{where}messages/", answer("See.", uploads=[up.json()["id"]]))
    with tenant_context(zaytuna.tenant):
        attachment = Attachment.objects.get()
        assert (attachment.name, attachment.media_type, Upload.objects.count()) == ("صورة.png", "image/png", 0)


def test_a_file_is_taken_out_again_and_the_words_beside_it_stay(
    zaytuna: Desk, alice: Member, bob: Member, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    pk = client.post(f"{where}uploads/", {"file": SimpleUploadedFile("a.txt", b"x")}).json()["id"]
    browse(zaytuna, alice).post(f"{where}uploads/removal/", {"upload": pk})
    with tenant_context(zaytuna.tenant):
        assert Upload.objects.count() == 1
    client.post(f"{where}uploads/removal/", {"upload": pk, "text": "half", "audience": "reply"})
    with tenant_context(zaytuna.tenant):
        assert (Upload.objects.count(), Draft.objects.get().text) == (0, "half")


def test_what_is_too_much_is_refused_in_words(zaytuna: Desk, bob: Member, where: str, browse: Browse) -> None:
    client = browse(zaytuna, bob)
    large = SimpleUploadedFile("film.mp4", b"x" * (10 * 1024 * 1024 + 1))
    refused = client.post(f"{where}uploads/", {"file": large})
    assert (refused.status_code, "film.mp4" in refused.json()["error"]) == (422, True)
    assert client.post(f"{where}uploads/").status_code == 422
    with tenant_context(zaytuna.tenant):
        assert Upload.objects.count() == 0


def test_a_file_that_is_gone_stops_the_message_in_words(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    for gone in ("0199c0c0-0000-7000-8000-000000000000", "nonsense"):
        refused = browse(zaytuna, bob).post(f"{where}messages/", answer(uploads=[gone]))
        assert (refused.status_code, b"composer__err" in refused.content) == (422, True)
    with tenant_context(zaytuna.tenant):
        assert Message.objects.filter(ticket=ticket).count() == 1


def test_without_a_script_files_come_with_the_message_and_with_a_note(
    zaytuna: Desk, bob: Member, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)
    for kind in ("reply", "note"):
        form = {"kind": kind, "audience": kind, "text": "see", "attachments": SimpleUploadedFile("a.png", PNG)}
        assert client.post(f"{where}messages/", form).status_code == 302
    with tenant_context(zaytuna.tenant):
        kinds = Attachment.objects.order_by("pk").values_list("message__kind", "media_type")
        assert list(kinds) == [("reply", "image/png"), ("note", "image/png")]


def test_a_reply_to_an_older_thread_is_held_with_what_is_new(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client, old = browse(zaytuna, bob), seen(zaytuna, ticket)
    assert f'id="composer-seen" value="{old}"' in client.get(where).content.decode()
    with tenant_context(zaytuna.tenant):
        make_reply(ticket, alice, "I have answered her.")
    form = answer(seen=old, attachments=SimpleUploadedFile("a.png", PNG))
    held = client.post(f"{where}messages/", form)
    page = held.content.decode()
    assert held.status_code == 409
    assert "Your reply was not sent." in page
    assert page.index("Your reply was not sent.") < page.index("I have answered her.") < page.index('id="composer"')
    assert page.count("I have answered her.") == 1
    assert ">A new one leaves today.</textarea>" in page
    with tenant_context(zaytuna.tenant):
        assert Message.objects.filter(ticket=ticket, member=bob).count() == 0
        assert (Draft.objects.get().text, Upload.objects.get().name) == ("A new one leaves today.", "a.png")
        upload = str(Upload.objects.get().pk)
    again = client.post(f"{where}messages/", answer(seen=seen(zaytuna, ticket), uploads=[upload]))
    assert again.status_code == 302
    with tenant_context(zaytuna.tenant):
        assert Message.objects.get(ticket=ticket, member=bob).attachments.count() == 1
        assert (Draft.objects.count(), Upload.objects.count()) == (0, 0)


def test_a_note_goes_through_though_the_thread_has_moved(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    old = seen(zaytuna, ticket)
    with tenant_context(zaytuna.tenant):
        make_reply(ticket, alice)
    form = {"kind": "note", "audience": "note", "text": "seen", "seen": old}
    assert browse(zaytuna, bob).post(f"{where}messages/", form).status_code == 302


def test_what_the_page_showed_is_seen_also_when_a_late_mail_stands_further_up(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        first = Message.objects.get(ticket=ticket)
        late = messages.receive(
            ticket=ticket, contact=ticket.requester, body="late", at=first.created_at.replace(year=2020)
        )
    assert f'value="{late.pk}"' in browse(zaytuna, bob).get(where).content.decode()


def test_a_begun_answer_is_marked_in_the_inbox_of_its_writer_only(
    zaytuna: Desk, alice: Member, bob: Member, ticket: Ticket, browse: Browse
) -> None:
    with tenant_context(zaytuna.tenant):
        drafts.save(ticket=ticket, by=bob, text="half", kind="reply")
    mark = '<span class="chip chip--line"><bdi>Draft</bdi></span>'
    assert mark in browse(zaytuna, bob).get("/inbox/").content.decode()
    assert mark not in browse(zaytuna, alice).get("/inbox/").content.decode()


def test_pictures_of_a_mail_are_shown_where_its_sender_put_them(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    markup = '<p>see <img src="cid:torn@x" alt="torn"> and <img src="cid:page@x" alt="page"></p>'
    with tenant_context(zaytuna.tenant):
        files = [
            NewFile("torn.png", PNG, "torn@x"),
            NewFile("page.png", b"<svg onload='alert(1)'/>", "page@x"),
        ]
        messages.receive(ticket=ticket, contact=ticket.requester, body="see", markup=markup, files=files)
        torn = Attachment.objects.get(name="torn.png")
    page = browse(zaytuna, bob).get(where).content.decode()
    assert f'<img src="/attachments/{torn.pk}/picture/" alt="torn">' in page
    assert '<img data-cid="page@x" alt="page">' in page


def test_drafts_and_files_cost_two_queries_however_many_there_are(
    zaytuna: Desk, bob: Member, ticket: Ticket, where: str, browse: Browse
) -> None:
    client = browse(zaytuna, bob)

    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(where)
        assert page.status_code == 200
        return [query["sql"] for query in asked.captured_queries]

    bare = cost()
    assert sum("tickets_draft" in sql or "tickets_upload" in sql for sql in bare) == 2
    client.post(f"{where}draft/", {"text": "half", "audience": "reply"})
    for index in range(3):
        client.post(f"{where}uploads/", {"file": SimpleUploadedFile(f"{index}.png", PNG)})
    with tenant_context(zaytuna.tenant):
        for index in range(10):
            files = [NewFile(f"{index}-{more}.png", PNG) for more in range(3)]
            messages.receive(ticket=ticket, contact=ticket.requester, body="see", files=files)
    assert len(cost()) == len(bare)
    assert client.get(where).content.count(b" data-picture ") == 30
