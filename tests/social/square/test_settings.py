import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from social.accounts import selectors, services
from social.accounts.models import Brand, SocialAccount
from social.connectors.errors import Code, NetworkError
from social.intake.models import Source
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk, add_member
from tests.social.accounts.network import CANARY, Town

pytestmark = pytest.mark.django_db

Browse = Callable[[Desk, Member], Client]
PAGE, CONNECT, BACK = "/settings/accounts/", "/settings/accounts/connection/", "/settings/accounts/callback/"
PREAMBLE = 7


@pytest.fixture
def brand(zaytuna: Desk, town: Town) -> Iterator[Brand]:
    with tenant_context(zaytuna.tenant):
        yield Brand.objects.create(name="Zaytuna Home")


def form(brand: Brand, **more: str) -> dict[str, str]:
    return {"network": "plaza", "brand": str(brand.pk), "address": "town.example", **more}


def state_of(page: bytes) -> str:
    """What the network would bring back."""
    link = re.search(r'href="(https://town\.example/yes\?[^"]+)"', page.decode())
    assert link, page
    return parse_qs(urlsplit(link[1]).query)["state"][0]


def test_without_a_brand_the_page_says_what_comes_first(
    zaytuna: Desk, alice: Member, browse: Browse, town: Town
) -> None:
    page = browse(zaytuna, alice).get(PAGE).content
    assert b"No brand yet" in page
    assert b"Connect an account" not in page


def test_an_admin_connects_by_a_key(zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town) -> None:
    client = browse(zaytuna, alice)
    response = client.post(CONNECT, form(brand, token="pasted"))
    account = SocialAccount.objects.get()
    assert response["Location"] == f"{PAGE}?connected={account.pk}"
    assert town.told == [("connect", {"base_url": "https://town.example", "token": "pasted"})]
    assert b"is connected" in client.get(response["Location"]).content
    assert Entry.objects.get(verb="accounts.connect").address == "127.0.0.1"


def test_what_the_network_refuses_is_said_in_words_beside_what_was_typed(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town
) -> None:
    town.refusal = NetworkError(Code.AUTH_EXPIRED, "bad token")
    response = browse(zaytuna, alice).post(CONNECT, form(brand, token="pasted-secret"))
    assert response.status_code == 422
    assert "did not accept this key" in response.content.decode()
    assert "town.example" in response.content.decode()
    assert "pasted-secret" not in response.content.decode()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"network": "nowhere"}, {"brand": "x"}, {"address": ""}, {"again": "x"}, {"network": "\x00"}],
)
def test_a_form_that_means_nothing_calls_nobody(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town, wrong: dict[str, str]
) -> None:
    assert browse(zaytuna, alice).post(CONNECT, form(brand) | wrong).status_code == 422
    assert town.told == []


def test_an_admin_signs_in_on_the_network_and_comes_back(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town
) -> None:
    client = browse(zaytuna, alice)
    page = client.post(CONNECT, form(brand, sign_in="1")).content
    response = client.get(BACK, {"state": state_of(page), "code": "c0de"})
    account = SocialAccount.objects.get()
    assert response["Location"] == f"{PAGE}?connected={account.pk}"
    _, how = town.told[-1]
    assert how["code"] == "c0de"
    assert how["client_secret"] == f"{CANARY}-client"
    assert how["redirect_uri"] == f"http://{zaytuna.host}{BACK}"
    assert selectors.ref(account).keys == {"token": CANARY}


def test_a_way_back_is_open_once(zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town) -> None:
    client = browse(zaytuna, alice)
    state = state_of(client.post(CONNECT, form(brand, sign_in="1")).content)
    client.get(BACK, {"state": state, "code": "c0de"})
    before = list(SocialAccount.objects.values())
    response = client.get(BACK, {"state": state, "code": "again"})
    assert response["Location"] == f"{PAGE}?trouble=sign_in_over"
    assert b"Begin it again" in client.get(response["Location"]).content
    assert list(SocialAccount.objects.values()) == before


def test_a_way_back_is_for_who_began_it_where_he_began_it(
    zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member, browse: Browse, brand: Brand, town: Town
) -> None:
    other = add_member(zaytuna, "dana@zaytuna.example", "admin", "Dana")
    state = state_of(browse(zaytuna, alice).post(CONNECT, form(brand, sign_in="1")).content)
    for client in (browse(zaytuna, other), browse(tapuz, charlie), browse(zaytuna, alice)):  # the last: another session
        response = client.get(BACK, {"state": state, "code": "c0de"})
        assert response["Location"] == f"{PAGE}?trouble=sign_in_over"
    assert [what for what, _ in town.told] == ["authorize"]
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("state", ["", "x", "a:b:c", "\x00"])
def test_a_forged_way_back_leads_nowhere(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town, state: str
) -> None:
    response = browse(zaytuna, alice).get(BACK, {"state": state, "code": "c0de"})
    assert response["Location"] == f"{PAGE}?trouble=sign_in_over"
    assert town.told == []


def test_a_way_back_closes(zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town) -> None:
    client = browse(zaytuna, alice)
    state = state_of(client.post(CONNECT, form(brand, sign_in="1")).content)
    cache.clear()  # what is kept for ten minutes is gone
    assert client.get(BACK, {"state": state, "code": "c"})["Location"] == f"{PAGE}?trouble=sign_in_over"
    assert not SocialAccount.objects.exists()


def test_who_says_no_on_the_network_connects_nothing(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town
) -> None:
    client = browse(zaytuna, alice)
    state = state_of(client.post(CONNECT, form(brand, sign_in="1")).content)
    response = client.get(BACK, {"state": state, "error": "access_denied"})
    assert response["Location"] == f"{PAGE}?trouble=sign_in_denied"
    assert not SocialAccount.objects.exists()


def test_what_is_signed_in_anew_must_be_the_same_account(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town
) -> None:
    client = browse(zaytuna, alice)
    client.post(CONNECT, form(brand, token="t"))
    account = services.needs_reauth(account=SocialAccount.objects.get(), reason="revoked by its owner")
    shown = client.get(PAGE).content.decode()
    assert "must be connected again" in shown
    assert "revoked by its owner" in shown
    town.native_id = "somebody-else"
    state = state_of(client.post(CONNECT, form(brand, sign_in="1", again=str(account.pk))).content)
    assert client.get(BACK, {"state": state, "code": "c"})["Location"] == f"{PAGE}?trouble=other_account"
    assert town.told[-1] == ("revoke", {"token": CANARY})  # what we may not keep we give back
    town.native_id = account.native_id
    state = state_of(client.post(CONNECT, form(brand, sign_in="1", again=str(account.pk))).content)
    client.get(BACK, {"state": state, "code": "c"})
    assert SocialAccount.objects.get().status == SocialAccount.Status.ACTIVE


def test_accounts_and_brands_are_changed_by_buttons(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town
) -> None:
    client, account = browse(zaytuna, alice), said.make_account(brand)
    for verb, status in (("pause", "paused"), ("resumption", "active"), ("removal", "removed")):
        client.post(f"{PAGE}{account.pk}/{verb}/")
        account.refresh_from_db()
        assert account.status == status
    client.post("/settings/brands/new/", {"name": "Kids", "languages": ["ar", "he"], "target_minutes": "20"})
    client.post(f"/settings/brands/{brand.pk}/", {"name": "Home", "target_minutes": "30"})
    client.post(f"/settings/brands/{brand.pk}/archival/")
    rows = {one.name: (one.languages, one.target_minutes, one.archived_at is None) for one in Brand.objects.all()}
    assert rows == {"Kids": (["ar", "he"], 20, True), "Home": ([], 30, False)}
    assert client.post("/settings/brands/new/", {"name": "Kids", "target_minutes": "20"}).status_code == 422


def test_the_page_says_when_each_was_heard_and_what_it_can_do(
    zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse(zaytuna, alice)
    client.get(PAGE)
    for index in range(10):
        account = said.make_account(brand, native_id=f"page-{index}")
        Source.objects.create(account=account, stream="mentions", due_at=clock.now(), asked_at=clock.now())
    # frame: counters, rail; page: accounts, heard, told, failing, brands , archived
    with django_assert_num_queries(PREAMBLE + 9):
        page = client.get(PAGE).content.decode()
    assert "nothing heard yet" not in page
    assert "Answers in public, in your name." in page


def test_no_page_shows_a_key(zaytuna: Desk, alice: Member, browse: Browse, brand: Brand, town: Town) -> None:
    client = browse(zaytuna, alice)
    client.post(CONNECT, form(brand, token=CANARY))
    account = SocialAccount.objects.get()
    admin = (
        f"/admin/social/socialaccount/{account.pk}/change/",
        "/admin/social/socialaccount/",
        "/admin/tenants/entry/",
    )
    for path in (PAGE, *admin, f"/api/v1/social-accounts/{account.pk}/", "/api/v1/social-accounts/", "/square/", "/"):
        shown = client.get(path).content.decode()
        assert CANARY not in shown, path
        assert account.sealed not in shown, path
