from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Brand(TenantModel):
    """A name under which a company is known. Each has accounts, listeners and mentions of its own."""

    name = models.CharField(_("name"), max_length=80)
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("languages"), default=list, blank=True)
    target_minutes = models.PositiveSmallIntegerField(_("minutes until an answer is due"), default=60)
    archived_at = models.DateTimeField(pgettext_lazy("when", "archived"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("a company's name in public", "brand")
        verbose_name_plural = pgettext_lazy("a company's names in public", "brands")
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="brand_name_uq")]

    def __str__(self) -> str:
        return self.name


class SocialAccount(TenantModel):
    """A brand's place on a network. `sealed` are its keys, encrypted and bound to this row."""

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("social account", "Connected")
        PAUSED = "paused", pgettext_lazy("social account", "Paused")
        NEEDS_REAUTH = "needs_reauth", pgettext_lazy("social account", "Connect again")
        REMOVED = "removed", pgettext_lazy("social account", "Removed")

    brand = TenantForeignKey(
        Brand, related_name="accounts", verbose_name=pgettext_lazy("a company's name in public", "brand")
    )
    network = models.CharField(_("network"), max_length=16)
    base_url = models.CharField(_("address"), max_length=500, blank=True)  # of its server, or of a feed
    native_id = models.CharField(max_length=200)
    handle = models.CharField(_("handle"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=500, blank=True)  # the network's own words
    sealed = models.TextField(blank=True)
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    limits = models.JSONField(default=dict)  # what the network told: {"characters": 500, "url": 23}
    connected_by = TenantForeignKey("tenants.Member", null=True, related_name="+")
    connected_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("social account")
        verbose_name_plural = _("social accounts")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "base_url", "native_id"], name="socialaccount_uq")
        ]
        indexes = [models.Index(fields=["tenant", "brand"], name="socialaccount_brand_ix")]

    def __str__(self) -> str:
        return self.handle or self.name or self.base_url
