from celery import shared_task

from helpdesk.lib import bell
from tenants.isolation.context import require_tenant_id
from tenants.isolation.tasks import TenantTask


@shared_task(base=TenantTask)
def drain() -> None:
    from tickets.sla import drain as due

    if due.drain(limit=due.BATCH) == due.BATCH:  # there may be more: let another tenant have its turn first
        bell.ring_on_commit(drain, tenant_id=str(require_tenant_id()))
