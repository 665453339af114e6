"""What people say on networks, as connectors give it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import AuthorData, Kind, PostData, Visibility
from social.mentions import services
from social.mentions.models import Mention, Post

NETWORK = "plaza"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """A moment by the network's clock."""
    return START + timedelta(minutes=minutes)


def make_brand(name: str = "Zaytuna") -> Brand:
    return Brand.objects.create(name=name)


def make_account(brand: Brand, native_id: str = "page-1", network: str = NETWORK, **facts: Any) -> SocialAccount:
    return SocialAccount.objects.create(
        brand=brand, network=network, native_id=native_id, handle=f"{brand.name.lower()}-{native_id}", **facts
    )


def author(key: str = "noura", *, minutes: float = 0, **facts: Any) -> AuthorData:
    known = {"native_id": f"id-{key}", "handle": key, "name": key.title(), "followers": 40 + int(minutes)}
    return AuthorData(key=key, **(known | facts))


def post(key: str = "p1", text: str = "The sofa from Zaytuna arrived torn.", **facts: Any) -> PostData:
    """`minutes` is when it was said, `edited` when it was worded so."""
    minutes = facts.pop("minutes", 0)
    edited = facts.pop("edited", minutes)
    by = facts.pop("by", "noura")
    return PostData(
        key=key,
        native_id=f"native-{key}",
        author=by if isinstance(by, AuthorData) else author(by, minutes=edited),
        text=text,
        created_at=at(minutes),
        version_at=at(edited),
        **facts,
    )


def direct(key: str, text: str = "My order is 1042.", **facts: Any) -> PostData:
    return post(key, text, kind=Kind.DIRECT, visibility=Visibility.DIRECT, **facts)


def noted(account: SocialAccount, data: PostData, **facts: Any) -> Mention:
    """Heard, and noted for the brand of the account."""
    heard = services.hear(account=account, data=data)
    is_direct = data.visibility == Visibility.DIRECT
    facts = {"via": "direct" if is_direct else "named", "is_tagged": is_direct, "is_first": heard.is_first} | facts
    return services.note(post=heard.post, brand=account.brand, **facts)


def opened(account: SocialAccount, data: PostData, **facts: Any) -> Mention:
    """Heard, noted, and in the inbox."""
    mention = noted(account, data, **facts)
    services.open_ticket(mention=mention)
    return Mention.objects.select_related("ticket", "message", "post__author", "conversation", "brand").get(
        pk=mention.pk
    )


def stored(key: str) -> Post:
    return Post.objects.get(network=NETWORK, key=key)
