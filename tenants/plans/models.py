from django.db import models
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantModel


class Plan(models.TextChoices):
    """A record of what was agreed: nothing is switched by it."""

    TRIAL = "trial", pgettext_lazy("plan", "Trial")
    STANDARD = "standard", pgettext_lazy("plan", "Standard")
    LARGE = "large", pgettext_lazy("plan", "Large")


class Subscription(TenantModel):
    """One row a tenant. The desk may begin it and read it, never change it. Whether it is open is `Tenant.state`."""

    plan = models.CharField(max_length=12, choices=Plan.choices, default=Plan.TRIAL)
    note = models.TextField(blank=True)  # for operators
    suspended_reason = models.CharField(max_length=500, blank=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_by = models.CharField(max_length=254, blank=True)  # the operator's name: it outlives the operator
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="subscription_uq")]

    def __str__(self) -> str:
        return str(self.plan)
