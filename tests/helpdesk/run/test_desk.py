"""What the environment says about a desk, and the last line of its start."""

import json

import pytest

from helpdesk.run.desk import Desk
from helpdesk.run.errors import RunError
from helpdesk.run.folder import DataFolder
from helpdesk.run.welcome import welcome
from tests.helpdesk.run.conftest import Place

COMPANY = {
    "slug": "zaytuna",
    "users": [{"email": "lina@zaytuna.example", "role": "agent"}, {"email": "alice@zaytuna.example", "role": "owner"}],
}


@pytest.mark.parametrize(
    ("env", "demo"),
    [
        ({}, True),
        ({"HOST": "127.0.0.1"}, True),
        ({"HOST": "0.0.0.0"}, False),
        ({"HOST": "0.0.0.0", "HELPDESK_DEMO": "1"}, True),
        ({"HELPDESK_DEMO": "0"}, False),
        ({"PLATFORM_URL": "https://desk.example.com"}, False),
    ],
)
def test_the_demo_is_on_by_default_where_only_this_machine_looks(env: dict[str, str], demo: bool) -> None:
    assert Desk.from_env(env).demo is demo


def test_the_platform_follows_the_port() -> None:
    assert Desk.from_env({"PORT": "8123"}).platform_url == "http://localhost:8123"


def test_the_last_line_names_the_first_company_its_owner_and_where_the_password_is(new_place: Place) -> None:
    new_place.folder.make()
    (new_place.folder.root / "demo.json").write_text(json.dumps({"tenants": [COMPANY]}))

    assert welcome(new_place.folder, Desk.from_env({"PORT": "8123"})) == (
        "Heard is ready: http://zaytuna.localhost:8123 · sign in as alice@zaytuna.example"
        " · passwords: .venv/bin/python manage.py demo --json"
    )


def test_without_a_demo_the_last_line_says_where_to_sign_up(new_place: Place) -> None:
    line = welcome(DataFolder(new_place.folder.root), Desk.from_env({"HELPDESK_DEMO": "0"}))

    assert line.startswith("Heard is ready: http://localhost:8000 · sign up there")


def test_outside_the_demo_mail_must_have_somewhere_to_go() -> None:
    with pytest.raises(RunError, match="EMAIL_URL is not set"):
        Desk.from_env({"HELPDESK_DEMO": "0"}).check_mail({})
    Desk.from_env({"HELPDESK_DEMO": "0"}).check_mail({"EMAIL_URL": "smtp://mail.example.com"})
    Desk.from_env({}).check_mail({})
