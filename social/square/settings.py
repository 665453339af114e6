"""The settings page of brands and accounts: who speaks for us where, what each network can do, what fell silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.http import QueryDict

from helpdesk.lib import clock
from social.accounts import rules, selectors
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import Abilities
from social.connectors.registry import connectors
from social.intake.models import Delivery, Source
from social.square import words
from social.square.settings_forms import BrandForm, ConnectForm
from tenants.membership.models import Member
from tickets.workspace.settings import frame

LATELY = timedelta(days=7)
Status = SocialAccount.Status
_LOOKS: dict[str, str] = {Status.ACTIVE: "kept", Status.PAUSED: "line", Status.NEEDS_REAUTH: "late"}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with what its network can do here. `heard_at` is when the network last answered or told us."""

    account: SocialAccount
    network: str
    icon: str
    look: str
    lines: Sequence[tuple[bool, str]]
    heard_at: datetime | None
    trouble: str
    form: ConnectForm | None
    has_key: bool

    @property
    def is_silent(self) -> bool:
        return self.account.status == Status.NEEDS_REAUTH


@dataclass(frozen=True, slots=True)
class BrandRow:
    brand: Brand
    accounts: Sequence[AccountRow]
    form: BrandForm


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """A network on which an account can be connected. `has_key`: by signing in or by a key, else by the address."""

    name: str
    label: str
    icon: str
    lines: Sequence[tuple[bool, str]]
    form: ConnectForm
    has_key: bool


def page(
    viewer: Member,
    query: QueryDict | None = None,
    *,
    connect: ConnectForm | None = None,
    brand_form: BrandForm | None = None,
    changed: tuple[UUID, BrandForm] | None = None,
) -> dict[str, Any]:
    """`connect` and `brand_form` were refused; so was the form of the brand that `changed` names."""
    accounts, brands = list(selectors.accounts()), list(selectors.brands())
    found = _rows(accounts, brands, connect)
    return {
        **frame(viewer, "accounts"),
        "brands": [_brand(brand, found, changed) for brand in brands],
        "archived": list(Brand.objects.filter(archived_at__isnull=False).order_by("name", "id")),
        "silent": [row for row in found if row.is_silent],
        "networks": _networks(brands, connect),
        "brand_form": brand_form or BrandForm(),
        "may_change": viewer.may("accounts.change"),
        "connected": next((one for one in accounts if query and str(one.pk) == query.get("connected")), None),
        "trouble": words.trouble(str(query["trouble"])) if query and query.get("trouble") else "",
    }


def _brand(brand: Brand, found: Sequence[AccountRow], changed: tuple[UUID, BrandForm] | None) -> BrandRow:
    known = {"name": brand.name, "languages": brand.languages, "target_minutes": brand.target_minutes}
    form = changed[1] if changed and changed[0] == brand.pk else BrandForm(initial=known, auto_id=f"id_{brand.pk}_%s")
    return BrandRow(brand, [row for row in found if row.account.brand_id == brand.pk], form)


def _rows(accounts: Sequence[SocialAccount], brands: Sequence[Brand], connect: ConnectForm | None) -> list[AccountRow]:
    heard = _last_heard()
    failed = Source.objects.filter(attempts__gt=0).exclude(reason="").order_by("account", "id")
    failing = dict(failed.values_list("account", "reason"))
    return [
        _row(
            account,
            heard_at=heard.get(account.pk),
            failing=failing.get(account.pk, ""),
            form=_again(account, brands, connect) if account.status == Status.NEEDS_REAUTH else None,
        )
        for account in accounts
    ]


def _row(account: SocialAccount, *, heard_at: datetime | None, failing: str, form: ConnectForm | None) -> AccountRow:
    can = _can(account.network)
    return AccountRow(
        account=account,
        network=words.network(account.network),
        icon=words.icon(account.network),
        look=_LOOKS[account.status],
        lines=words.abilities(account.network),
        heard_at=heard_at,
        trouble=account.status_reason if account.status == Status.NEEDS_REAUTH else failing,
        form=form,
        has_key=can is not None and not rules.by_address(can),
    )


def _again(account: SocialAccount, brands: Sequence[Brand], connect: ConnectForm | None) -> ConnectForm:
    """The form by which an account is let in anew, filled in."""
    if connect is not None and str(connect.data.get("again", "")) == str(account.pk):
        return connect
    known = {"brand": str(account.brand_id), "address": account.base_url, "again": account.pk}
    return ConnectForm(network=account.network, initial=known, brands=brands)


def _networks(brands: Sequence[Brand], connect: ConnectForm | None) -> list[NetworkCard]:
    is_new = connect is not None and not connect.data.get("again")
    asked = connect.data.get("network") if is_new and connect else ""
    return [
        NetworkCard(
            name=name,
            label=connector.label,
            icon=words.icon(name),
            lines=words.abilities(name),
            form=connect if name == asked and connect else ConnectForm(network=name, brands=brands),
            has_key=not rules.by_address(connector.abilities),
        )
        for name, connector in connectors
    ]


def _last_heard() -> Mapping[UUID, datetime]:
    """When each account's network answered last; of those that tell by themselves, when they did in these days."""
    asked = Source.objects.filter(asked_at__isnull=False).values_list("account").annotate(Max("asked_at"))
    told = Delivery.objects.filter(account__isnull=False, received_at__gt=clock.now() - LATELY)
    found = dict(told.order_by().values_list("account").annotate(Max("received_at")))
    for account, at in asked.order_by():
        found[account] = max(at, found.get(account, at))
    return found


def _can(network: str) -> Abilities | None:
    return connectors.get(network).abilities if network in connectors else None
