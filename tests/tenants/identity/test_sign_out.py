from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tenants.membership.models import Member
from tests.factories.letters import browser
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
LOGOUT = "/accounts/logout/"


def test_looking_at_the_page_ends_nothing(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)

    assert client.get(LOGOUT).status_code == 200
    assert client.get("/").status_code == 200


def test_signing_out_ends_the_session_for_good(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    thief = browser(zaytuna.host)
    thief.cookies["session"] = client.cookies["session"].value

    assert client.post(LOGOUT)["Location"] == "/accounts/login/"

    assert client.get("/").status_code == 302
    assert thief.get("/").status_code == 302
    assert not Session.objects.exists()


def test_another_page_cannot_sign_somebody_out(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    client = browse(zaytuna, alice)
    client.handler.enforce_csrf_checks = True

    assert client.post(LOGOUT).status_code == 403
    assert client.get("/").status_code == 200
