from celery import shared_task

from helpdesk.lib import bell
from tenants.isolation.context import require_tenant_id
from tenants.isolation.tasks import TenantTask


@shared_task(base=TenantTask)
def wake() -> None:
    from tickets.ticket import snoozing

    if (
        snoozing.drain(limit=snoozing.BATCH) == snoozing.BATCH
    ):  # there may be more: let another tenant have its turn first
        bell.ring_on_commit(wake, tenant_id=str(require_tenant_id()))
