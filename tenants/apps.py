from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Tenants"

    def ready(self) -> None:
        from tenants import tasks as tasks  # Celery finds a task where it is imported
        from tenants.identity import mailing
        from tenants.outbox import registry, sweeping
        from tenants.outbox.tasks import drain

        registry.handlers.add(mailing.KIND, mailing.send)
        sweeping.sources.add("outbox", sweeping.Source(table="tenants_item", drain=drain))
