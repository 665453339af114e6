from django.db import models

from tenants.isolation.models import TenantForeignKey, TenantModel


class Event(TenantModel):
    """One change. `verb` is "room.verb"; `data` holds ids and short values, never the text of a message."""

    ticket_id = models.UUIDField()
    verb = models.CharField(max_length=60)
    member = TenantForeignKey("tenants.Member", null=True, related_name="+")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "ticket_id", "-created_at", "-id"], name="event_ticket_ix")]
