import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.membership import services as membership
from tenants.membership.models import Member
from tests.factories.letters import browser, deliver, links, page, path_of
from tests.factories.people import PASSWORD, Desk, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"

ELSEWHERE = [
    "http://evil.example/",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https:/\\evil.example",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "http://zaytuna.localhost@evil.example/",
    "http://zaytuna.localhost.evil.example/",
    "http://evil.example#zaytuna.localhost",
    "http://evil.example\\@zaytuna.localhost",
    "http://tapuz.localhost:8000/",
    "//tapuz.localhost/",
    "http://localhost:8000/",
    "ftp://zaytuna.localhost/",
]


def _user_of(member: Member) -> User:
    return User.objects.get(pk=member.user_id)


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password, **more})


@pytest.fixture
def guest(zaytuna: Desk) -> Client:
    return browser(zaytuna.host)


def test_a_member_signs_in_and_lands_on_the_desk(guest: Client, alice: Member) -> None:
    response = _sign_in(guest, alice.email)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert guest.get("/").status_code == 200


def test_the_address_may_be_typed_in_capitals(guest: Client, alice: Member) -> None:
    assert _sign_in(guest, f" {alice.email.upper()} ").status_code == 302


def test_nobody_is_told_why_he_is_not_let_in(zaytuna: Desk, guest: Client, alice: Member, charlie: Member) -> None:
    gone = make_user("gone@zaytuna.example")
    with tenant_context(zaytuna.tenant):
        membership.remove(member=membership.enrol(user=gone, role="agent"), by=alice)
    tries = {alice.email: "wrong", "unknown@example.com": PASSWORD, charlie.email: PASSWORD, gone.email: PASSWORD}

    answers = {email: _sign_in(guest, email, password) for email, password in tries.items()}

    assert {answer.status_code for answer in answers.values()} == {422}
    assert len({page(answer, email) for email, answer in answers.items()}) == 1
    assert not Session.objects.exists()
    assert guest.get("/")["Location"] == f"{LOGIN}?next=/"


def test_a_session_gets_a_new_id_when_it_is_signed_in(guest: Client, alice: Member) -> None:
    planted = guest.session
    planted["planted"] = True
    planted.save()
    guest.cookies["session"] = planted.session_key

    _sign_in(guest, alice.email)

    assert guest.cookies["session"].value != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()


def test_a_session_of_another_desk_is_not_carried_over(zaytuna: Desk, tapuz: Desk, charlie: Member) -> None:
    there = browser(tapuz.host)
    _sign_in(there, charlie.email)
    with tenant_context(zaytuna.tenant):
        membership.enrol(user=_user_of(charlie), role="agent")
    here = browser(zaytuna.host)
    here.cookies["session"] = there.cookies["session"].value

    _sign_in(here, charlie.email)

    assert here.get("/").status_code == 200
    assert here.cookies["session"].value != there.cookies["session"].value
    assert there.get("/").status_code == 302


def test_a_copied_cookie_opens_no_other_desk(zaytuna: Desk, tapuz: Desk, guest: Client, alice: Member) -> None:
    with tenant_context(tapuz.tenant):
        membership.enrol(user=_user_of(alice), role="owner")  # she works there too, and has not signed in there
    _sign_in(guest, alice.email)

    for host in (tapuz.host, "localhost"):
        other = browser(host)
        other.cookies["session"] = guest.cookies["session"].value
        assert other.get("/inbox/").status_code in (302, 404)
        assert alice.name not in other.get("/").content.decode()
    assert guest.get("/").status_code == 200


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(guest: Client, alice: Member, target: str) -> None:
    assert _sign_in(guest, alice.email, next=target)["Location"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_who_is_signed_in_is_not_led_elsewhere_either(guest: Client, alice: Member, target: str) -> None:
    _sign_in(guest, alice.email)

    assert guest.get(LOGIN, {"next": target})["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(guest: Client, alice: Member) -> None:
    asked = guest.get("/contacts/?find=x")["Location"]

    assert asked == f"{LOGIN}?next=/contacts/%3Ffind%3Dx"
    assert 'name="next" value="/contacts/?find=x"' in guest.get(asked).content.decode()
    assert _sign_in(guest, alice.email, next="/contacts/?find=x")["Location"] == "/contacts/?find=x"


def test_guessing_is_stopped_and_told_when_to_come_back(guest: Client, alice: Member, bob: Member) -> None:
    for _ in range(5):
        assert _sign_in(guest, alice.email, "guess").status_code == 422

    refused = _sign_in(guest, alice.email)

    assert refused.status_code == 429
    assert 240 <= int(refused["Retry-After"]) <= 300
    assert "5</bdi>\N{NO-BREAK SPACE}min" in refused.content.decode()
    assert not Session.objects.exists()
    assert _sign_in(guest, bob.email).status_code == 302


def test_another_spelling_of_the_host_gives_no_further_guesses(zaytuna: Desk, alice: Member) -> None:
    hosts = [
        "zaytuna.localhost",
        "zaytuna.localhost:8000",
        "ZAYTUNA.localhost",
        "zaytuna.localhost:1",
        "zaytuna.localhost.",
    ]
    for host in hosts:
        assert _sign_in(browser(host), alice.email, "guess").status_code == 422

    assert _sign_in(browser("zaytuna.localhost:2"), f" {alice.email.upper()}").status_code == 429


def test_a_strangers_right_password_counts_as_a_guess(guest: Client, charlie: Member) -> None:
    for _ in range(5):
        assert _sign_in(guest, charlie.email).status_code == 422

    assert _sign_in(guest, charlie.email).status_code == 429


def test_right_passwords_are_not_counted(guest: Client, alice: Member) -> None:
    for _ in range(7):
        assert _sign_in(guest, alice.email).status_code == 302
        guest.cookies.clear()


def test_an_address_that_was_not_proved_gets_its_link_first(zaytuna: Desk, guest: Client) -> None:
    newcomer = make_user("new@zaytuna.example")
    newcomer.emailaddress_set.update(verified=False)
    with tenant_context(zaytuna.tenant):
        membership.enrol(user=newcomer, role="agent")

    response = _sign_in(guest, newcomer.email)

    assert response["Location"] == "/accounts/confirm-email/"
    assert guest.get("/").status_code == 302
    [letter] = deliver(zaytuna.tenant)
    assert letter.to == [newcomer.email]
    assert path_of(links(letter)[1], zaytuna).startswith("/accounts/confirm-email/")


def test_a_closed_account_is_told_so_only_with_its_password(guest: Client, alice: Member) -> None:
    user = _user_of(alice)
    user.is_active = False
    user.save()

    assert _sign_in(guest, alice.email, "wrong").status_code == 422
    assert _sign_in(guest, alice.email)["Location"] == "/accounts/inactive/"
    assert guest.get("/").status_code == 302


def test_nobody_signs_in_on_the_platforms_host(zaytuna: Desk, alice: Member) -> None:
    assert _sign_in(browser("localhost"), alice.email).status_code == 404


def test_a_form_from_elsewhere_signs_nobody_in(zaytuna: Desk, alice: Member) -> None:
    client = Client(headers={"host": zaytuna.host}, enforce_csrf_checks=True)

    assert _sign_in(client, alice.email).status_code == 403
    assert not Session.objects.exists()
