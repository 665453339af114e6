import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from helpdesk.lib import sealing
from social.accounts.models import Brand, SocialAccount
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import AccountRef, Connector
from social.connectors.registry import connectors
from tenants.membership.models import Member

SEALED_FOR = "social.keys"
Status = SocialAccount.Status


def brands() -> QuerySet[Brand]:
    """Those in use, by name."""
    return Brand.objects.filter(archived_at__isnull=True).order_by("name", "id")


def accounts() -> QuerySet[SocialAccount]:
    """Those that were not removed, with their brand."""
    return SocialAccount.objects.exclude(status=Status.REMOVED).select_related("brand").order_by("network", "id")


def accounts_of(brand: Brand) -> QuerySet[SocialAccount]:
    return accounts().filter(brand=brand)


def to_connect_again() -> QuerySet[SocialAccount]:
    """Accounts whose network does not let us in any more."""
    return accounts().filter(status=Status.NEEDS_REAUTH)


def brand_for(viewer: Member, *, pk: object) -> Brand:
    """A brand of the viewer's company, archived ones too. Raises Http404."""
    return get_object_or_404(Brand.objects.filter(tenant_id=viewer.tenant_id), pk=pk)


def account_for(viewer: Member, *, pk: object) -> SocialAccount:
    """An account of the viewer's company that was not removed. Raises Http404."""
    return get_object_or_404(accounts().filter(tenant_id=viewer.tenant_id), pk=pk)


def account_of(network: str, native_id: str) -> SocialAccount | None:
    """Our account of a network's own id, the removed ones too: what it said stays ours."""
    return SocialAccount.objects.filter(network=network, native_id=native_id).order_by("-id").first()


def connector_of(account: SocialAccount) -> Connector:
    """Raises LookupError for a network that this desk does not know."""
    return connectors.get(account.network)


def ref(account: SocialAccount) -> AccountRef:
    """The account with its keys, for one call of a connector. Raises NetworkError(AUTH_EXPIRED) for unreadable keys."""
    return AccountRef(
        network=account.network,
        base_url=account.base_url,
        native_id=account.native_id,
        handle=account.handle,
        keys=_keys(account),
        limits=account.limits,
    )


def open_ref(account: SocialAccount) -> AccountRef:
    """The account without its keys: for what a connector says without asking its network."""
    return AccountRef(account.network, account.base_url, account.native_id, account.handle, {}, account.limits)


def _keys(account: SocialAccount) -> Mapping[str, str]:
    if not account.sealed:
        return {}
    try:
        keys: dict[str, Any] = json.loads(sealing.unseal(account.sealed, purpose=SEALED_FOR, row=str(account.pk)))
    except sealing.Unreadable as error:
        raise NetworkError(Code.AUTH_EXPIRED) from error
    return keys
