from celery import shared_task

from helpdesk.lib import bell
from tenants.isolation.context import require_tenant_id
from tenants.isolation.tasks import TenantTask


@shared_task(base=TenantTask)
def expire() -> None:
    """Requests that nobody decided in time. A full batch rings again: another tenant has its turn first."""
    from tickets.recovery import approvals

    if approvals.expire() == approvals.BATCH:
        bell.ring_on_commit(expire, tenant_id=str(require_tenant_id()))
