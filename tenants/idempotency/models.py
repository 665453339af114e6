from django.db import models

from tenants.isolation.models import TenantModel


class Answer(TenantModel):
    """What was answered to the first request with a key. `owner` is the member whose key it is."""

    owner = models.UUIDField()
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)  # null while the first request is at work
    body = models.BinaryField(default=bytes)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "owner", "key"], name="answer_key_uq")]
        indexes = [models.Index(fields=["tenant", "expires_at"], name="answer_expiry_ix")]
