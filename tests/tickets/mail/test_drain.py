"""Mails that make trouble wait, then go to quarantine; the others never wait for them."""

from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import DataError, connection, transaction
from django.utils import timezone

from tenants.files import storage
from tenants.isolation.context import tenant_context
from tenants.outbox import leases
from tests.factories.mail import hand_over, take_in, write
from tests.factories.people import Desk
from tickets.mail import intake, selectors, services
from tickets.mail.errors import NotQuarantined
from tickets.mail.models import Inbound
from tickets.mail.rules import parse as parsing
from tickets.messages import services as messages
from tickets.ticket.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail with the subject Poison cannot be taken in."""
    decide = intake._decide

    def deciding(inbound: Inbound, mail: Any) -> Any:
        fate = decide(inbound, mail)
        if mail.subject == "Poison":
            raise RuntimeError("boom")
        return fate

    monkeypatch.setattr(intake, "_decide", deciding)


def _try_again(desk: Desk) -> None:
    with tenant_context(desk.tenant):
        Inbound.objects.update(due_at=timezone.now())
        services.drain()


def test_a_poison_mail_does_not_stop_the_rest_and_leaves_no_half_ticket(zaytuna: Desk, poison: None) -> None:
    for number, subject in enumerate(["One", "Poison", "Two"]):
        hand_over(zaytuna, write(subject=subject, message_id=f"<{number}@example.com>"))
    with tenant_context(zaytuna.tenant):
        assert services.drain() == 3
        assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["One", "Two"]
        waiting = Inbound.objects.get(state="queued")
        assert (waiting.attempts, waiting.reason) == (1, "RuntimeError: boom")
        assert waiting.due_at > timezone.now()


def test_why_it_failed_quotes_nobody(zaytuna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's operators read it, and they read no customer's word."""

    def refusing(*_: Any) -> Any:
        raise ValueError('noura.q@example.com is no "name"\nDETAIL:  Failing row contains (The sofa arrived torn).')

    monkeypatch.setattr(intake, "_decide", refusing)
    take_in(zaytuna, write(subject="Poison"))
    with tenant_context(zaytuna.tenant):
        assert Inbound.objects.get().reason == 'ValueError: … is no "name"'


def test_after_enough_tries_it_goes_to_quarantine(zaytuna: Desk, poison: None) -> None:
    inbound = take_in(zaytuna, write(subject="Poison"))
    for _ in range(services.MAX_ATTEMPTS - 1):
        _try_again(zaytuna)
    with tenant_context(zaytuna.tenant):
        assert [row.pk for row in selectors.quarantined()] == [inbound.pk]
        assert selectors.quarantined_for(zaytuna.members["owner"], pk=inbound.pk).attempts == services.MAX_ATTEMPTS


def test_out_of_quarantine_it_is_read_as_if_it_had_just_come(
    zaytuna: Desk, poison: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbound = take_in(zaytuna, write(subject="Poison"))
    with tenant_context(zaytuna.tenant):
        Inbound.objects.update(state="dead", attempts=8)
        monkeypatch.undo()
        services.retry(inbound=inbound, by=zaytuna.members["owner"])
        services.drain()
        done = Inbound.objects.select_related("released_by").get()
        assert (done.state, done.outcome, done.attempts) == ("done", "ticket", 1)
        assert done.released_by == zaytuna.members["owner"]
        with pytest.raises(NotQuarantined):
            services.retry(inbound=inbound, by=zaytuna.members["owner"])


def test_a_mail_that_its_files_make_impossible_is_read_without_them(
    zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = messages.receive

    def refusing(**said: Any) -> Any:
        if said["markup"]:
            with transaction.atomic():
                raise DataError("no")
        return receive(**said)

    monkeypatch.setattr(messages, "receive", refusing)
    raw = write().replace(b'text/plain; charset="utf-8"', b"text/html")
    take_in(zaytuna, raw)
    for _ in range(intake.PLAIN_AFTER):
        _try_again(zaytuna)
    with tenant_context(zaytuna.tenant):
        message = Ticket.objects.get().messages.get()
        assert message.text == "The sofa that arrived today is torn."
        assert message.attachments.get().name == "mail.eml"


def test_a_mail_that_no_parser_survives_is_a_ticket_with_the_mail_attached(
    zaytuna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "read", lambda raw: 1 / 0)
    done = take_in(zaytuna, write())
    assert done.outcome == "ticket"
    with tenant_context(zaytuna.tenant):
        message = Ticket.objects.get().messages.get()
        assert "sofa" in message.text
        assert message.attachments.get().name == "mail.eml"


def test_a_mail_that_the_disk_lost_waits(zaytuna: Desk) -> None:
    inbound = hand_over(zaytuna, write())
    with tenant_context(zaytuna.tenant):
        file = Inbound.objects.select_related("raw").get(pk=inbound.pk).raw
        path = storage.path_of(file.tenant_id, file.sha256)
        content = path.read_bytes()
        path.unlink()
        services.drain()
        assert Inbound.objects.get().reason.startswith("FileNotFoundError")
        path.write_bytes(content)
    _try_again(zaytuna)
    with tenant_context(zaytuna.tenant):
        assert Inbound.objects.get().outcome == "ticket"


def test_a_mail_that_kills_its_worker_every_time_goes_to_quarantine_unread(zaytuna: Desk) -> None:
    inbound = hand_over(zaytuna, write())
    with tenant_context(zaytuna.tenant):
        Inbound.objects.update(attempts=services.MAX_ATTEMPTS)
        services.drain()
        assert Inbound.objects.get(pk=inbound.pk).state == "dead"
        assert Ticket.objects.count() == 0


def test_a_worker_that_lost_its_lease_writes_nothing(zaytuna: Desk) -> None:
    hand_over(zaytuna, write())
    with tenant_context(zaytuna.tenant), time_machine.travel(timezone.now(), tick=False) as clock:
        stale = leases.claim(Inbound)
        assert stale is not None
        clock.shift(31)
        assert services.drain() == 1
        services.work(inbound=stale)
        assert Ticket.objects.count() == 1
        assert Inbound.objects.get().attempts == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_ticket_of_each_mail(zaytuna: Desk) -> None:
    for number in range(12):
        hand_over(zaytuna, write(message_id=f"<{number}@example.com>"))

    def work() -> None:
        with tenant_context(zaytuna.tenant, atomic=False):
            services.drain()
        connection.close()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with tenant_context(zaytuna.tenant):
        assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 13))
        assert set(Inbound.objects.values_list("state", "attempts")) == {("done", 1)}


def test_no_text_of_a_mail_reaches_the_log(zaytuna: Desk, poison: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        take_in(zaytuna, write("CANARY-BODY", subject="CANARY-SUBJECT", sender="canary@example.com"))
    assert "mail.accepted" in caplog.text
    assert "canary" not in caplog.text.lower()
