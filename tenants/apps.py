from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = gettext_lazy("People and access")

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from helpdesk.api import repeats
        from tenants import tasks as tasks  # Celery finds a task where it is imported
        from tenants.idempotency import services as answers
        from tenants.identity import mailing
        from tenants.identity import registry as identity
        from tenants.identity import services as people
        from tenants.membership import selectors as membership
        from tenants.membership.registry import farewells
        from tenants.outbox import registry, sweeping
        from tenants.outbox.tasks import drain
        from tenants.signup import services as signup
        from tenants.tokens import registry as tokens
        from tenants.tokens import services as keys

        identity.doors.add(identity.SIGN_IN, membership.is_member)
        identity.doors.add(identity.RESET, membership.is_member_or_invited)
        registry.handlers.add(mailing.KIND, mailing.send)
        registry.handlers.add(people.RESET_KIND, people.send_reset)
        registry.handlers.add(signup.FIND_KIND, signup.send_desks)
        sweeping.sources.add("outbox", sweeping.Source(table="tenants_item", drain=drain))
        repeats.stores.add("answers", answers)
        tokens.scopes.add("people", _("People and teams"))
        farewells.add("tokens", lambda member, by: keys.farewell(member=member, by=by))
