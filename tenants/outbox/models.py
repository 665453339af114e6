from django.db import models
from django.db.models import Q

from tenants.isolation.models import TenantModel


class Item(TenantModel):
    """One effect to do. `key` is unique in its kind, so that the same wish cannot be written twice."""

    class State(models.TextChoices):
        QUEUED = "queued"
        DONE = "done"
        DEAD = "dead"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # queued: the next try, or the end of the lease of the one at work
    lease = models.UUIDField(null=True)  # the mark of the one at work
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="item_key_uq")]
        indexes = [
            models.Index(fields=["tenant", "due_at", "id"], condition=Q(state="queued"), name="item_due_ix"),
            models.Index(fields=["due_at"], include=["tenant"], condition=Q(state="queued"), name="item_sweep_ix"),
        ]
