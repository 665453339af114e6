from django.db import models

from tenants.isolation.models import TenantModel


class Entry(TenantModel):
    """One change of a setting or a right. Names are kept as text: they outlive what they name."""

    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=254)
    verb = models.CharField(max_length=60)
    object_label = models.CharField(max_length=254)
    object_id = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "-created_at", "-id"], name="entry_recent_ix")]
