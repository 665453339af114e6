from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.isolation.models import TenantModel


class Entry(TenantModel):
    """One change of a setting or a right. Names are kept as text: they outlive what they name."""

    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(_("who"), max_length=254)
    verb = models.CharField(_("what was done"), max_length=60)
    object_label = models.CharField(_("to what"), max_length=254)
    object_id = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="entry_recent_ix"),
            models.Index(fields=["tenant", "actor_id", "-created_at", "-id"], name="entry_actor_ix"),
            models.Index(fields=["tenant", "verb", "-created_at", "-id"], name="entry_verb_ix"),
            models.Index(fields=["tenant", "object_id", "-created_at", "-id"], name="entry_object_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.verb} {self.object_label}".strip()
