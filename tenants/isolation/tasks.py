"""Task bases: every task carries its tenant. Ids not objects; safe to run twice, even at the same time."""

from typing import Any

from celery import Task

from tenants.isolation.context import tenant_context


class TenantTask(Task):
    """One short transaction inside one tenant."""

    typing = False
    atomic = True

    def __call__(self, *args: Any, tenant_id: str, **kwargs: Any) -> Any:
        with tenant_context(tenant_id, atomic=self.atomic):
            return super().__call__(*args, **kwargs)


class EffectTask(TenantTask):
    """Talks to the network outside transactions and commits around it."""

    atomic = False
