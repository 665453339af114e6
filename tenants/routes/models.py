from django.db import models

from tenants.isolation.ids import uuid7


class Route(models.Model):
    """A key of the outside world that belongs to one tenant. Global: holds no tenant data but the key."""

    class Kind(models.TextChoices):
        HOST = "host"
        MAIL = "mail"
        SOCIAL = "social"  # network:native id of an account that the network pushes for

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=254)
    tenant = models.ForeignKey("tenants.Tenant", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="route_uq")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
