from django.db import models

from tenants.isolation.models import TenantModel


class File(TenantModel):
    """Content of one tenant, named by its SHA-256."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=127, default="application/octet-stream")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "sha256"], name="file_sha256_uq")]
