from django.db import models

from tenants.isolation.models import TenantForeignKey, TenantModel


class LocalMail(TenantModel):
    """A mail that would have gone out. A repeat of the same Message-ID is the same mail."""

    message_id = models.CharField(max_length=254)
    sender = models.CharField(max_length=254)
    recipient = models.CharField(max_length=254)
    subject = models.TextField(blank=True)
    raw = TenantForeignKey("tenants.File", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "message_id", "recipient"], name="localmail_uq")]
        indexes = [models.Index(fields=["tenant", "-created_at", "-id"], name="localmail_recent_ix")]
