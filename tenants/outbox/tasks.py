from celery import shared_task

from tenants.isolation.tasks import EffectTask


@shared_task(base=EffectTask)
def drain() -> None:
    from tenants.outbox import services

    services.drain()


@shared_task
def sweep() -> None:
    from tenants.outbox import sweeping

    sweeping.sweep()
