from typing import Any

import pytest
from django.test import override_settings

from helpdesk.checks import required_settings

GOOD: dict[str, Any] = {
    "SECRET_KEY": "x" * 50,
    "EMAIL_URL": "smtp://mail.example.com",
    "DEMO": False,
    "PLATFORM_URL": "https://heard.example.com",
    "ALLOW_PRIVATE_HOSTS": False,
}


def _ids(**changes: Any) -> list[str | None]:
    with override_settings(**{**GOOD, **changes}):
        return [message.id for message in required_settings(None)]


def test_a_good_set_of_settings_passes() -> None:
    assert _ids() == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "heard.E001"),
        ({"SECRET_KEY": "short"}, "heard.E002"),
        ({"EMAIL_URL": ""}, "heard.E003"),
        ({"DEMO": True}, "heard.E004"),
        ({"DEMO": True, "PLATFORM_URL": "http://localhost.company.example"}, "heard.E004"),
        ({"ALLOW_PRIVATE_HOSTS": True}, "heard.E008"),
        ({"ALLOW_PRIVATE_HOSTS": True, "PLATFORM_URL": "http://localhost.company.example"}, "heard.E008"),
    ],
)
def test_what_is_wrong_is_named_in_one_sentence(changes: dict[str, Any], named: str) -> None:
    assert _ids(**changes) == [named]


def test_a_demo_desk_on_this_machine_needs_no_mail_server() -> None:
    assert _ids(DEMO=True, EMAIL_URL="", PLATFORM_URL="http://localhost:8000") == []


def test_a_desk_on_this_machine_may_talk_to_networks_beside_it() -> None:
    assert _ids(ALLOW_PRIVATE_HOSTS=True, PLATFORM_URL="http://localhost:8000") == []
