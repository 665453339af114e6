"""Which tenant is this code running for? A contextvar: it follows async tasks and asgiref threads."""

import contextlib
import contextvars
import uuid
from collections.abc import Iterator
from typing import Protocol

from django.db import connection, transaction

_tenant: contextvars.ContextVar[uuid.UUID | None] = contextvars.ContextVar("tenant_id", default=None)


class HasTenantId(Protocol):
    """A Tenant, seen from below."""

    pk: uuid.UUID


class NoTenant(RuntimeError):
    """Tenant data was asked for outside a tenant."""


def current_tenant_id() -> uuid.UUID | None:
    return _tenant.get()


def require_tenant_id() -> uuid.UUID:
    """The current tenant's id. Raises NoTenant when there is none."""
    tenant_id = _tenant.get()
    if tenant_id is None:
        raise NoTenant("no tenant is set: wrap this in tenant_context(tenant)")
    return tenant_id


def sees_all() -> bool:
    """Whether this process asks as the operators' role: said by its settings (helpdesk/platform_settings.py), once."""
    return bool(connection.tenant_mode == "platform")  # type: ignore[attr-defined]


@contextlib.contextmanager
def tenant_context(tenant: HasTenantId | uuid.UUID | str, *, atomic: bool = True) -> Iterator[uuid.UUID]:
    """Everything inside sees one tenant only. Opens a transaction, because SET LOCAL lives in one.

    With `atomic=False` the caller opens its own short transactions (work that talks to the network).
    """
    raw = tenant if isinstance(tenant, uuid.UUID | str) else tenant.pk
    tenant_id = raw if isinstance(raw, uuid.UUID) else uuid.UUID(raw)
    token = _tenant.set(tenant_id)
    try:
        if atomic:
            with transaction.atomic():
                yield tenant_id
        else:
            yield tenant_id
    finally:
        _tenant.reset(token)
