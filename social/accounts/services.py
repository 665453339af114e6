"""connect lets a brand speak on a network; pause, resume and remove; needs_reauth is what the network says."""

import json
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import translation

from helpdesk.lib import clock, sealing
from social.accounts import registry
from social.accounts.errors import AccountRemoved, AccountTaken, BrandArchived, BrandInUse, BrandNameTaken, OtherAccount
from social.accounts.models import Brand, SocialAccount
from social.accounts.selectors import SEALED_FOR, accounts_of
from social.connectors.protocol import Connected
from social.connectors.registry import connectors
from tenants.audit import services as audit
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.routes import services as routes
from tenants.routes.errors import RouteTaken
from tenants.routes.models import Route
from tenants.tenancy.models import Company

Status = SocialAccount.Status


@transaction.atomic
def first_brand() -> Brand:
    """The company's brand in use, made under the company's name when there is none yet."""
    found = Brand.objects.filter(archived_at__isnull=True).order_by("created_at", "id").first()
    if found is not None:
        return found
    company = Company.objects.get()
    with translation.override(company.language):  # the name it goes by at home, whoever asks
        name = str(company.name)[:80]
    brand, _ = Brand.objects.get_or_create(name=name, defaults={"languages": company.languages})
    return brand


@transaction.atomic
def create_brand(*, name: str, languages: Sequence[str] = (), target_minutes: int = 60, by: Member) -> Brand:
    """Raises BrandNameTaken."""
    brand = Brand(name=name.strip(), languages=list(languages), target_minutes=target_minutes)
    _save_brand(brand)
    _record("accounts.create_brand", brand, by, after=_brand_facts(brand))
    return brand


@transaction.atomic
def change_brand(
    *,
    brand: Brand,
    name: str | None = None,
    languages: Sequence[str] | None = None,
    target_minutes: int | None = None,
    by: Member,
) -> Brand:
    """What is None stays. Raises BrandNameTaken."""
    brand = lock_brand(brand)
    before = _brand_facts(brand)
    brand.name = brand.name if name is None else name.strip()
    brand.languages = brand.languages if languages is None else list(languages)
    brand.target_minutes = brand.target_minutes if target_minutes is None else target_minutes
    after = _brand_facts(brand)
    if after != before:
        _save_brand(brand)
        _record("accounts.change_brand", brand, by, before=before, after=after)
    return brand


@transaction.atomic
def archive_brand(*, brand: Brand, by: Member) -> Brand:
    """It is offered no more; what was said of it stays. Raises BrandInUse while an account speaks for it."""
    brand = lock_brand(brand)
    if brand.archived_at is not None:
        return brand
    if accounts_of(brand).exists():
        raise BrandInUse
    brand.archived_at = clock.now()
    brand.save(update_fields=["archived_at", "updated_at"])
    _record("accounts.archive_brand", brand, by)
    return brand


@transaction.atomic
def restore_brand(*, brand: Brand, by: Member) -> Brand:
    brand = lock_brand(brand)
    if brand.archived_at is not None:
        brand.archived_at = None
        brand.save(update_fields=["archived_at", "updated_at"])
        _record("accounts.restore_brand", brand, by)
    return brand


def lock_brand(brand: Brand) -> Brand:
    """The row as it is now, held to the end of the transaction."""
    return Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)


def lock(account: SocialAccount) -> SocialAccount:
    """The row as it is now, held to the end of the transaction."""
    return SocialAccount.objects.select_for_update(no_key=True, of=("self",)).select_related("brand").get(pk=account.pk)


@transaction.atomic
def connect(
    *,
    brand: Brand,
    network: str,
    connected: Connected,
    by: Member,
    again: SocialAccount | None = None,
) -> SocialAccount:
    """Keep what a network gave us when it let us in. An account that was here before keeps its row.

    `again` is the account that was to be connected anew. Raises BrandArchived, AccountTaken, and OtherAccount when it
    is not `again` that came back.
    """
    if lock_brand(brand).archived_at is not None:
        raise BrandArchived
    if again is not None and (again.network, again.native_id) != (network, connected.native_id):
        raise OtherAccount
    _claim(network, connected.native_id, brand.tenant)
    account, is_new = SocialAccount.objects.get_or_create(
        network=network, base_url=connected.base_url, native_id=connected.native_id, defaults={"brand": brand}
    )
    account = lock(account)
    before = {} if is_new else _facts(account)
    account.brand, account.handle, account.name = brand, connected.handle[:200], connected.name[:200]
    account.scopes, account.limits = list(connected.scopes), dict(connected.limits)
    account.sealed = _sealed(account, connected.keys)
    account.status, account.status_reason = Status.ACTIVE, ""
    account.connected_by, account.connected_at = by, clock.now()
    account.save()
    _record("accounts.connect", account, by, before=before, after=_facts(account))
    registry.tell(account)
    return account


@transaction.atomic
def pause(*, account: SocialAccount, by: Member) -> SocialAccount:
    """Neither listen nor speak. Raises AccountRemoved."""
    return _set_status(account, Status.PAUSED, by, "accounts.pause")


@transaction.atomic
def resume(*, account: SocialAccount, by: Member) -> SocialAccount:
    """Listen and speak again. One that must be connected again stays so. Raises AccountRemoved."""
    account = lock(account)
    if account.status == Status.NEEDS_REAUTH:
        return account
    return _set_status(account, Status.ACTIVE, by, "accounts.resume")


@transaction.atomic
def move(*, account: SocialAccount, brand: Brand, by: Member) -> SocialAccount:
    """It speaks for another brand; what was said stays with the former. Raises BrandArchived, AccountRemoved."""
    if lock_brand(brand).archived_at is not None:
        raise BrandArchived
    account = lock(account)
    if account.status == Status.REMOVED:
        raise AccountRemoved
    if account.brand_id != brand.pk:
        before, account.brand = _facts(account), brand
        account.save(update_fields=["brand", "updated_at"])
        _record("accounts.move", account, by, before=before, after=_facts(account))
        registry.tell(account)
    return account


@transaction.atomic
def remove(*, account: SocialAccount, by: Member) -> SocialAccount:
    """Its keys are forgotten and its route is free; what was heard and said stays. Safe to repeat."""
    account = lock(account)
    if account.status == Status.REMOVED:
        return account
    for route in Route.objects.filter(kind=Route.Kind.SOCIAL, key=_key(account.network, account.native_id)):
        if route.tenant_id == account.tenant_id:
            routes.give_up(route=route)
    account.sealed, account.scopes = "", []
    account.save(update_fields=["sealed", "scopes", "updated_at"])
    return _set_status(account, Status.REMOVED, by, "accounts.remove")


@transaction.atomic
def needs_reauth(*, account: SocialAccount, reason: str = "") -> SocialAccount:
    """The network does not let us in any more: said in the console until somebody connects it again. Safe to repeat."""
    account = lock(account)
    if account.status in (Status.ACTIVE, Status.PAUSED):
        account.status_reason = reason[:500]
        account.save(update_fields=["status_reason", "updated_at"])
        return _set_status(account, Status.NEEDS_REAUTH, None, "accounts.needs_reauth")
    return account


def _set_status(account: SocialAccount, status: str, by: Member | None, verb: str) -> SocialAccount:
    account = lock(account)
    if account.status == Status.REMOVED and status != Status.REMOVED:
        raise AccountRemoved
    if account.status != status:
        before, account.status = account.status, status
        account.save(update_fields=["status", "updated_at"])
        _record(verb, account, by, before={"status": before}, after={"status": status})
        registry.tell(account)
    return account


def _claim(network: str, native_id: str, tenant: Tenant) -> None:
    """An account speaks for one company, and what a network pushes finds it by the account's own id. Feeds are free."""
    can = connectors.get(network).abilities
    if not (can.has_webhook or can.replies):
        return
    try:
        routes.claim(kind=Route.Kind.SOCIAL, key=_key(network, native_id), tenant=tenant)
    except RouteTaken as error:
        raise AccountTaken from error


def _key(network: str, native_id: str) -> str:
    return f"{network}:{native_id}".lower()


def _sealed(account: SocialAccount, keys: Mapping[str, str]) -> str:
    return sealing.seal(json.dumps(dict(keys)), purpose=SEALED_FOR, row=str(account.pk)) if keys else ""


def _save_brand(brand: Brand) -> None:
    try:
        with transaction.atomic():
            brand.save()
    except IntegrityError as error:
        raise BrandNameTaken from error


def _brand_facts(brand: Brand) -> dict[str, object]:
    return {"name": brand.name, "languages": list(brand.languages), "target_minutes": brand.target_minutes}


def _facts(account: SocialAccount) -> dict[str, object]:
    """What the history may hold of an account: never its keys."""
    return {"network": account.network, "handle": account.handle, "brand": str(account.brand), "status": account.status}


def _record(
    verb: str,
    row: Brand | SocialAccount,
    by: Member | None,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(verb=verb, actor=by, object_label=str(row), object_id=row.pk, before=before, after=after)
