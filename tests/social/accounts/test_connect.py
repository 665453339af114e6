from collections.abc import Iterator

import pytest

from social.accounts import connecting, selectors, services
from social.accounts import registry as listening
from social.accounts.connecting import Wish
from social.accounts.errors import AccountRemoved, AccountTaken, BrandArchived, OtherAccount
from social.accounts.models import Brand, SocialAccount
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import Connected
from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tenants.routes.models import Route
from tests.factories.people import Desk
from tests.social.accounts.network import CANARY, Town

pytestmark = pytest.mark.django_db
Status = SocialAccount.Status


@pytest.fixture
def brand(zaytuna: Desk, town: Town) -> Iterator[Brand]:
    with tenant_context(zaytuna.tenant):
        yield Brand.objects.create(name="Zaytuna Home")


def connect(brand: Brand, by: Member, *, again: SocialAccount | None = None, **facts: object) -> SocialAccount:
    told = {"native_id": "page-1", "handle": "zaytuna", "name": "Zaytuna", "keys": {"token": CANARY}, **facts}
    return services.connect(brand=brand, network="plaza", connected=Connected(**told), by=by, again=again)  # type: ignore[arg-type]


def test_an_account_keeps_its_keys_sealed_and_gives_them_for_a_call_only(brand: Brand, alice: Member) -> None:
    account = connect(brand, alice)
    assert account.status == Status.ACTIVE
    assert CANARY not in account.sealed
    assert selectors.ref(account).keys == {"token": CANARY}
    assert selectors.open_ref(account).keys == {}
    assert Route.objects.get(kind="social").key == "plaza:page-1"


def test_keys_of_one_row_open_nothing_in_another(brand: Brand, alice: Member) -> None:
    one, other = connect(brand, alice), connect(brand, alice, native_id="page-2")
    other.sealed = one.sealed
    with pytest.raises(NetworkError) as refused:
        selectors.ref(other)
    assert refused.value.code == Code.AUTH_EXPIRED


def test_the_history_tells_who_and_never_the_key(brand: Brand, alice: Member) -> None:
    account = connect(brand, alice)
    services.needs_reauth(account=account, reason="revoked")
    connect(brand, alice, again=account)
    services.remove(account=account, by=alice)
    told = [entry.verb for entry in Entry.objects.order_by("created_at", "id")]
    assert told == ["accounts.connect", "accounts.needs_reauth", "accounts.connect", "accounts.remove"]
    assert CANARY not in str(list(Entry.objects.values()))


def test_connecting_again_keeps_the_row_and_lets_it_go_on(brand: Brand, alice: Member) -> None:
    account = connect(brand, alice)
    services.needs_reauth(account=account, reason="revoked")
    back = connect(brand, alice, again=account, keys={"token": "new"})
    assert (back.pk, back.status, back.status_reason) == (account.pk, Status.ACTIVE, "")
    assert selectors.ref(back).keys == {"token": "new"}


def test_another_account_does_not_come_back_as_the_one_that_fell_silent(brand: Brand, alice: Member) -> None:
    account = services.needs_reauth(account=connect(brand, alice))
    before = list(SocialAccount.objects.values())
    with pytest.raises(OtherAccount):
        connect(brand, alice, again=account, native_id="page-2")
    assert list(SocialAccount.objects.values()) == before


def test_the_account_of_another_company_is_refused_and_nothing_changes(
    zaytuna: Desk, tapuz: Desk, brand: Brand, alice: Member, charlie: Member
) -> None:
    account = connect(brand, alice)
    with tenant_context(tapuz.tenant):
        theirs = Brand.objects.create(name="Tapuz")
        with pytest.raises(AccountTaken):
            connect(theirs, charlie)
        assert not SocialAccount.objects.exists()
        assert not Entry.objects.filter(verb="accounts.connect").exists()
    with tenant_context(zaytuna.tenant):
        assert selectors.ref(account).keys == {"token": CANARY}
        assert Route.objects.get(kind="social").tenant_id == zaytuna.tenant.pk


def test_what_one_company_removed_another_may_connect(
    tapuz: Desk, zaytuna: Desk, brand: Brand, alice: Member, charlie: Member
) -> None:
    removed = services.remove(account=connect(brand, alice), by=alice)
    assert (removed.sealed, removed.scopes) == ("", [])
    with tenant_context(tapuz.tenant):
        connect(Brand.objects.create(name="Tapuz"), charlie)
        assert Route.objects.get(kind="social").tenant_id == tapuz.tenant.pk
    with tenant_context(zaytuna.tenant):
        services.remove(account=removed, by=alice)  # again: their route stays theirs
    assert Route.objects.get(kind="social").tenant_id == tapuz.tenant.pk


def test_a_feed_may_be_read_by_every_company(tapuz: Desk, brand: Brand, alice: Member, charlie: Member) -> None:
    told = Connected("feed", "", "News", "https://news.example/feed")
    services.connect(brand=brand, network="rss", connected=told, by=alice)
    with tenant_context(tapuz.tenant):
        theirs = Brand.objects.create(name="Tapuz")
        assert services.connect(brand=theirs, network="rss", connected=told, by=charlie).status == Status.ACTIVE


def test_an_archived_brand_gets_no_account(brand: Brand, alice: Member) -> None:
    services.archive_brand(brand=brand, by=alice)
    with pytest.raises(BrandArchived):
        connect(brand, alice)
    assert not SocialAccount.objects.exists()
    assert not Route.objects.filter(kind="social").exists()


def test_a_paused_account_goes_on_and_a_removed_one_does_not(brand: Brand, alice: Member) -> None:
    account = connect(brand, alice)
    assert services.pause(account=account, by=alice).status == Status.PAUSED
    assert services.resume(account=account, by=alice).status == Status.ACTIVE
    services.needs_reauth(account=account)
    assert services.resume(account=account, by=alice).status == Status.NEEDS_REAUTH
    services.remove(account=account, by=alice)
    for verb in (services.pause, services.resume):
        with pytest.raises(AccountRemoved):
            verb(account=account, by=alice)
    assert services.needs_reauth(account=account).status == Status.REMOVED


def test_who_listens_is_told_of_each_change_once(brand: Brand, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(listening.listeners, "_entries", {"ear": lambda account: told.append(account.status)})
    account = connect(brand, alice)
    for _ in range(2):
        services.pause(account=account, by=alice)
    services.remove(account=account, by=alice)
    services.remove(account=account, by=alice)
    assert told == ["active", "paused", "removed"]


def test_a_network_that_refuses_leaves_nothing(brand: Brand, alice: Member, town: Town) -> None:
    town.refusal = NetworkError(Code.AUTH_EXPIRED, "no")
    with pytest.raises(NetworkError):
        connecting.by_key(wish=Wish("plaza", brand.pk, "https://town.example"), token="x", by=alice)
    assert not SocialAccount.objects.exists()


def test_leaving_tells_the_network_and_goes_on_without_it(brand: Brand, alice: Member, town: Town) -> None:
    connecting.leave(account=connect(brand, alice), by=alice)
    assert town.told == [("revoke", {"token": CANARY})]
    town.refusal = NetworkError(Code.NETWORK_DOWN)
    assert connecting.leave(account=connect(brand, alice), by=alice).status == Status.REMOVED
