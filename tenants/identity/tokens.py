from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from tenants.isolation.context import require_tenant_id


class ResetTokens(PasswordResetTokenGenerator):
    """Good once, for a day, on the desk that sent it: the hash holds password, last sign-in, address and tenant."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{require_tenant_id()}"
