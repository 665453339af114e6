from typing import Any

import pytest
from django.db import OperationalError

from tenants.files import services as files
from tenants.files import storage
from tenants.isolation.context import tenant_context
from tests.factories.mail import write
from tests.factories.people import Desk
from tickets.mail import services
from tickets.mail.errors import MailTooLarge
from tickets.mail.models import Inbound, Mailbox


def accept(raw: bytes, *recipients: str, sender: str = "noura.q@example.com") -> list[Inbound]:
    return services.accept(envelope_from=sender, recipients=recipients or ["support@zaytuna.localhost"], raw=raw)


def count(desk: Desk) -> int:
    with tenant_context(desk.tenant):
        return Inbound.objects.count()


def test_a_mail_is_kept_as_it_came(zaytuna: Desk) -> None:
    raw = write()
    [inbound] = accept(raw)
    with tenant_context(zaytuna.tenant):
        inbound = Inbound.objects.select_related("raw").get(pk=inbound.pk)
        assert files.read(file=inbound.raw) == raw
        assert (inbound.state, inbound.envelope_from) == ("queued", "noura.q@example.com")
        assert inbound.mailbox_id == zaytuna.mailbox.pk


def test_a_recipient_that_is_not_ours_keeps_nothing(zaytuna: Desk) -> None:
    assert accept(write(), "boss@zaytuna.localhost", "support@elsewhere.example", "nonsense", "") == []
    assert count(zaytuna) == 0


def test_what_stands_behind_a_plus_and_letter_case_do_not_matter_for_the_mailbox(zaytuna: Desk) -> None:
    [inbound] = accept(write(), "Support+4812.token@ZAYTUNA.localhost")
    assert inbound.mailbox_id == zaytuna.mailbox.pk
    assert inbound.envelope_to == "Support+4812.token@ZAYTUNA.localhost"


def test_a_signed_address_goes_before_the_plain_one_of_the_same_mailbox(zaytuna: Desk) -> None:
    [inbound] = accept(write(), "support@zaytuna.localhost", "support+1.abc@zaytuna.localhost")
    assert inbound.envelope_to == "support+1.abc@zaytuna.localhost"


@pytest.mark.parametrize(
    "again",
    [
        lambda raw: raw,
        lambda raw: b"Received: from relay.example by mx; Fri, 01 May 2026 10:00:05 +0300\r\n" + raw,
        lambda raw: b"Return-Path: <noura.q@example.com>\nDelivered-To: support@zaytuna.localhost\n" + raw,
        lambda raw: b"X-Spam-Status: No, score=-1\n" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.replace(b"Subject: The sofa", b"Subject: The\n sofa"),
        lambda raw: raw + b"\n\n",
    ],
    ids=["the same", "received", "delivered-to", "spam mark", "line ends", "folding", "end"],
)
def test_the_same_mail_handed_over_twice_is_one_row(zaytuna: Desk, again: Any) -> None:
    raw = write()
    [first], [second] = accept(raw), accept(again(raw))
    assert first.pk == second.pk
    assert count(zaytuna) == 1


@pytest.mark.parametrize(
    "other",
    [
        write("Another text"),
        write(subject="Another subject"),
        write(sender="other@example.com"),
        write(message_id="<2@example.com>"),
    ],
    ids=["body", "subject", "sender", "message-id"],
)
def test_the_same_message_id_with_something_else_is_another_mail(zaytuna: Desk, other: bytes) -> None:
    accept(write())
    accept(other)
    assert count(zaytuna) == 2


def test_a_mail_without_a_message_id_is_kept_once_too(zaytuna: Desk) -> None:
    raw = write(message_id="")
    accept(raw)
    accept(raw)
    assert count(zaytuna) == 1


def test_a_mail_to_two_companies_is_kept_by_each(zaytuna: Desk, tapuz: Desk) -> None:
    kept = accept(write(), "support@tapuz.localhost", "support@zaytuna.localhost")
    assert {inbound.tenant_id for inbound in kept} == {zaytuna.tenant.pk, tapuz.tenant.pk}
    assert count(zaytuna) == count(tapuz) == 1


@pytest.mark.django_db(transaction=True)
def test_when_one_company_cannot_keep_it_the_other_has_it_and_a_repeat_mends(
    zaytuna: Desk, tapuz: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file = storage.write

    def full(tenant_id: Any, content: bytes) -> str:
        if tenant_id == tapuz.tenant.pk:
            raise OSError(28, "No space left on device")
        return write_file(tenant_id, content)

    monkeypatch.setattr(storage, "write", full)
    both = ("support@zaytuna.localhost", "support@tapuz.localhost")
    with pytest.raises(OSError):
        accept(write(), *both)
    assert (count(zaytuna), count(tapuz)) == (1, 0)
    monkeypatch.setattr(storage, "write", write_file)
    assert len(accept(write(), *both)) == 2
    assert (count(zaytuna), count(tapuz)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_when_the_row_cannot_be_written_the_sender_is_told(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(Inbound.objects, "get_or_create", away)
    with pytest.raises(OperationalError):
        accept(write())


def test_two_mailboxes_of_a_company_each_get_their_row(zaytuna: Desk) -> None:
    from tenants.routes import services as routes

    with tenant_context(zaytuna.tenant):
        Mailbox.objects.create(address="sales@zaytuna.localhost", name="Sales")
        routes.claim(kind="mail", key="sales@zaytuna.localhost", tenant=zaytuna.tenant)
    assert len(accept(write(), "support@zaytuna.localhost", "sales@zaytuna.localhost")) == 2


def test_a_mail_over_the_limit_is_refused(zaytuna: Desk, settings: Any) -> None:
    settings.MAIL_IN_MAX_BYTES = 100
    with pytest.raises(MailTooLarge):
        accept(write())
    assert count(zaytuna) == 0


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\n\n", b":", b"From: :a;\x00,b:\n\nx", b"\xff" * 5000])
def test_no_bytes_are_too_strange_to_keep(zaytuna: Desk, raw: bytes) -> None:
    [inbound] = accept(raw, sender="\udc80\x00@x")
    with tenant_context(zaytuna.tenant):
        assert files.read(file=inbound.raw) == raw


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_the_mail_is_safe(zaytuna: Desk, rings: list[dict[str, Any]]) -> None:
    accept(write())
    assert rings == [{"task": "tickets.mail.tasks.drain", "tenant_id": str(zaytuna.tenant.pk)}]
