from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.isolation.models import TenantForeignKey, TenantModel

LONGEST = timedelta(days=7)


class SupportGrant(TenantModel):
    """Operators may read this tenant's tickets until it ends. The database asks this table (heard_support_open)."""

    granted_by = TenantForeignKey("tenants.Member", related_name="+")
    granted_label = models.CharField(max_length=254)
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = TenantForeignKey(
        "tenants.Member", null=True, related_name="+"
    )  # nobody: the next grant took its place

    class Meta(TenantModel.Meta):
        verbose_name = _("support access")
        verbose_name_plural = _("support access")
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=Q(revoked_at=None), name="supportgrant_open_uq"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + LONGEST),
                name="supportgrant_ends",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-created_at", "-id"], name="supportgrant_recent_ix")]

    def __str__(self) -> str:
        return self.reason
