"""The private page: its address is its key."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.canaries import snapshot
from tests.factories.forms import path, send, stamp, submit
from tests.factories.people import Desk
from tests.factories.tickets import make_reply
from tickets.messages import services as messages
from tickets.messages.models import Attachment, Message
from tickets.messages.services import NewFile
from tickets.portal import services
from tickets.portal.models import Link
from tickets.portal.rules.keys import Purpose
from tickets.portal.services import Sent
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db
PREAMBLE = 7


@pytest.fixture
def sent(zaytuna: Desk, alice: Member) -> Sent:
    """Noura's form, answered by Alice and spoken of in a note."""
    with tenant_context(zaytuna.tenant):
        sent = submit(files=[NewFile("torn.txt", b"torn")])
        reply = [NewFile("label.txt", b"label")]
        messages.reply(ticket=sent.link.ticket, by=alice, body="A new one leaves **today**.", files=reply)
        messages.note(ticket=sent.link.ticket, by=alice, body="canary-note")
        return sent


def at(desk: Desk, sent: Sent, purpose: Purpose = Purpose.MAIL, rest: str = "") -> str:
    with tenant_context(desk.tenant):
        return path(sent, purpose, rest)


def get(desk: Desk, url: str, **headers: Any) -> HttpResponse:
    return Client().get(url, HTTP_HOST=desk.host, **headers)


def post(desk: Desk, url: str, **data: Any) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post(url, data, HTTP_HOST=desk.host)


def answer(desk: Desk, sent: Sent, purpose: Purpose = Purpose.MAIL, **data: Any) -> HttpResponse:
    good = stamp(desk, f"answer:{sent.link.pk.hex}", seconds_ago=0)
    return post(desk, at(desk, sent, purpose, "messages/"), **{"stamp": good, **data})


def test_the_mailed_link_shows_what_was_said_and_nothing_else(zaytuna: Desk, sent: Sent) -> None:
    page = get(zaytuna, at(zaytuna, sent)).content.decode()
    for words in ("The sofa that arrived today is torn.", "A new one leaves <strong>today</strong>.", "Alice", "#1"):
        assert words in page
    assert "canary-note" not in page
    assert "alice@zaytuna.example" not in page


def test_the_link_from_the_browser_shows_only_what_was_sent_with_it(zaytuna: Desk, sent: Sent) -> None:
    page = get(zaytuna, at(zaytuna, sent, Purpose.PAGE)).content.decode()
    assert "The sofa that arrived today is torn." in page
    assert "A new one leaves" not in page
    assert "label.txt" not in page
    assert "We have answered by e-mail." in page


def test_the_page_leaves_no_trace(zaytuna: Desk, sent: Sent) -> None:
    headers = get(zaytuna, at(zaytuna, sent)).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in headers


def _wrong_keys(desk: Desk, other: Desk, sent: Sent, by: Member) -> list[str]:
    good = at(desk, sent).split("/")[2]
    with tenant_context(desk.tenant):
        gone = path(submit(), Purpose.MAIL).split("/")[2]
        revoked = submit()
        services.revoke(ticket=revoked.link.ticket, by=by)
        taken = path(revoked, Purpose.MAIL).split("/")[2]
        Link.objects.filter(pk=Link.objects.order_by("created_at")[1].pk).delete()
    with tenant_context(other.tenant):
        foreign = path(submit(), Purpose.MAIL).split("/")[2]
    changed = good[:-1] + ("A" if good[-1] != "A" else "B")
    return ["x", "null", good[:-1], good + "A", good.lower(), changed, gone, taken, foreign, "A" * 48, str(uuid4())]


def test_every_wrong_key_is_answered_alike(zaytuna: Desk, tapuz: Desk, sent: Sent, alice: Member) -> None:
    keys = _wrong_keys(zaytuna, tapuz, sent, alice)
    with tenant_context(zaytuna.tenant):
        attachment = Attachment.objects.order_by("id").first()
    before = snapshot(zaytuna)
    for rest, send_it in (
        ("", get),
        (f"files/{attachment.pk}/", get),
        ("messages/", post),
        ("confirmation/", post),
        ("denial/", post),
    ):
        answers = {(page.status_code, page.content) for page in (send_it(zaytuna, f"/c/{key}/{rest}") for key in keys)}
        assert len(answers) == 1
        [(status, body)] = answers
        assert status == 404
        assert b"This link leads nowhere" in body
    assert snapshot(zaytuna) == before


def test_the_page_is_in_the_customers_language(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        sent = submit(subject="الكنبة وصلت ممزّقة", body="السلام عليكم، وصلت الكنبة وفيها شقّ.", language="ar")
    assert '<html lang="ar" dir="rtl"' in get(zaytuna, at(zaytuna, sent)).content.decode()
    assert '<html lang="en" dir="ltr"' in get(zaytuna, at(zaytuna, sent) + "?lang=en").content.decode()


def test_an_answer_with_a_file_opens_a_solved_ticket(zaytuna: Desk, sent: Sent) -> None:
    with tenant_context(zaytuna.tenant):
        Ticket.objects.update(status="solved")
    response = answer(zaytuna, sent, text="Torn again.", attachments=SimpleUploadedFile("photo.txt", b"photo"))
    assert response.status_code == 303
    page = get(zaytuna, response.headers["Location"]).content.decode()
    assert "Torn again." in page
    assert "photo.txt" in page
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().status == "open"
        assert Link.objects.get().confirmed_at is not None


def test_a_file_alone_is_an_answer(zaytuna: Desk, sent: Sent) -> None:
    assert answer(zaytuna, sent, attachments=SimpleUploadedFile("photo.txt", b"photo")).status_code == 303


def test_an_empty_answer_is_told_so(zaytuna: Desk, sent: Sent) -> None:
    before = snapshot(zaytuna)
    refused = answer(zaytuna, sent, text="  ")
    assert (refused.status_code, b"Write something first." in refused.content) == (422, True)
    assert snapshot(zaytuna) == before


@pytest.mark.parametrize("bad", ["", "nonsense", "of-the-form", "of-another"])
def test_an_answer_needs_the_stamp_of_its_own_page(zaytuna: Desk, sent: Sent, bad: str) -> None:
    stamps = {"of-the-form": stamp(zaytuna), "of-another": stamp(zaytuna, f"answer:{uuid4().hex}")}
    before = snapshot(zaytuna)
    refused = answer(zaytuna, sent, stamp=stamps.get(bad, bad), text="my words")
    assert refused.status_code == 422
    assert b"my words" in refused.content
    assert snapshot(zaytuna) == before


def test_two_presses_are_one_answer(zaytuna: Desk, sent: Sent) -> None:
    mark = stamp(zaytuna, f"answer:{sent.link.pk.hex}")
    for _ in range(2):
        assert answer(zaytuna, sent, stamp=mark, text="once").status_code == 303
    with tenant_context(zaytuna.tenant):
        assert Message.objects.filter(text="once").count() == 1


def test_who_writes_too_much_is_told_to_wait(zaytuna: Desk, sent: Sent) -> None:
    for index in range(20):
        answer(zaytuna, sent, text=f"more {index}")
    before = snapshot(zaytuna)
    refused = answer(zaytuna, sent, text="and more")
    assert snapshot(zaytuna) == before
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert b"and more" in refused.content


def test_it_was_me(zaytuna: Desk, sent: Sent) -> None:
    url = at(zaytuna, sent)
    assert "Did you write this?" in get(zaytuna, url).content.decode()
    with tenant_context(zaytuna.tenant):
        assert Link.objects.get().confirmed_at is None, "a mail program that looks at links proves nothing"
    assert post(zaytuna, f"{url}confirmation/").status_code == 303
    assert "Did you write this?" not in get(zaytuna, url).content.decode()
    with tenant_context(zaytuna.tenant):
        assert Link.objects.get().confirmed_at is not None


def test_it_was_not_me(zaytuna: Desk, sent: Sent) -> None:
    url = at(zaytuna, sent)
    assert "Thank you for telling us" in post(zaytuna, f"{url}denial/").content.decode()
    assert get(zaytuna, url).status_code == 404
    assert get(zaytuna, at(zaytuna, sent, Purpose.PAGE)).status_code == 404


@pytest.mark.parametrize("purpose", [Purpose.PAGE, Purpose.GIVEN])
@pytest.mark.parametrize("verb", ["confirmation", "denial"])
def test_nobody_else_is_asked_or_heard(zaytuna: Desk, sent: Sent, purpose: Purpose, verb: str) -> None:
    url = at(zaytuna, sent, purpose)
    assert "Did you write this?" not in get(zaytuna, url).content.decode()
    assert post(zaytuna, f"{url}{verb}/").status_code == 422
    with tenant_context(zaytuna.tenant):
        link = Link.objects.get()
    assert (link.confirmed_at, link.disowned_at, link.revoked_at) == (None, None, None)


def test_files_come_only_through_a_door_that_shows_their_message(zaytuna: Desk, sent: Sent, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        files = {row.name: row.pk for row in Attachment.objects.all()}
        other = submit(files=[NewFile("other.txt", b"other")])
        foreign = Attachment.objects.get(name="other.txt")
    mailed = get(zaytuna, at(zaytuna, sent, rest=f"files/{files['label.txt']}/"))
    assert b"".join(mailed.streaming_content) == b"label"
    assert "attachment" in mailed.headers["Content-Disposition"]
    assert "no-store" in mailed.headers["Cache-Control"]
    assert mailed.headers["Referrer-Policy"] == "no-referrer"
    assert get(zaytuna, at(zaytuna, sent, Purpose.PAGE, f"files/{files['torn.txt']}/")).status_code == 200
    assert get(zaytuna, at(zaytuna, sent, Purpose.PAGE, f"files/{files['label.txt']}/")).status_code == 404
    assert get(zaytuna, at(zaytuna, sent, rest=f"files/{foreign.pk}/")).status_code == 404
    assert other.link.pk != sent.link.pk


def test_a_customers_words_are_text(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        sent = submit(subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    page = get(zaytuna, at(zaytuna, sent)).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_customers_visit_is_seen_and_a_colleagues_is_not(
    zaytuna: Desk, sent: Sent, alice: Member, browse: Callable[[Desk, Member], Client]
) -> None:
    browse(zaytuna, alice).get(at(zaytuna, sent))
    with tenant_context(zaytuna.tenant):
        assert Link.objects.get().seen_at is None
    get(zaytuna, at(zaytuna, sent))
    with tenant_context(zaytuna.tenant):
        assert Link.objects.get().seen_at is not None


def test_the_page_costs_the_same_for_one_message_and_for_forty(
    zaytuna: Desk, sent: Sent, alice: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with tenant_context(zaytuna.tenant):
        for index in range(40):
            make_reply(sent.link.ticket, alice, f"reply {index}")
    url = at(zaytuna, sent)
    with django_assert_max_num_queries(PREAMBLE + 5):
        assert get(zaytuna, url).status_code == 200


def test_another_companys_key_opens_nothing_of_ours(zaytuna: Desk, tapuz: Desk, sent: Sent) -> None:
    assert get(tapuz, at(zaytuna, sent)).status_code == 404
    assert send(tapuz).status_code == 200


def test_what_was_said_in_public_says_so_and_what_nobody_has_published_is_not_there(
    zaytuna: Desk, alice: Member, sent: Sent
) -> None:
    with tenant_context(zaytuna.tenant):
        ticket = sent.link.ticket
        said = {"ticket": ticket, "created_at": ticket.created_at, "audience": "public"}
        for delivery in ("sent", "queued", "failed"):
            Message.objects.create(**said, kind="reply", member=alice, text=f"pub-{delivery}", delivery=delivery)
        gone = Message.objects.create(
            **said, kind="customer", contact=ticket.requester, text="", withdrawn_at=ticket.created_at
        )
        file = Attachment.objects.filter(name="label.txt").get()
        Attachment.objects.filter(pk=file.pk).update(message=gone)
    page = get(zaytuna, at(zaytuna, sent)).content.decode()
    assert ("pub-sent" in page, "pub-queued" in page, "pub-failed" in page) == (True, False, False)
    assert page.count('<span class="chip chip--public">') == 2
    assert "You took this back." in page
    assert "canary-note" not in page
    assert "label.txt" not in page
    assert get(zaytuna, at(zaytuna, sent, rest=f"files/{file.pk}/")).status_code == 404
