from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SocialConfig(AppConfig):
    name = "social"
    verbose_name = gettext_lazy("The public square")

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from social import tasks as tasks  # Celery finds a task where it is imported
        from social.accounts import registry as accounts
        from social.connectors.mastodon.connector import Mastodon
        from social.connectors.plaza.connector import Plaza
        from social.connectors.registry import connectors
        from social.connectors.rss.connector import Rss
        from social.intake import sources
        from social.intake.tasks import drain, poll
        from tenants.outbox import sweeping
        from tenants.tokens import registry as tokens

        connectors.add("mastodon", Mastodon())
        connectors.add("rss", Rss())
        if settings.DEMO:  # it does not exist
            connectors.add("plaza", Plaza())
        sweeping.sources.add("webhooks", sweeping.Source(table="social_delivery", drain=drain))
        sweeping.sources.add("sources", sweeping.Source(table="social_source", drain=poll))
        accounts.listeners.add("sources", lambda account: sources.follow(account=account))
        tokens.scopes.add("social", _("Mentions, listeners and social accounts"))
