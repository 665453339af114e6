from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tenants.identity.models import User
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.signup.forms import REASONS
from tenants.signup.rules import Refusal
from tenants.tenancy.models import Company
from tests.factories.letters import browser, deliver, links, page
from tests.factories.people import PASSWORD, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Client:
    return browser("localhost")


def _desks() -> set[str]:
    return set(Tenant.objects.exclude(state="platform").values_list("slug", flat=True))


def test_a_company_opens_its_desk(guest: Client, typed: dict[str, Any]) -> None:
    guest.cookies["language"] = "he"

    response = guest.post("/signup/", typed, follow=True)

    shown = response.content.decode()
    assert response.redirect_chain == [("/signup/opened/", 302)]
    assert "lina@noor.example" in shown
    assert "http://noor-home.localhost:8000" in shown
    tenant = Tenant.objects.get(slug="noor-home")
    with tenant_context(tenant):
        company = Company.objects.get()
    assert (company.language, company.languages) == ("ar", ["ar", "en"])
    assert (str(company.opens_at), str(company.closes_at)) == ("09:00:00", "21:00:00")
    assert User.objects.get().language == "he"  # that of the page
    [letter] = deliver(tenant)
    assert all(url.startswith("http://noor-home.localhost:8000") for url in links(letter))


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_HOST": "localhost:6666"},
        {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "host=evil.example"},
    ],
)
def test_no_header_moves_the_link(guest: Client, typed: dict[str, Any], headers: dict[str, str]) -> None:
    guest.post("/signup/", typed, **headers)

    [letter] = deliver(Tenant.objects.get(slug="noor-home"))
    assert all(url.startswith("http://noor-home.localhost:8000") for url in links(letter))


def test_known_and_unknown_addresses_get_the_same_answer(tapuz: Desk, charlie: Member, typed: dict[str, Any]) -> None:
    """The page, and what can be seen of the desk afterwards, do not show who has an account."""
    seen = set()
    for slug, email in (("noor-home", "unknown@example.com"), ("sabah-home", charlie.email)):
        client = browser("localhost")
        answer = client.post("/signup/", {**typed, "slug": slug, "email": email}, follow=True)
        door = browser(f"{slug}.localhost").get("/accounts/login/")
        again = client.post("/signup/", {**typed, "slug": slug, "email": "third@example.com"})
        shown = (answer.status_code, page(answer, slug, email), door.status_code, page(door), REASONS[Refusal.TAKEN])
        assert str(REASONS[Refusal.TAKEN]) in again.content.decode()
        seen.add(shown)

    assert len(seen) == 1
    assert len(deliver(Tenant.objects.get(slug="sabah-home"))) == len(deliver(Tenant.objects.get(slug="noor-home")))


def test_somebody_with_an_account_is_sent_to_sign_in(tapuz: Desk, charlie: Member, typed: dict[str, Any]) -> None:
    client = browser("localhost")
    shown = client.post("/signup/", {**typed, "email": charlie.email.upper(), "password": PASSWORD}, follow=True)

    assert 'href="http://noor-home.localhost:8000"' in shown.content.decode()
    signed_in = browser("noor-home.localhost").post("/accounts/login/", {"login": charlie.email, "password": PASSWORD})
    assert signed_in["Location"] == "/"


@pytest.mark.parametrize("slug", ["www", "zay-tuna", "زيتونة", "ab", "-abc", "xn--abc", "a" * 41, "x" * 61])
def test_a_refused_address_says_why_and_makes_nothing(
    zaytuna: Desk, guest: Client, typed: dict[str, Any], slug: str
) -> None:
    answer = guest.post("/signup/", {**typed, "slug": slug})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_slug_error"' in shown
    assert "noor-home is free." in shown
    assert _desks() == {"zaytuna"}
    assert User.objects.count() == 2


def test_a_missing_address_is_proposed(guest: Client, typed: dict[str, Any]) -> None:
    shown = guest.post("/signup/", {**typed, "slug": ""}).content.decode()

    assert 'name="slug" value="noor-home"' in shown
    assert 'value="ar" id="id_languages_0" checked' in shown
    assert _desks() == set()


@pytest.mark.parametrize(
    "change",
    [
        {"company": ""},
        {"company": " \r\n "},
        {"country": "XX"},
        {"country": ""},
        {"language": "fr"},
        {"languages": []},
        {"languages": ["fr"]},
        {"opens_at": "", "closes_at": ""},
        {"opens_at": "18:00", "closes_at": "09:00"},
        {"opens_at": "25:00"},
        {"name": ""},
        {"email": "no address"},
        {"email": ""},
        {"email": "a@b.example\r\nBcc: x@evil.example"},
        {"password": ""},
        {"password": "short"},
        {"password": "lina@noor.example"},
        {"password": "x" * 300},
        {"company": "\x00"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    guest: Client, typed: dict[str, Any], change: dict[str, Any]
) -> None:
    answer = guest.post("/signup/", {**typed, **change})

    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    assert (_desks(), User.objects.count(), Session.objects.count()) == (set(), 0, 0)


def test_the_password_is_never_sent_back(guest: Client, typed: dict[str, Any]) -> None:
    assert typed["password"] not in guest.post("/signup/", {**typed, "company": ""}).content.decode()


def test_a_name_is_one_line(guest: Client, typed: dict[str, Any]) -> None:
    guest.post("/signup/", {**typed, "company": "Noor\r\nHome"})

    with tenant_context(Tenant.objects.get(slug="noor-home")):
        assert Company.objects.get().name == "Noor Home"


def test_around_the_clock_needs_no_times(guest: Client, typed: dict[str, Any]) -> None:
    guest.post("/signup/", {**typed, "around_the_clock": "on", "opens_at": "", "closes_at": ""})

    with tenant_context(Tenant.objects.get(slug="noor-home")):
        company = Company.objects.get()
    assert (company.opens_at, company.closes_at) == (None, None)


def test_one_address_cannot_be_used_to_open_desks_without_end(guest: Client, typed: dict[str, Any]) -> None:
    answers = [guest.post("/signup/", {**typed, "slug": f"noor-{word}"}) for word in "abcdef"]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 3500
    assert len(_desks()) == 5


def test_the_form_guesses_language_and_country(guest: Client) -> None:
    shown = guest.get("/signup/", headers={"accept-language": "ar-SA,ar;q=0.9"}).content.decode()

    assert '<option value="SA" selected>' in shown
    assert 'name="language" value="ar" id="id_language_0" required' in shown
    assert "المملكة العربية السعودية" in shown


@pytest.mark.parametrize(
    ("query", "value", "said"),
    [
        ({"company": "Noor Home"}, "noor-home", "free"),
        ({"company": "زيتونة"}, "zituna", "free"),
        ({"company": "Noor", "slug": "zay-tuna"}, "zay-tuna", "Taken"),
        ({"company": "Noor", "slug": "zay-tuna"}, "zay-tuna", "noor is free."),
        ({"slug": "www"}, "www", "Reserved"),
        ({"company": ""}, "", ""),
        ({"company": "<script>alert(1)</script>"}, "script-alert-1-script", "free"),
        ({"slug": '"><script>'}, "&quot;&gt;&lt;script&gt;", "Only small letters"),
    ],
)
def test_an_address_is_looked_at_while_it_is_typed(
    zaytuna: Desk, guest: Client, query: dict[str, str], value: str, said: str
) -> None:
    shown = guest.get("/signup/address/", query).content.decode()

    assert f'value="{value}"' in shown or not value
    assert said in shown
    assert "<html" not in shown


def test_the_page_after_is_for_who_opened_a_desk(guest: Client) -> None:
    assert guest.get("/signup/opened/")["Location"] == "/signup/"


def test_desks_are_not_opened_on_a_desks_host(zaytuna: Desk, typed: dict[str, Any]) -> None:
    assert browser(zaytuna.host).post("/signup/", typed).status_code == 404
    assert _desks() == {"zaytuna"}


def test_a_demo_shows_where_the_mail_is_and_others_do_not(guest: Client, typed: dict[str, Any], settings: Any) -> None:
    shown = guest.post("/signup/", typed, follow=True).content.decode()
    settings.DEMO = False

    assert 'href="http://noor-home.localhost:8000/mailbox/"' in shown
    assert "/mailbox/" not in guest.get("/signup/opened/").content.decode()
