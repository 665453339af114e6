"""The secrets with which a tenant signs keys and stamps. Never stored: made from SECRET_KEY."""

import hashlib
import hmac

from django.conf import settings

from tenants.isolation.context import require_tenant_id
from tickets.portal.models import Link
from tickets.portal.rules import keys
from tickets.portal.rules.keys import Purpose


def current() -> bytes:
    """What is signed now is signed with this. Raises NoTenant."""
    return _secret(settings.SECRET_KEY)


def known() -> list[bytes]:
    """The current one first, then those of SECRET_KEY_FALLBACKS: what they signed is good until they are taken out."""
    return [_secret(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def of(link: Link, purpose: Purpose) -> str:
    """The key that opens a link's page, as it stands in the address."""
    return keys.write(link.pk, purpose, current())


def found_in(text: str) -> list[tuple[int, int]]:
    """Where a text holds keys of this company's private pages: everybody who reads it could come in."""
    return keys.find(text, known())


def _secret(key: str) -> bytes:
    return hmac.new(key.encode(), b"heard.portal\0" + require_tenant_id().bytes, hashlib.sha256).digest()
