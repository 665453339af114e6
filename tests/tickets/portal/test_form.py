"""The public form: what it takes, what it refuses in words, and that it never lies about having taken it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.tenancy.models import Company
from tests.factories.canaries import snapshot
from tests.factories.forms import NOURA, WORDS, send, stamp
from tests.factories.people import Desk
from tickets.calendars.models import Calendar
from tickets.mail.models import Mailbox
from tickets.messages.models import Attachment, Message
from tickets.portal.models import Link, WebForm
from tickets.ticket.models import Category, Ticket
from tickets.timeline.models import Event

pytestmark = pytest.mark.django_db
PREAMBLE = 7
Change = Callable[..., None]


@pytest.fixture
def change(zaytuna: Desk) -> Change:
    """Set the form up."""

    def change(**values: Any) -> None:
        with tenant_context(zaytuna.tenant):
            WebForm.objects.create(**values)

    return change


def get(desk: Desk, path: str = "/form/", **headers: str) -> str:
    return Client().get(path, HTTP_HOST=desk.host, headers=headers).content.decode()


def count(desk: Desk) -> int:
    with tenant_context(desk.tenant):
        return Ticket.objects.count()


def test_a_message_gives_a_number_and_a_private_link(zaytuna: Desk) -> None:
    page = send(zaytuna).content.decode()
    assert "#1" in page
    with tenant_context(zaytuna.tenant):
        assert Message.objects.get().text == WORDS["text"]
    link = page.split('id="link"')[1].split('value="')[1].split('"')[0]
    assert link.startswith(f"http://{zaytuna.host}:8000/c/")
    assert WORDS["text"] in get(zaytuna, link.partition(":8000")[2])


def test_files_go_along(zaytuna: Desk) -> None:
    photo = SimpleUploadedFile("../../torn.txt", b"torn")
    send(zaytuna, attachments=photo)
    with tenant_context(zaytuna.tenant):
        assert (Attachment.objects.get().name, Attachment.objects.get().size) == ("torn.txt", 4)


def test_two_presses_are_one_ticket_and_the_same_page(zaytuna: Desk) -> None:
    mark = stamp(zaytuna)
    first, second = send(zaytuna, stamp=mark), send(zaytuna, stamp=mark)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert count(zaytuna) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write your name"),
        ({"email": "nobody"}, "This is no e-mail address."),
        ({"email": "support@zaytuna.localhost"}, "This is our own address."),
        ({"subject": ""}, "Say in a few words"),
        ({"text": " "}, "Write your message."),
        ({"website": "http://spam.example"}, "a field that nobody sees"),
        ({"stamp": "nonsense"}, "press the button once more"),
        ({"stamp": None}, "press the button once more"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(zaytuna: Desk, changes: dict[str, Any], words: str) -> None:
    before = snapshot(zaytuna)
    answer = send(zaytuna, **{"text": "my long story", **changes})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "my long story" in page or "text" in changes
    assert "noura.q@example.com" in page or "email" in changes
    assert snapshot(zaytuna) == before


@pytest.mark.parametrize(("seconds_ago", "words"), [(1, "very quick"), (13 * 3600, "press the button once more")])
def test_a_robots_haste_and_an_old_page_are_told_apart(zaytuna: Desk, seconds_ago: int, words: str) -> None:
    answer = send(zaytuna, stamp=stamp(zaytuna, seconds_ago=seconds_ago))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert count(zaytuna) == 0


def _stamp_in(page: str) -> str:
    return page.split('name="stamp" value="')[1].split('"')[0]


def test_the_page_that_was_too_old_can_be_sent_at_once(zaytuna: Desk) -> None:
    refused = send(zaytuna, stamp=stamp(zaytuna, seconds_ago=13 * 3600)).content.decode()
    assert send(zaytuna, stamp=_stamp_in(refused)).status_code == 200


def test_a_fresh_page_takes_time_to_fill(zaytuna: Desk) -> None:
    assert send(zaytuna, stamp=_stamp_in(get(zaytuna))).status_code == 422


def test_a_stamp_of_another_company_is_none(zaytuna: Desk, tapuz: Desk) -> None:
    assert send(zaytuna, stamp=stamp(tapuz)).status_code == 422
    assert (count(zaytuna), count(tapuz)) == (0, 0)


def test_no_session_and_no_cookie_is_needed(zaytuna: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/form/", HTTP_HOST=zaytuna.host)
    assert not page.cookies
    answer = send(zaytuna, client=strict)
    assert (answer.status_code, len(answer.cookies)) == (200, 0)


def test_a_known_category_is_offered_and_another_refused(zaytuna: Desk, tapuz: Desk) -> None:
    assert 'name="category"' not in get(zaytuna)
    with tenant_context(tapuz.tenant):
        foreign = Category.objects.create(name_en="Foreign")
    with tenant_context(zaytuna.tenant):
        ours = Category.objects.create(name_en="Delivery", name_ar="التوصيل")
        Category.objects.create(name_en="Gone", archived_at=clock.now())
    page = get(zaytuna, "/form/?lang=ar")
    assert "التوصيل" in page
    assert "Gone" not in page
    assert send(zaytuna, category=foreign.pk).status_code == 422
    assert send(zaytuna, category=ours.pk).status_code == 200
    with tenant_context(zaytuna.tenant):
        assert Ticket.objects.get().category == ours


def test_a_consent_line_must_be_ticked_and_is_kept(zaytuna: Desk, change: Change) -> None:
    change(consent_en="I agree.", consent_ar="أوافق.")
    assert send(zaytuna).status_code == 422
    assert send(zaytuna, consent="on", path="/form/?lang=ar").status_code == 200
    with tenant_context(zaytuna.tenant):
        assert Event.objects.get(verb="portal.submitted").data["consent"] == "أوافق."


def test_a_closed_form_says_where_to_write_and_gives_the_words_back(zaytuna: Desk, change: Change) -> None:
    change(is_open=False)
    page = get(zaytuna)
    assert "support@zaytuna.localhost" in page
    assert "<form" not in page
    assert "my long story" in send(zaytuna, text="my long story").content.decode()
    assert count(zaytuna) == 0


def test_a_suspended_company_has_no_form(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        Tenant.objects.filter(pk=zaytuna.tenant.pk).update(state=Tenant.State.SUSPENDED)
    assert send(zaytuna).status_code == 404
    with tenant_context(zaytuna.tenant):
        assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("query", "accept", "language", "direction"),
    [
        ("", "", "en", "ltr"),
        ("", "ar-SA,en;q=0.5", "ar", "rtl"),
        ("?lang=he", "ar", "he", "rtl"),
        ("?lang=ar-EG", "", "ar", "rtl"),
        ("?lang=fr", "", "en", "ltr"),
        ("?lang=fa&dir=rtl", "", "ar", "rtl"),
        ("?lang=\x00%22", "", "en", "ltr"),
    ],
)
def test_the_page_speaks_as_it_is_asked(zaytuna: Desk, query: str, accept: str, language: str, direction: str) -> None:
    page = get(zaytuna, f"/form/{query}", **{"Accept-Language": accept})
    assert f'<html lang="{language}" dir="{direction}"' in page


def test_only_the_languages_of_the_company_are_offered(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        Company.objects.update(languages=["en"])
    assert '<html lang="en"' in get(zaytuna, "/form/?lang=ar")


def test_the_intro_is_in_the_language_of_the_page(zaytuna: Desk, change: Change) -> None:
    change(intro_en="Tell us <b>all</b>.", intro_ar="أخبرونا.")
    assert "أخبرونا." in get(zaytuna, "/form/?lang=ar")
    assert "Tell us &lt;b&gt;all&lt;/b&gt;." in get(zaytuna, "/form/?lang=he")


def test_who_sends_too_much_is_told_when_and_keeps_his_words(zaytuna: Desk) -> None:
    for _ in range(5):
        assert send(zaytuna).status_code == 200
    before = count(zaytuna)
    answer = send(zaytuna, text="my long story")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "my long story" in answer.content.decode()
    assert count(zaytuna) == before
    assert send(zaytuna, email="yossi@example.com").status_code == 200


def test_neighbours_are_one_network(zaytuna: Desk) -> None:
    def call(index: int, address: str) -> int:
        client = Client(REMOTE_ADDR=address)
        return send(zaytuna, client=client, email=f"{index}@example.com").status_code

    assert {call(index, f"203.0.113.{index}") for index in range(20)} == {200}
    assert call(21, "203.0.113.200") == 429
    assert call(22, "203.0.114.1") == 200


def test_what_the_page_says_about_the_answer_is_true(zaytuna: Desk) -> None:
    assert "We aim to answer within" in send(zaytuna).content.decode()
    another_day = str((clock.now() + timedelta(days=3)).isoweekday())
    with tenant_context(zaytuna.tenant):
        Calendar.objects.update(week={another_day: [["09:00", "17:00"]]}, version=F("version") + 1)
    assert "Somebody is there again" in send(zaytuna, email="yossi@example.com").content.decode()
    with tenant_context(zaytuna.tenant):
        Calendar.objects.update(week={}, version=F("version") + 1)
    said = send(zaytuna, email="dan@example.com").content.decode()
    assert "Somebody is there again" not in said
    assert "aim to answer" not in said


def test_who_waits_for_more_than_a_week_reads_the_day_and_the_hour(zaytuna: Desk) -> None:
    opening = (clock.now() + timedelta(days=9)).date()
    with tenant_context(zaytuna.tenant):
        calendar = Calendar.objects.get()
        calendar.days.create(name="Eid", first=clock.now().date() - timedelta(days=1), last=opening - timedelta(days=1))
        week = {str(day): [["09:30", "17:00"]] for day in range(1, 8)}
        Calendar.objects.update(week=week, version=F("version") + 1)
    said = send(zaytuna).content.decode()
    assert f"again from <bdi>{opening:%a} {opening.day} {opening:%b} {opening.year}, 09:30</bdi>" in said


def test_no_mail_is_promised_that_will_not_come(zaytuna: Desk) -> None:
    assert "is on its way" in send(zaytuna).content.decode()
    with tenant_context(zaytuna.tenant):
        Mailbox.objects.all().delete()
    assert "is on its way" not in send(zaytuna, email="yossi@example.com").content.decode()


@pytest.mark.parametrize(("method", "most"), [("get", 4), ("post", 50)])
def test_the_form_costs_few_queries(
    zaytuna: Desk, method: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    data = {"stamp": stamp(zaytuna), **WORDS}
    with django_assert_max_num_queries(PREAMBLE + most):
        getattr(Client(), method)("/form/", data if method == "post" else {}, HTTP_HOST=zaytuna.host)


def test_nobody_learns_from_the_form_whom_we_know(zaytuna: Desk) -> None:
    known = send(zaytuna, email=NOURA, name="A").content.decode()
    again = send(zaytuna, email=NOURA, name="B").content.decode()
    new = send(zaytuna, email="new@example.com", name="C").content.decode()
    shown = (page.partition('id="link"')[0].replace("new@example.com", NOURA) for page in (known, again, new))
    assert len({re.sub(r"#\d", "#", page) for page in shown}) == 1
