from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Outgoing(TenantModel):
    """A reply on its way to a network. `message` is the reply in the ticket's thread; its delivery follows this row.

    The id is the idempotency key of every try. `text` is what is published, word for word.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("publishing", "Queued")
        SENDING = "sending", pgettext_lazy("publishing", "On its way")
        PUBLISHED = "published", pgettext_lazy("publishing", "Published")
        AMBIGUOUS = "ambiguous", pgettext_lazy("publishing", "Being looked for")
        MANUAL = "manual", pgettext_lazy("publishing", "To be published by hand")
        FAILED = "failed", pgettext_lazy("publishing", "Not published")

    message = TenantForeignKey("tickets.Message", db_on_delete="CASCADE", related_name="+")
    account = TenantForeignKey("social.SocialAccount", related_name="+")
    conversation = TenantForeignKey("social.Conversation", related_name="outgoing")
    mention = TenantForeignKey("social.Mention", null=True, related_name="outgoing")  # what it answers
    audience = models.CharField(max_length=8)  # connectors.protocol.Audience
    parent_key = models.CharField(max_length=500, blank=True)
    parent_native_id = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    first_tried_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=500, blank=True)  # the post it became
    native_id = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    error_code = models.CharField(max_length=24, blank=True)
    error_said = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "message"], name="outgoing_message_uq")]
        indexes = [
            models.Index(fields=["tenant", "conversation", "id"], name="outgoing_conversation_ix"),
            models.Index(fields=["tenant", "key"], condition=~Q(key=""), name="outgoing_key_ix"),
        ]
