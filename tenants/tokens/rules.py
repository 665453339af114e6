"""How a key is written, and what its scopes allow. A scope is "room:read" or "room:write"; to write is to read too."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from tenants.routes import rules as routes


@dataclass(frozen=True)
class Key:
    """`hrd_<company's address>_<secret>`, as its owner sees it once."""

    slug: str
    secret: str

    def __str__(self) -> str:
        return f"hrd_{self.slug}_{self.secret}"


def make(slug: str) -> Key:
    """A new key; its secret has 256 bits."""
    return Key(slug, secrets.token_urlsafe(32))


def parse(written: str) -> Key | None:
    """None when it is no key of ours."""
    parts = routes.parts_of_key(written)
    return Key(*parts) if parts else None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def allows(scopes: Iterable[str], wanted: str) -> bool:
    room, _, verb = wanted.partition(":")
    return f"{room}:write" in scopes or (verb == "read" and f"{room}:read" in scopes)


def by_room(scopes: Iterable[str]) -> dict[str, str]:
    """What a token may in each room: "read" or "write". Who writes reads too."""
    pairs = (scope.partition(":") for scope in sorted(scopes))  # "write" comes after "read"
    return {room: verb for room, _, verb in pairs}
