from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from tenants.membership.registry import farewells
        from tenants.signup.registry import set_ups
        from tickets import tasks as tasks  # Celery finds a task where it is imported
        from tickets.mail import mailboxes
        from tickets.messages import registry as messages
        from tickets.search import services as search
        from tickets.ticket import services as tickets

        messages.listeners.add("search", lambda message: search.index(message=message))
        set_ups.add("mailbox", mailboxes.set_up)
        farewells.add("tickets", lambda member, by: tickets.release(member=member, by=by))
