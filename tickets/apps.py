from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from tickets import tasks as tasks  # Celery finds a task where it is imported
        from tickets.messages import registry as messages
        from tickets.search import services as search

        messages.listeners.add("search", lambda message: search.index(message=message))
