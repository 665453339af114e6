from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    verbose_name = "Heard"

    def ready(self) -> None:
        from helpdesk import celery as celery  # every process and thread rings through this app
        from helpdesk import checks as checks
        from helpdesk.lib import logs

        logs.configure()
