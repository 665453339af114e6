from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class HandOff(TenantModel):
    """An invitation from a public thread to a private place.

    Open until it is accepted; lapsed when `expires_at` passes first. `invitation` and `closing` are our public
    words before and after.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", pgettext_lazy("hand-off", "Direct message")
        LINK = "link", pgettext_lazy("hand-off", "Private link")

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="handoffs")
    mention = TenantForeignKey("social.Mention", related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    invitation = TenantForeignKey("tickets.Message", null=True, related_name="+")
    private = TenantForeignKey("social.Conversation", null=True, related_name="+")
    link = TenantForeignKey("tickets.Link", null=True, related_name="+")
    opened_by = TenantForeignKey("tenants.Member", related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closing = TenantForeignKey("tickets.Message", null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # closed in public, or a colleague says that no word is needed there
    ended_by = TenantForeignKey("tenants.Member", null=True, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = pgettext_lazy("from public to private", "hand-off")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], condition=Q(ended_at__isnull=True), name="handoff_open_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "ticket", "-id"], name="handoff_ticket_ix")]
