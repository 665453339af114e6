from celery import shared_task

from tenants.isolation.tasks import TenantTask


@shared_task(base=TenantTask)
def drain() -> None:
    from tickets.followups import services

    services.drain()
