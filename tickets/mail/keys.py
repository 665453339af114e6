"""The secret with which a tenant signs its addresses and Message-IDs. Never stored: made from SECRET_KEY."""

import hashlib
import hmac

from django.conf import settings

from tenants.isolation.context import require_tenant_id


def current() -> bytes:
    """The key of the current tenant. Raises NoTenant."""
    return hmac.new(settings.SECRET_KEY.encode(), b"heard.mail\0" + require_tenant_id().bytes, hashlib.sha256).digest()
