from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SocialConfig(AppConfig):
    name = "social"
    verbose_name = gettext_lazy("The public square")

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tenants.tokens import registry as tokens

        tokens.scopes.add("social", _("Mentions, listeners and social accounts"))
