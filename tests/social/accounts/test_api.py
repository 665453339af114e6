from collections.abc import Callable

import pytest

from social.accounts import selectors, services
from social.accounts.models import Brand, SocialAccount
from social.connectors.errors import Code, NetworkError
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.api.conftest import program as program
from tests.api.program import Program
from tests.factories import said
from tests.factories.people import Desk
from tests.social.accounts.network import CANARY, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(zaytuna: Desk, alice: Member, program: Callable[..., Program], town: Town) -> Program:
    return program(zaytuna, alice)


@pytest.fixture
def brand(zaytuna: Desk) -> Brand:
    with tenant_context(zaytuna.tenant):
        return Brand.objects.create(name="Zaytuna Home")


def new(brand: Brand, **more: str) -> dict[str, str]:
    return {"brand": str(brand.pk), "network": "plaza", "address": "town.example", "token": CANARY, **more}


def rows(desk: Desk) -> list[dict[str, object]]:
    with tenant_context(desk.tenant):
        return list(SocialAccount.objects.order_by("id").values())


def test_an_account_is_connected_by_a_token_that_is_never_answered(
    zaytuna: Desk, shop: Program, brand: Brand, town: Town
) -> None:
    made = shop.post("/social-accounts/", new(brand))
    assert made.status_code == 201, made.content
    assert made.headers["ETag"]
    row = made.json()
    assert (row["status"], row["address"], row["limits"]) == ("active", "https://town.example", {"characters": 500})
    answers = [made, shop.get(made.headers["Location"]), shop.get("/social-accounts/"), shop.get("/brands/")]
    with tenant_context(zaytuna.tenant):
        account = SocialAccount.objects.get()
        assert selectors.ref(account).keys == {"token": CANARY}
    for answer in answers:
        assert answer.status_code in (200, 201)
        assert CANARY not in answer.content.decode()
        assert account.sealed not in answer.content.decode()


def test_a_repeat_is_answered_as_the_first_and_calls_nobody(
    zaytuna: Desk, shop: Program, brand: Brand, town: Town
) -> None:
    first, again = (shop.post("/social-accounts/", new(brand), Idempotency_Key="k") for _ in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert len(town.told) == 1
    assert len(rows(zaytuna)) == 1


def test_what_the_network_refuses_is_said_and_may_be_sent_again(
    zaytuna: Desk, shop: Program, brand: Brand, town: Town
) -> None:
    town.refusal = NetworkError(Code.AUTH_EXPIRED, "bad token")
    refused = shop.post("/social-accounts/", new(brand), Idempotency_Key="k")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "token")
    assert "bad token" in refused.json()["detail"]
    assert rows(zaytuna) == []
    town.refusal = None
    assert shop.post("/social-accounts/", new(brand), Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("wrong", [{"network": "nowhere"}, {"address": " "}, {"token": ""}, {"brand": "x"}])
def test_what_means_nothing_calls_nobody(shop: Program, brand: Brand, town: Town, wrong: dict[str, str]) -> None:
    refused = shop.post("/social-accounts/", new(brand) | wrong)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, next(iter(wrong)))
    assert town.told == []


def test_the_account_of_another_company_is_a_conflict(
    zaytuna: Desk, tapuz: Desk, shop: Program, brand: Brand, charlie: Member, program: Callable[..., Program]
) -> None:
    shop.post("/social-accounts/", new(brand))
    before = rows(zaytuna)
    with tenant_context(tapuz.tenant):
        theirs = Brand.objects.create(name="Tapuz")
    refused = program(tapuz, charlie).post("/social-accounts/", new(theirs))
    assert (refused.status_code, refused.json()["code"]) == (409, "account_taken")
    assert (rows(zaytuna), rows(tapuz)) == (before, [])


def test_an_account_rests_goes_on_and_leaves(zaytuna: Desk, shop: Program, brand: Brand, town: Town) -> None:
    made = shop.post("/social-accounts/", new(brand))
    place = f"/social-accounts/{made.json()['id']}/"
    stale = made.headers["ETag"]
    assert shop.patch(place, {"status": "paused"}, If_Match=stale).json()["status"] == "paused"
    assert shop.patch(place, {"status": "active"}, If_Match=stale).status_code == 412
    assert shop.patch(place, {"status": "removed"}).status_code == 400
    assert shop.patch(place, {"status": "active"}).json()["status"] == "active"
    assert shop.delete(place).status_code == 204
    assert town.told[-1] == ("revoke", {"token": CANARY})
    assert shop.get(place).status_code == 404
    assert [row["status"] for row in rows(zaytuna)] == ["removed"]


def test_a_brand_is_made_changed_archived_and_brought_back(zaytuna: Desk, shop: Program, alice: Member) -> None:
    made = shop.post("/brands/", {"name": "Kids", "languages": ["ar"]}).json()
    place = f"/brands/{made['id']}/"
    assert (made["target_minutes"], made["archived_at"]) == (60, None)
    assert shop.patch(place, {"target_minutes": 20}).json()["target_minutes"] == 20
    assert shop.post("/brands/", {"name": "Kids"}).json()["code"] == "name_taken"
    with tenant_context(zaytuna.tenant):
        account = said.make_account(Brand.objects.get())
    assert shop.patch(place, {"archived": True}).json()["code"] == "brand_in_use"
    with tenant_context(zaytuna.tenant):
        services.remove(account=account, by=alice)
    assert shop.patch(place, {"archived": True}).json()["archived_at"]
    found = [len(shop.get(f"/brands/?archived={word}").json()["results"]) for word in ("true", "false")]
    assert found == [1, 0]
    assert shop.patch(place, {"archived": False}).json()["archived_at"] is None
