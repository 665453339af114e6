from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Mailbox(TenantModel):
    """An address of the company. Mail to it becomes tickets; replies leave from it."""

    address = models.EmailField(_("address"))
    name = models.CharField(_("name of the sender"), max_length=120)  # the sender's name that customers see
    team = TenantForeignKey(
        "tenants.Team", null=True, blank=True, related_name="+", verbose_name=_("new tickets go to")
    )
    signature = models.TextField(_("below each reply"), blank=True)
    is_default = models.BooleanField(_("written from by default"), default=False)
    created_at = models.DateTimeField(pgettext_lazy("when", "made"), auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "address"], name="mailbox_address_uq"),
            models.UniqueConstraint(fields=["tenant"], condition=Q(is_default=True), name="mailbox_default_uq"),
        ]

    def __str__(self) -> str:
        return self.address


class Inbound(TenantModel):
    """A mail as it came. Stored before the sender is told that we have it; parsed afterwards."""

    class State(models.TextChoices):
        QUEUED = "queued"
        DONE = "done"
        QUARANTINED = "dead"

    class Outcome(models.TextChoices):
        NONE = ""
        TICKET = "ticket"  # opened one
        REPLY = "reply"  # joined one
        IGNORED = "ignored"  # a bounce, an auto-reply, a loop: kept, answered by nobody

    mailbox = TenantForeignKey(Mailbox, related_name="+")
    raw = TenantForeignKey("tenants.File", related_name="+")
    dedup_key = models.CharField(max_length=64)  # SHA-256 of Message-ID and content
    envelope_from = models.CharField(max_length=254, blank=True)  # "<>" for the null sender, "" when unknown
    envelope_to = models.CharField(max_length=254)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    mail_id = models.CharField(max_length=254, blank=True)  # Message-ID header, for the chain of References
    message = TenantForeignKey("tickets.Message", null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # queued: the next try, or the end of the lease of the one at work
    lease = models.UUIDField(null=True)  # the mark of the one at work
    released_by = TenantForeignKey("tenants.Member", null=True, related_name="+")  # took it out of quarantine
    released_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "mailbox", "dedup_key"], name="inbound_dedup_uq")]
        indexes = [
            models.Index(fields=["tenant", "due_at", "id"], condition=Q(state="queued"), name="inbound_due_ix"),
            models.Index(fields=["due_at"], include=["tenant"], condition=Q(state="queued"), name="inbound_sweep_ix"),
            models.Index(fields=["tenant", "-received_at", "-id"], name="inbound_recent_ix"),
            models.Index(fields=["tenant", "message"], name="inbound_message_ix"),
        ]


class Outbound(TenantModel):
    """A reply as it leaves. Its Message-ID is fixed when it is queued, so that a repeat is recognisable."""

    message = TenantForeignKey("tickets.Message", related_name="+")
    mailbox = TenantForeignKey(Mailbox, related_name="+")
    recipient = models.EmailField()
    mail_id = models.CharField(max_length=254)  # Message-ID header
    in_reply_to = models.CharField(max_length=254, blank=True)
    references = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "message"], name="outbound_message_uq")]
