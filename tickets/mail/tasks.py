from celery import shared_task

from tenants.isolation.tasks import EffectTask


@shared_task(base=EffectTask)
def drain() -> None:
    from tickets.mail import services

    services.drain()
