from collections.abc import Callable

import pytest
from django.test import Client

from tenants.identity.models import User
from tenants.membership.models import Member
from tests.factories.letters import browser
from tests.factories.people import Desk
from tests.tenants.identity.test_sign_in import ELSEWHERE

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]
SWITCH = "/language/"


def test_a_guest_keeps_his_choice_in_the_browser(zaytuna: Desk) -> None:
    client = browser(zaytuna.host)

    assert client.post(SWITCH, {"language": "ar", "next": "/accounts/login/"})["Location"] == "/accounts/login/"

    assert '<html lang="ar" dir="rtl"' in client.get("/accounts/login/").content.decode()
    cookie = client.cookies["language"]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_a_members_choice_goes_with_him(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    browse(zaytuna, alice).post(SWITCH, {"language": "he", "next": "/"})

    assert User.objects.get(pk=alice.user_id).language == "he"
    assert '<html lang="he" dir="rtl"' in browse(zaytuna, alice).get("/").content.decode()


def test_the_platform_has_its_switch_too(db: None) -> None:
    client = browser("localhost")

    assert client.post(SWITCH, {"language": "he", "next": "/find/"})["Location"] == "/find/"
    assert '<html lang="he" dir="rtl"' in client.get("/find/").content.decode()


@pytest.mark.parametrize("code", ["", "fr", "en-us", "../../etc", "ar\r\nX: y"])
def test_a_language_we_do_not_speak_changes_nothing(zaytuna: Desk, alice: Member, browse: Browse, code: str) -> None:
    response = browse(zaytuna, alice).post(SWITCH, {"language": code})

    assert response.status_code == 302
    assert "language" not in response.cookies
    assert User.objects.get(pk=alice.user_id).language == "en"


@pytest.mark.parametrize("target", [*ELSEWHERE, ""])
def test_the_switch_leads_nowhere_else(zaytuna: Desk, target: str) -> None:
    assert browser(zaytuna.host).post(SWITCH, {"language": "ar", "next": target})["Location"] == "/"


def test_a_link_cannot_switch(zaytuna: Desk, alice: Member, browse: Browse) -> None:
    assert browse(zaytuna, alice).get(SWITCH, {"language": "ar"}).status_code == 405
    assert User.objects.get(pk=alice.user_id).language == "en"
