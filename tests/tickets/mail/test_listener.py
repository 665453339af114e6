"""A real client talks to the real listener over a socket."""

import asyncio
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError

from tenants.files import storage
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tests.factories.mail import write
from tests.factories.people import Desk
from tickets.mail import listener, selectors
from tickets.mail.listener import Listener
from tickets.mail.models import Inbound

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = "noura.q@example.com"
SUPPORT = "support@zaytuna.localhost"


@contextmanager
def listening(*, lmtp: bool = False) -> Iterator[int]:
    """A listener in a thread of its own; gives its port."""
    ready, stop, port = Event(), Event(), []

    async def run() -> None:
        async with Listener("127.0.0.1", 0, lmtp=lmtp, threads=2) as door:
            port.append(door.port)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = Thread(target=lambda: asyncio.run(run()))
    thread.start()
    ready.wait(5)
    try:
        yield port[0]
    finally:
        stop.set()
        thread.join(20)


@pytest.fixture
def smtp(zaytuna: Desk) -> Iterator[smtplib.SMTP]:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        yield client


@pytest.fixture
def lmtp(zaytuna: Desk) -> Iterator[smtplib.LMTP]:
    with listening(lmtp=True) as port, smtplib.LMTP("127.0.0.1", port) as client:
        yield client


def kept(desk: Desk) -> list[Inbound]:
    with tenant_context(desk.tenant):
        return list(Inbound.objects.order_by("id"))


def offer(client: smtplib.SMTP, recipient: str, sender: str = SENDER) -> tuple[int, bytes]:
    client.ehlo_or_helo_if_needed()
    client.mail(sender)
    return client.rcpt(recipient)


def test_a_mail_is_safe_before_the_answer(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    assert smtp.sendmail(SENDER, [SUPPORT], write()) == {}
    assert len(kept(zaytuna)) == 1


def test_many_mails_come_over_one_connection(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    for number in range(5):
        smtp.sendmail(SENDER, [SUPPORT], write(message_id=f"<{number}@example.com>"))
    assert len(kept(zaytuna)) == 5


@pytest.mark.parametrize("stranger", ["boss@zaytuna.localhost", "someone@gmail.com", "support@zaytuna.localhost.evil"])
def test_a_recipient_that_is_not_ours_is_refused(smtp: smtplib.SMTP, zaytuna: Desk, stranger: str) -> None:
    assert offer(smtp, stranger) == (550, b"5.1.1 No such mailbox here")
    assert kept(zaytuna) == []


def test_no_relay_also_among_good_recipients(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    refused = smtp.sendmail(SENDER, [SUPPORT, "someone@gmail.com"], write())
    assert list(refused) == ["someone@gmail.com"]
    assert [inbound.envelope_to for inbound in kept(zaytuna)] == [SUPPORT]


def test_an_empty_sender_is_a_sender(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    smtp.sendmail("", [SUPPORT], write())
    assert kept(zaytuna)[0].envelope_from == "<>"


def test_a_paused_company_is_asked_for_later(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        Tenant.objects.filter(pk=zaytuna.tenant.pk).update(state=Tenant.State.SUSPENDED)
    assert offer(smtp, SUPPORT)[0] == 450


def test_a_mail_that_says_it_is_too_large_is_refused_before_it_is_sent(smtp: smtplib.SMTP) -> None:
    smtp.ehlo()
    assert smtp.has_extn("size")
    assert smtp.mail(SENDER, options=[f"SIZE={30 * 1024 * 1024}"])[0] == 552


def test_a_mail_that_is_too_large_is_refused(zaytuna: Desk, settings: Any) -> None:
    settings.MAIL_IN_MAX_BYTES = 2000
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as client:
        offer(client, SUPPORT)
        assert client.data(write("x" * 70 + "\n" * 3000))[0] == 552
        client.sendmail(SENDER, [SUPPORT], write())
    assert len(kept(zaytuna)) == 1


def test_too_many_recipients_are_asked_for_in_another_mail(smtp: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MAX_RECIPIENTS", 2)
    offer(smtp, SUPPORT)
    assert [smtp.rcpt(SUPPORT)[0] for _ in range(2)] == [250, 452]


def test_a_long_line_is_kept_and_a_monstrous_one_refused(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    head = write("x").partition(b"\n\n")[0] + b"\n\n"
    smtp.sendmail(SENDER, [SUPPORT], head + b"x" * 200_000)
    assert len(kept(zaytuna)) == 1
    offer(smtp, SUPPORT)
    assert smtp.data(head + b"x" * 3_000_000)[0] == 500


def test_addresses_and_headers_in_utf8_are_taken(smtp: smtplib.SMTP, zaytuna: Desk) -> None:
    raw = write().replace(b"The sofa arrived", "الكنبة".encode())
    smtp.sendmail("نورة@example.com", [SUPPORT], raw, mail_options=["SMTPUTF8"])
    assert kept(zaytuna)[0].envelope_from == "نورة@example.com"


def test_when_the_disk_is_full_nothing_is_acknowledged(
    smtp: smtplib.SMTP, zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file = storage.write
    monkeypatch.setattr(storage, "write", _raise(OSError(28, "No space left on device")))
    offer(smtp, SUPPORT)
    assert smtp.data(write())[0] == 451
    monkeypatch.setattr(storage, "write", write_file)
    smtp.sendmail(SENDER, [SUPPORT], write())
    assert len(kept(zaytuna)) == 1


def test_when_the_database_is_away_nothing_is_acknowledged(
    smtp: smtplib.SMTP, zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(smtp, SUPPORT)
    monkeypatch.setattr(selectors, "first_recipients", _raise(OperationalError("gone")))
    assert smtp.data(write())[0] == 451
    monkeypatch.setattr(selectors, "recipient", _raise(OperationalError("gone")))
    assert offer(smtp, SUPPORT)[0] == 451
    assert kept(zaytuna) == []


def test_a_client_that_hangs_up_in_the_middle_leaves_nothing(zaytuna: Desk) -> None:
    with listening() as port:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"HELO x\r\nMAIL FROM:<{SENDER}>\r\nRCPT TO:<{SUPPORT}>\r\nDATA\r\nSubject: half".encode())
            client.recv(4096)
        with smtplib.SMTP("127.0.0.1", port) as other:
            other.sendmail(SENDER, [SUPPORT], write())
    assert len(kept(zaytuna)) == 1


def test_one_client_too_many_is_asked_for_later(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MAX_SESSIONS", 1)
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as first:
        first.noop()
        with pytest.raises(smtplib.SMTPConnectError, match="421"):
            smtplib.SMTP("127.0.0.1", port)


def test_a_mail_in_transfer_is_finished_before_the_door_closes(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    started, go_on = Event(), Event()
    write_file = storage.write

    def slowly(*arguments: Any) -> str:
        started.set()
        go_on.wait(5)
        return write_file(*arguments)

    monkeypatch.setattr(storage, "write", slowly)
    answers: list[Any] = []
    with listening() as port:
        client = smtplib.SMTP("127.0.0.1", port)
        thread = Thread(target=lambda: answers.append(client.sendmail(SENDER, [SUPPORT], write())))
        thread.start()
        started.wait(5)
        Thread(target=lambda: (Event().wait(0.3), go_on.set())).start()
    thread.join(5)
    assert answers == [{}]
    assert len(kept(zaytuna)) == 1


def test_lmtp_answers_for_each_recipient(lmtp: smtplib.LMTP, zaytuna: Desk, tapuz: Desk) -> None:
    lmtp.ehlo()
    lmtp.mail(SENDER)
    assert [lmtp.rcpt(to)[0] for to in (SUPPORT, "x@zaytuna.localhost", "support@tapuz.localhost")] == [250, 550, 250]
    assert lmtp.data(write()) == (250, b"2.0.0 Kept")
    assert lmtp.getreply() == (250, b"2.0.0 Kept")
    assert len(kept(zaytuna)) == len(kept(tapuz)) == 1


def test_lmtp_keeps_one_and_defers_the_other(
    lmtp: smtplib.LMTP, zaytuna: Desk, tapuz: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file = storage.write

    def full(tenant_id: Any, content: bytes) -> str:
        if tenant_id == tapuz.tenant.pk:
            raise OSError(28, "No space left on device")
        return write_file(tenant_id, content)

    monkeypatch.setattr(storage, "write", full)
    offer(lmtp, SUPPORT)
    lmtp.rcpt("support@tapuz.localhost")
    assert [lmtp.data(write())[0], lmtp.getreply()[0]] == [250, 451]


def test_lmtp_refuses_a_mail_that_is_too_large_for_each_recipient(zaytuna: Desk, tapuz: Desk, settings: Any) -> None:
    settings.MAIL_IN_MAX_BYTES = 2000
    with listening(lmtp=True) as port, smtplib.LMTP("127.0.0.1", port) as client:
        offer(client, SUPPORT)
        client.rcpt("support@tapuz.localhost")
        assert [client.data(b"x\n" * 4000)[0], client.getreply()[0]] == [552, 552]
        assert client.noop()[0] == 250


def test_lmtp_takes_a_mail_for_one(lmtp: smtplib.LMTP, zaytuna: Desk) -> None:
    assert lmtp.sendmail(SENDER, [SUPPORT], write()) == {}
    assert lmtp.noop()[0] == 250
    assert len(kept(zaytuna)) == 1


def _raise(error: Exception) -> Callable[..., Any]:
    def raising(*_: object, **__: object) -> Any:
        raise error

    return raising
