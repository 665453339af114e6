from django.db import models
from django.db.models import Q

from tenants.isolation.models import TenantForeignKey, TenantModel


class Delivery(TenantModel):
    """What a network pushed, as it came. Kept with the platform as a whole, then with each company its own entry."""

    class State(models.TextChoices):
        QUEUED = "queued"
        DONE = "done"
        QUARANTINED = "quarantined"

    network = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes: what is pushed twice is kept once
    raw = models.BinaryField()
    account = TenantForeignKey("social.SocialAccount", null=True, related_name="+")  # null: not split yet
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "digest"], name="delivery_digest_uq")]
        indexes = [
            models.Index(fields=["tenant", "due_at", "id"], condition=Q(state="queued"), name="delivery_due_ix"),
            models.Index(fields=["due_at"], include=["tenant"], condition=Q(state="queued"), name="delivery_sweep_ix"),
            models.Index(fields=["tenant", "received_at"], name="delivery_age_ix"),
        ]


class Source(TenantModel):
    """Something to be asked again and again: an account's mentions, a listener's word on a server, a feed.

    `cursor` is kept in the same commit as what the page before it brought. `state` is "queued" while it is asked.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        STOPPED = "stopped"

    account = TenantForeignKey("social.SocialAccount", db_on_delete="CASCADE", related_name="sources")
    stream = models.CharField(max_length=8)  # connectors.protocol.Stream
    query = models.CharField(max_length=200, blank=True)
    cursor = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # in a row that failed
    lease = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(null=True)  # the last time that it answered

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "account", "stream", "query"], name="source_uq")]
        indexes = [
            models.Index(fields=["tenant", "due_at", "id"], condition=Q(state="queued"), name="source_due_ix"),
            models.Index(fields=["due_at"], include=["tenant"], condition=Q(state="queued"), name="source_sweep_ix"),
        ]
