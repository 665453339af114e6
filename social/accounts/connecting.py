"""Ask a network to let a company in, and keep what it gave. What asks a network is called outside transactions."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from helpdesk.lib import sealing
from social.accounts import selectors, services
from social.accounts.errors import Refused, SignInDenied, SignInOver
from social.accounts.models import SocialAccount
from social.connectors.errors import NetworkError
from social.connectors.protocol import AccountRef, Connected
from social.connectors.registry import connectors
from tenants.membership.models import Member

log = structlog.get_logger(__name__)
MINUTES = 10
_SALT = "social.accounts.sign_in"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which account is to be connected: of which brand, where, and instead of which one that fell silent."""

    network: str
    brand: UUID
    base_url: str = ""
    again: UUID | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and in which session of his browser."""

    member: Member
    session: str


def by_key(*, wish: Wish, token: str, by: Member) -> SocialAccount:
    """By a key that was made on the network, or by the address alone. Raises NetworkError, Refused."""
    return keep(wish=wish, connected=ask(wish=wish, token=token), by=by)


def ask(*, wish: Wish, token: str) -> Connected:
    """What the network says to a key. Nothing is kept. Raises NetworkError."""
    params = {"token": token} if token else {}
    return connectors.get(wish.network).connect(base_url=wish.base_url, params=params)


@transaction.atomic
def keep(*, wish: Wish, connected: Connected, by: Member) -> SocialAccount:
    """The account, for the brand it was asked for. Raises Refused."""
    brand = selectors.brand_for(by, pk=wish.brand)
    again = selectors.account_for(by, pk=wish.again) if wish.again else None
    return services.connect(brand=brand, network=wish.network, connected=connected, by=by, again=again)


def begin(*, wish: Wish, redirect_uri: str, visitor: Visitor) -> str:
    """The network's own page on which the account says yes; it comes back within ten minutes. Raises NetworkError."""
    nonce = secrets.token_urlsafe(32)
    state = signing.dumps({**_who(visitor), "nonce": nonce}, salt=_SALT)
    asked = connectors.get(wish.network).authorize_url
    url, extra = asked(base_url=wish.base_url, redirect_uri=redirect_uri, state=state)
    facts = {**_facts(wish), "params": {"redirect_uri": redirect_uri, **extra}}
    cache.set(_place(nonce), sealing.seal(json.dumps(facts), purpose=_SALT, row=nonce), MINUTES * 60)
    return url


def finish(*, state: str, code: str, visitor: Visitor) -> SocialAccount:
    """What came back from the network, once. Without a `code` it was told no. Raises NetworkError, Refused."""
    wish, params = _taken(state, visitor)
    if not code:
        raise SignInDenied
    connector = connectors.get(wish.network)
    connected = connector.connect(base_url=wish.base_url, params={**params, "code": code})
    try:
        return keep(wish=wish, connected=connected, by=visitor.member)
    except Refused:
        _give_back(wish.network, connected)
        raise


def leave(*, account: SocialAccount, by: Member) -> SocialAccount:
    """Remove an account, and tell its network that we are gone. A network that is away changes nothing about it."""
    with transaction.atomic():
        ref = _ref(account)
        removed = services.remove(account=account, by=by)
    if ref is not None:
        _revoke(ref)
    return removed


def _taken(state: str, visitor: Visitor) -> tuple[Wish, Mapping[str, str]]:
    """What was asked for, which nobody can take a second time. Raises SignInOver."""
    try:
        told = signing.loads(state, salt=_SALT, max_age=MINUTES * 60)
    except signing.BadSignature as error:
        raise SignInOver from error
    mine = _who(visitor)
    if not all(constant_time_compare(told.get(name, ""), value) for name, value in mine.items()):
        raise SignInOver
    place = _place(told["nonce"])
    kept = cache.get(place)
    if kept is None or not cache.delete(place):
        raise SignInOver
    facts = json.loads(sealing.unseal(kept, purpose=_SALT, row=told["nonce"]))
    return _wish(facts), facts["params"]


def _who(visitor: Visitor) -> dict[str, str]:
    session = salted_hmac(_SALT, visitor.session, algorithm="sha256").hexdigest()
    return {"tenant": str(visitor.member.tenant_id), "member": str(visitor.member.pk), "session": session}


def _facts(wish: Wish) -> dict[str, str]:
    return {
        "network": wish.network,
        "brand": str(wish.brand),
        "base_url": wish.base_url,
        "again": str(wish.again or ""),
    }


def _wish(facts: Mapping[str, str]) -> Wish:
    again = UUID(facts["again"]) if facts["again"] else None
    return Wish(facts["network"], UUID(facts["brand"]), facts["base_url"], again)


def _place(nonce: str) -> str:
    return f"social.sign_in:{nonce}"


def _ref(account: SocialAccount) -> AccountRef | None:
    """None where nothing can be given back: without keys, or with keys that cannot be read."""
    try:
        return selectors.ref(account) if account.sealed and account.network in connectors else None
    except NetworkError:
        return None


def _give_back(network: str, connected: Connected) -> None:
    _revoke(AccountRef(network, connected.base_url, connected.native_id, connected.handle, connected.keys))


def _revoke(ref: AccountRef) -> None:
    try:
        connectors.get(ref.network).revoke(ref)
    except NetworkError as error:
        log.info("account.not_revoked", network=ref.network, code=str(error.code))
