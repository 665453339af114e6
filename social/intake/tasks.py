from celery import shared_task

from tenants.isolation.tasks import EffectTask


@shared_task(base=EffectTask)
def drain() -> None:
    from social.intake import services

    services.drain()


@shared_task(base=EffectTask)
def poll() -> None:
    from social.intake import polling

    polling.drain()


@shared_task
def forget() -> None:
    from social.intake import services

    services.forget_old()
