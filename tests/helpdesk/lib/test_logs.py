import logging

import pytest

from helpdesk.lib.logs import Line, NoSecrets, hide


@pytest.mark.parametrize(
    "text",
    [
        "password=swordfish",
        'payload {"password": "swordfish"}',
        "Authorization: swordfish",
        "postgres://heard_app:swordfish@/heard",
        "GET /accounts/password/reset/key/swordfish/ 200",
        "GET /invitations/swordfish/ 200",
        "GET /c/swordfish/files/ 200",
        "GET /accounts/confirm-email/swordfish/ 200",
        "session=swordfish; path=/",
        "Authorization: Bearer hrd_zaytuna_swordfish",
        "got hrd_zaytuna-home_swordfish from the shop",
        "got HRD_Zaytuna_swordfish from the shop",
    ],
)
def test_a_secret_is_hidden(text: str) -> None:
    assert "swordfish" not in hide(text)


def test_what_is_no_secret_stays() -> None:
    assert hide("ticket 4812 answered in 22 min") == "ticket 4812 answered in 22 min"


def test_a_hostile_header_stays_on_one_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "agent: %s", ("a\r\nERROR forged\x1b[31m",), None)
    NoSecrets().filter(record)
    assert "\n" not in record.getMessage()
    assert "\x1b" not in record.getMessage()


def test_an_event_of_ours_is_one_line_without_secrets() -> None:
    event = {"event": "mail.accepted", "level": "info", "note": "token=swordfish\r\nforged"}
    record = logging.LogRecord("x", logging.INFO, "", 0, event, None, None)
    record._logger, record._name = logging.getLogger("x"), "info"  # type: ignore[attr-defined]
    assert NoSecrets().filter(record)
    line = Line().format(record)
    assert "mail.accepted" in line
    assert "swordfish" not in line
    assert "\n" not in line
