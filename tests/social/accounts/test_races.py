"""Two admins at once, in two connections; and what a request holds while a network thinks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from social.accounts import services
from social.accounts.errors import AccountTaken
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import Connected
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.routes.models import Route
from tests.factories.people import Desk
from tests.social.accounts.network import Town

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
TOLD = Connected("page-1", "zaytuna", "Zaytuna", keys={"token": "t"})


def make_brand(desk: Desk) -> Brand:
    with tenant_context(desk.tenant):
        return Brand.objects.create(name="Home")


def connect_at_once(*wishes: tuple[Desk, Member, Brand]) -> list[object]:
    """What each of the threads was given: an account or a refusal."""
    start = Barrier(len(wishes))

    def connect(wish: tuple[Desk, Member, Brand]) -> object:
        desk, by, brand = wish
        try:
            with tenant_context(desk.tenant):
                start.wait(5)
                return services.connect(brand=brand, network="plaza", connected=TOLD, by=by)
        except AccountTaken as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(connect, wishes))


def test_two_who_connect_the_same_account_get_one_row(zaytuna: Desk, alice: Member, town: Town) -> None:
    brand = make_brand(zaytuna)
    connect_at_once((zaytuna, alice, brand), (zaytuna, alice, brand))
    with tenant_context(zaytuna.tenant):
        assert SocialAccount.objects.count() == 1


def test_of_two_companies_one_gets_the_account(
    zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member, town: Town
) -> None:
    found = connect_at_once((zaytuna, alice, make_brand(zaytuna)), (tapuz, charlie, make_brand(tapuz)))
    assert sorted(type(one).__name__ for one in found) == ["AccountTaken", "SocialAccount"]
    winner = next(one for one in found if isinstance(one, SocialAccount))
    assert Route.objects.get(kind="social").tenant_id == winner.tenant_id
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            assert SocialAccount.objects.exists() == (desk.tenant.pk == winner.tenant_id)


def test_no_transaction_is_open_while_a_network_is_asked(
    zaytuna: Desk, alice: Member, town: Town, browse: Callable[[Desk, Member], Client]
) -> None:
    brand, client = make_brand(zaytuna), browse(zaytuna, alice)
    form = {"network": "plaza", "brand": str(brand.pk), "address": "town.example", "token": "t"}
    client.post("/settings/accounts/connection/", form | {"sign_in": "1"})
    client.post("/settings/accounts/connection/", form)
    with tenant_context(zaytuna.tenant):
        account = SocialAccount.objects.get()
    client.post(f"/settings/accounts/{account.pk}/removal/")
    assert [what for what, _ in town.told] == ["authorize", "connect", "revoke"]
    assert town.in_transaction == [False, False, False]
