from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client

from tenants.identity import services
from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership import services as membership
from tenants.membership.models import Member
from tests.factories.letters import browser, deliver, links, path_of
from tests.factories.people import PASSWORD, Desk, make_user

pytestmark = pytest.mark.django_db
Browse = Callable[[Desk, Member], Client]


@pytest.fixture
def newcomer(zaytuna: Desk) -> User:
    user = make_user("new@zaytuna.example", language="he")
    EmailAddress.objects.update(verified=False)
    with tenant_context(zaytuna.tenant):
        membership.enrol(user=user, role="agent")
    return user


@pytest.fixture
def path(zaytuna: Desk, newcomer: User) -> str:
    with tenant_context(zaytuna.tenant):
        services.ask_for_proof(user=newcomer)
    [letter] = deliver(zaytuna.tenant)
    return path_of(links(letter)[1], zaytuna)


def _is_proved(user: User) -> bool:
    return EmailAddress.objects.get(user=user).verified


def test_the_button_behind_the_link_proves_the_address(zaytuna: Desk, newcomer: User, path: str) -> None:
    client = browser(zaytuna.host)

    assert newcomer.email in client.get(path).content.decode()
    assert not _is_proved(newcomer)
    assert client.post(path)["Location"] == "/accounts/login/"

    assert _is_proved(newcomer)
    assert client.get("/").status_code == 302  # whoever holds the link does not hold the password
    signed_in = client.post("/accounts/login/", {"login": newcomer.email, "password": PASSWORD})
    assert signed_in["Location"] == "/"


def test_a_link_is_good_once(zaytuna: Desk, newcomer: User, path: str) -> None:
    client = browser(zaytuna.host)
    client.post(path)
    EmailAddress.objects.filter(user=newcomer).delete()

    assert client.post(path).status_code == 404


def test_another_desk_does_not_take_the_link(zaytuna: Desk, tapuz: Desk, newcomer: User, path: str) -> None:
    client = browser(tapuz.host)

    assert newcomer.email not in client.get(path).content.decode()
    assert client.post(path).status_code == 404
    assert not _is_proved(newcomer)


@pytest.mark.parametrize("key", ["x", "null", "-", "::", "MTA:abc:def"])
def test_a_made_up_link_proves_nothing(zaytuna: Desk, newcomer: User, key: str) -> None:
    client = browser(zaytuna.host)

    assert client.get(f"/accounts/confirm-email/{key}/").status_code == 200
    assert client.post(f"/accounts/confirm-email/{key}/").status_code == 404
    assert not _is_proved(newcomer)


def test_an_old_link_proves_nothing(zaytuna: Desk, newcomer: User, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 3 * 24 * 3600 + 60)

    assert browser(zaytuna.host).post(path).status_code == 404
    assert not _is_proved(newcomer)


def test_a_link_ends_nobodys_session(zaytuna: Desk, alice: Member, newcomer: User, path: str, browse: Browse) -> None:
    client = browse(zaytuna, alice)

    client.get(path)
    client.post(path)

    assert client.get("/").status_code == 200


def test_the_mail_speaks_the_users_language(zaytuna: Desk, newcomer: User) -> None:
    with tenant_context(zaytuna.tenant):
        services.ask_for_proof(user=newcomer)
    key = EmailConfirmationHMAC.create(EmailAddress.objects.get(user=newcomer)).key

    [letter] = deliver(zaytuna.tenant)
    assert key.split(":")[0] in str(letter.body)
    assert "\r" not in letter.subject
    assert "\n" not in letter.subject
