"""`manage.py receive < mail.eml`, as the pipe of a mail server calls it."""

import io
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tenants.isolation.context import tenant_context
from tests.factories.mail import write
from tests.factories.people import Desk
from tickets.mail import services
from tickets.mail.models import Inbound


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command with bytes on standard input; gives its exit code."""

    def run(raw: bytes, **options: Any) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        try:
            call_command("receive", stdout=io.StringIO(), stderr=io.StringIO(), **options)
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    return run


def envelope(desk: Desk) -> list[str]:
    with tenant_context(desk.tenant):
        return [inbound.envelope_to for inbound in Inbound.objects.all()]


def test_it_is_kept_for_the_recipient_that_the_server_names(zaytuna: Desk, pipe: Any) -> None:
    raw = write(to="somebody@else.example")
    assert pipe(raw, to=["support@zaytuna.localhost"], sender="noura.q@example.com") == 0
    assert envelope(zaytuna) == ["support@zaytuna.localhost"]


@pytest.mark.parametrize("header", ["delivered_to", "x_original_to", "cc"])
def test_without_a_recipient_the_headers_say_whose_it_is(zaytuna: Desk, pipe: Any, header: str) -> None:
    address = "Support+7.abc@zaytuna.localhost"
    assert pipe(write(to="x@y.example", **{header: f"Help <{address}>"})) == 0
    assert envelope(zaytuna) == [address]


def test_what_servers_wrote_goes_before_what_the_author_wrote(zaytuna: Desk, tapuz: Desk, pipe: Any) -> None:
    assert pipe(write(delivered_to="support@tapuz.localhost")) == 0
    assert (envelope(zaytuna), envelope(tapuz)) == ([], ["support@tapuz.localhost"])


@pytest.mark.parametrize("options", [{}, {"to": ["boss@zaytuna.localhost"]}])
def test_nobody_of_ours_is_exit_code_67(zaytuna: Desk, pipe: Any, options: dict[str, Any]) -> None:
    assert pipe(write(to="boss@zaytuna.localhost"), **options) == 67


def test_a_database_that_is_away_is_exit_code_75(zaytuna: Desk, pipe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(services, "accept", away)
    assert pipe(write()) == 75


def test_a_mail_over_the_limit_is_exit_code_65(zaytuna: Desk, pipe: Any, settings: Any) -> None:
    settings.MAIL_IN_MAX_BYTES = 10
    assert pipe(write()) == 65


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"To: :a;\x00,b:\n\n", b"To: " + b"a" * 100_000 + b"@\n\n"])
def test_strange_bytes_are_nobodys(zaytuna: Desk, pipe: Any, raw: bytes) -> None:
    assert pipe(raw) == 67
