"""A change is told once it is safe, and a broker that is away or hangs harms nobody."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.tickets import make_reply
from tickets.contacts import services as contacts
from tickets.live import rules, services
from tickets.messages import services as messages
from tickets.ticket import services as tickets
from tickets.ticket.models import Ticket


class Said:
    """A line that remembers."""

    def __init__(self) -> None:
        self.words: list[tuple[str, str]] = []

    def say(self, channel: str, text: str) -> None:
        self.words.append((channel, text))

    @property
    def verbs(self) -> list[str]:
        news = [rules.unpack(text) for _, text in self.words]
        return [one.verb for one in news if one]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    line = Said()
    monkeypatch.setattr(services, "line", lambda: line)
    return line


@pytest.mark.django_db
def test_a_change_is_told_on_its_companys_channel_after_the_commit(
    zaytuna: Desk, bob: Member, ticket: Ticket, said: Said, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, tenant_context(zaytuna.tenant):
        make_reply(ticket, bob, "A word that stays here.")
    assert said.words == []
    for callback in callbacks:
        callback()
    assert {channel for channel, _ in said.words} == {rules.channel(zaytuna.tenant.pk)}
    assert said.verbs == ["ticket.status", "messages.replied"]
    assert "stays here" not in str(said.words)


@pytest.mark.django_db
def test_what_is_taken_back_is_not_told(
    zaytuna: Desk, bob: Member, ticket: Ticket, said: Said, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True), tenant_context(zaytuna.tenant):
        with transaction.atomic():
            tickets.set_priority(ticket=ticket, priority="high", by=bob)
            transaction.set_rollback(True)
    assert said.words == []


@pytest.mark.django_db
def test_that_a_reply_has_left_is_told_once_though_no_history_keeps_it(
    zaytuna: Desk, bob: Member, ticket: Ticket, said: Said, django_capture_on_commit_callbacks: Callable
) -> None:
    with tenant_context(zaytuna.tenant):
        message = make_reply(ticket, bob)
    with django_capture_on_commit_callbacks(execute=True), tenant_context(zaytuna.tenant):
        messages.delivered(message_id=str(message.pk), at=clock.now())
        messages.delivered(message_id=str(message.pk), at=clock.now())
    assert said.verbs == ["messages.sent"]


@pytest.mark.django_db
def test_a_new_name_of_who_asked_is_told_for_what_he_asked(
    zaytuna: Desk, ticket: Ticket, said: Said, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True), tenant_context(zaytuna.tenant):
        contacts.change(contact=ticket.requester, name="Noura al-Qasim", note="")
    assert said.verbs == ["contacts.changed"]
    assert "Noura" not in str(said.words)


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[services.Line, list[socket.socket]]]:
    """A line to a broker that takes the call and says nothing."""
    monkeypatch.setattr(services, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        yield services.Line(f"redis://127.0.0.1:{server.getsockname()[1]}/1"), [server]


def calls(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except TimeoutError:
            return count
        count += 1


def test_a_broker_that_hangs_is_waited_for_once_and_then_left_alone(
    hung: tuple[services.Line, list[socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    line, (server,) = hung
    line.say("heard:live:x", "{}")
    assert calls(server) >= 1
    for _ in range(20):
        line.say("heard:live:x", "{}")
    assert calls(server) == 0
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + services.REST)
    line.say("heard:live:x", "{}")
    assert calls(server) >= 1


def test_a_broker_that_is_away_raises_nothing() -> None:
    services.Line("unix:///nowhere/valkey.sock").say("heard:live:x", "{}")
