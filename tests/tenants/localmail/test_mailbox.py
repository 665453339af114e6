import smtplib
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.localmail.backend import EmailBackend
from tenants.localmail.models import LocalMail
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Any) -> None:
    settings.DEMO, settings.EMAIL_URL, settings.FILES_ROOT = True, "", tmp_path


@pytest.fixture
def anybody() -> Callable[[Desk], Client]:
    return lambda desk: Client(headers={"host": desk.host})


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The mails handed to the front door: (mail, sender, recipients)."""
    taken: list[Any] = []

    class Door:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> "Door":
            return self

        def __exit__(self, *_: object) -> None: ...
        def send_message(self, mail: Any, sender: str, to: list[str]) -> None:
            taken.append((message_from_bytes(mail.as_bytes(), policy=policy.default), sender, to))

    monkeypatch.setattr(smtplib, "SMTP", Door)
    return taken


def send(desk: Desk, body: str = "Dear Noura, a new one leaves today.", **changes: Any) -> LocalMail:
    with tenant_context(desk.tenant):
        mail = EmailMultiAlternatives(
            changes.get("subject", "Re: The sofa"),
            body,
            from_email=f"{changes.get('name', 'Zaytuna')} <{desk.mailbox.address}>",
            to=["noura.q@example.com"],
            reply_to=[f"support+1.token@{desk.host}"],
            headers={"Message-ID": "<ours@zaytuna.localhost>", "References": "<1@example.com>"},
        )
        mail.attach_alternative(changes.get("html", f"<p dir='rtl'>{body}</p>"), "text/html")
        EmailBackend().send_messages([mail])
        return LocalMail.objects.get()


def test_the_list_shows_what_left_this_desk_and_no_other(
    zaytuna: Desk, tapuz: Desk, anybody: Callable[[Desk], Client]
) -> None:
    send(zaytuna)
    assert "Re: The sofa" in anybody(zaytuna).get("/mailbox/").content.decode()
    assert "Re: The sofa" not in anybody(tapuz).get("/mailbox/").content.decode()


def test_another_desks_mail_is_not_there(zaytuna: Desk, tapuz: Desk, anybody: Callable[[Desk], Client]) -> None:
    mail = send(zaytuna)
    assert anybody(tapuz).get(f"/mailbox/{mail.pk}/").status_code == 404


def test_the_platforms_host_shows_the_platforms_mail(zaytuna: Desk, client: Client) -> None:
    client.defaults["HTTP_HOST"] = "localhost"
    assert client.get("/mailbox/").status_code == 200
    tenant = Tenant.objects.create(slug="platform", state=Tenant.State.PLATFORM)
    with tenant_context(tenant):
        mail = EmailMultiAlternatives(
            "Confirm", "http://localhost:8000/accounts/confirm-email/abc/", to=["a@b.example"]
        )
        EmailBackend().send_messages([mail])
        kept = LocalMail.objects.get()
    page = client.get(f"/mailbox/{kept.pk}/").content.decode()
    assert 'href="http://localhost:8000/accounts/confirm-email/abc/"' in page
    assert "<textarea" not in page


def test_a_mail_is_shown_without_what_could_act(zaytuna: Desk, anybody: Callable[[Desk], Client]) -> None:
    mail = send(zaytuna, html='<p dir="rtl" style="color:red" onclick="x()">شكرا<script>alert(1)</script></p>')
    page = anybody(zaytuna).get(f"/mailbox/{mail.pk}/").content.decode()
    assert '<p dir="rtl">شكرا</p>' in page
    assert "alert(1)" not in page


def test_a_long_arabic_name_is_read_whole(zaytuna: Desk, anybody: Callable[[Desk], Client]) -> None:
    mail = send(zaytuna, name="سامر النجار · زيتونة هوم للأثاث والمفروشات")
    assert "سامر النجار · زيتونة هوم للأثاث والمفروشات" in anybody(zaytuna).get(f"/mailbox/{mail.pk}/").content.decode()


def test_the_same_mail_sent_twice_is_kept_once(zaytuna: Desk) -> None:
    assert send(zaytuna).pk == send(zaytuna).pk


def test_the_customer_answers_as_a_mail_program_would(
    zaytuna: Desk, anybody: Callable[[Desk], Client], posted: list[Any]
) -> None:
    mail = send(zaytuna)
    response = anybody(zaytuna).post(f"/mailbox/{mail.pk}/answers/", {"body": "Thank you!"})
    assert response.status_code == 302
    [(reply, sender, to)] = posted
    assert (sender, to) == ("noura.q@example.com", [f"support+1.token@{zaytuna.host}"])
    assert reply["In-Reply-To"] == "<ours@zaytuna.localhost>"
    assert reply["References"] == "<1@example.com> <ours@zaytuna.localhost>"
    assert reply["Subject"] == "Re: The sofa"
    text = reply.get_content()
    assert text.startswith("Thank you!\n\nOn ")
    assert "> Dear Noura" in text


def test_an_empty_answer_is_not_sent(zaytuna: Desk, anybody: Callable[[Desk], Client], posted: list[Any]) -> None:
    mail = send(zaytuna)
    assert anybody(zaytuna).post(f"/mailbox/{mail.pk}/answers/", {"body": " "}).status_code == 422
    assert posted == []


def test_a_new_customer_writes(zaytuna: Desk, anybody: Callable[[Desk], Client], posted: list[Any]) -> None:
    letter = {
        "name": "نورة",
        "email": "noura@example.com",
        "to": zaytuna.mailbox.address,
        "subject": "الكنبة",
        "body": "ممزقة",
    }
    assert anybody(zaytuna).post("/mailbox/new/", letter).status_code == 302
    [(mail, sender, to)] = posted
    assert (sender, to) == ("noura@example.com", [zaytuna.mailbox.address])
    assert (str(mail["Subject"]), mail.get_content()) == ("الكنبة", "ممزقة\n")


def test_nobody_writes_to_another_desk_from_here(
    zaytuna: Desk, tapuz: Desk, anybody: Callable[[Desk], Client], posted: list[Any]
) -> None:
    letter = {"name": "N", "email": "n@example.com", "to": tapuz.mailbox.address, "subject": "", "body": "x"}
    assert anybody(zaytuna).post("/mailbox/new/", letter).status_code == 422
    assert posted == []


def test_when_nobody_listens_the_page_says_so(zaytuna: Desk, anybody: Callable[[Desk], Client], settings: Any) -> None:
    settings.MAIL_IN_PORT = 1
    mail = send(zaytuna)
    response = anybody(zaytuna).post(f"/mailbox/{mail.pk}/answers/", {"body": "Thank you!"})
    assert (response.status_code, "mail-in" in response.content.decode()) == (422, True)


@pytest.mark.parametrize(("demo", "email_url"), [(False, ""), (True, "smtp://mail.example.com:25")])
def test_outside_a_demo_the_pages_do_not_exist(
    zaytuna: Desk, anybody: Callable[[Desk], Client], settings: Any, demo: bool, email_url: str
) -> None:
    mail = send(zaytuna)
    settings.DEMO, settings.EMAIL_URL = demo, email_url
    for path in ("/mailbox/", "/mailbox/new/", f"/mailbox/{mail.pk}/"):
        assert anybody(zaytuna).get(path).status_code == 404
    assert anybody(zaytuna).post(f"/mailbox/{mail.pk}/answers/", {"body": "x"}).status_code == 404
