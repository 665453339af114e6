from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class Kind(models.TextChoices):
    CUSTOMER = "customer", pgettext_lazy("message", "Customer")
    REPLY = "reply", pgettext_lazy("message", "Reply")
    NOTE = "note", pgettext_lazy("message", "Internal note")


class Delivery(models.TextChoices):
    NONE = "", "-"  # not ours to deliver: a customer's message or a note
    QUEUED = "queued", pgettext_lazy("delivery", "Queued")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    FAILED = "failed", pgettext_lazy("delivery", "Not delivered")


class Audience(models.TextChoices):
    """Who reads it: one person, or everybody."""

    PERSON = "person", pgettext_lazy("audience", "One person")
    PUBLIC = "public", pgettext_lazy("audience", "Everybody")


class OutwardManager(TenantManager["Message"]):
    """Everything that writes to a customer reads through `Message.outward`: a note cannot slip out."""

    def get_queryset(self) -> TenantQuerySet["Message"]:
        return super().get_queryset().exclude(kind=Kind.NOTE)


class Message(TenantModel):
    """`text` is light Markdown from us, plain text from a customer; `hidden` is the quoted rest of a mail."""

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    member = TenantForeignKey("tenants.Member", null=True, related_name="+")
    contact = TenantForeignKey("tickets.Contact", null=True, related_name="+")
    text = models.TextField()
    hidden = models.TextField(blank=True)
    html = models.TextField(blank=True)  # cleaned at write; cleaned again where it is shown
    language = models.CharField(max_length=5, blank=True)
    direction = models.CharField(max_length=3, default="ltr")
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PERSON, db_default="person")
    delivery = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    delivery_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)  # its author took it back where he had said it: no words are kept
    created_at = models.DateTimeField()

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    outward: ClassVar[OutwardManager] = OutwardManager()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "ticket", "created_at", "id"], name="message_ticket_ix"),
            models.Index(fields=["tenant", "kind", "created_at"], include=["ticket"], name="message_day_ix"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind="reply") | Q(delivery=""), name="message_only_replies_leave"),
            models.CheckConstraint(
                condition=Q(kind="customer", contact__isnull=False)
                | Q(kind__in=["reply", "note"], member__isnull=False),
                name="message_has_its_author",
            ),
            models.CheckConstraint(condition=~Q(kind="note", audience="public"), name="message_no_note_is_public"),
        ]

    @property
    def is_note(self) -> bool:
        return self.kind == Kind.NOTE


class Attachment(TenantModel):
    """A file that came or went with a message."""

    message = TenantForeignKey(Message, db_on_delete="CASCADE", related_name="attachments")
    file = TenantForeignKey("tenants.File", related_name="+")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=250, null=True)  # what the HTML of its mail calls it

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "message"], name="attachment_message_ix")]


class Upload(TenantModel):
    """A file that a member has put into the composer and not sent. One that is left for a day goes."""

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="uploads")
    member = TenantForeignKey("tenants.Member", db_on_delete="CASCADE", related_name="+")
    file = TenantForeignKey("tenants.File", related_name="+")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "ticket", "member"], name="upload_of_ix"),
            models.Index(fields=["tenant", "created_at"], name="upload_age_ix"),
        ]


class Draft(TenantModel):
    """What a member has begun to write on a ticket and not sent."""

    ticket = TenantForeignKey("tickets.Ticket", db_on_delete="CASCADE", related_name="drafts")
    member = TenantForeignKey("tenants.Member", db_on_delete="CASCADE", related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.REPLY)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PERSON, db_default="person")
    text = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "member"], name="draft_uq")]
