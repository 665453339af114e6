from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.isolation.models import TenantForeignKey, TenantModel


class Kind(models.TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("notification", "A ticket was given to me")
    MENTIONED = "mentioned", pgettext_lazy("notification", "A colleague named me in a note")
    WARNED = "warned", pgettext_lazy("notification", "A deadline comes near")
    BREACHED = "breached", pgettext_lazy("notification", "A deadline was missed")
    REMINDED = "reminded", pgettext_lazy("notification", "A promise of mine comes due")
    BROKEN = "broken", pgettext_lazy("notification", "A promise was broken")
    WOKEN = "woken", pgettext_lazy("notification", "A snoozed ticket is back")
    ASKED = "asked", pgettext_lazy("notification", "My approval is asked for")
    DECIDED = "decided", pgettext_lazy("notification", "What I asked for was decided")


class Notification(TenantModel):
    """One thing that one member should know. `key` is what it is about: told once, whoever repeats it."""

    member = TenantForeignKey("tenants.Member", db_on_delete="CASCADE", related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=120)
    ticket = TenantForeignKey("tickets.Ticket", null=True, db_on_delete="CASCADE", related_name="+")
    actor = TenantForeignKey("tenants.Member", null=True, related_name="+")
    data = models.JSONField(default=dict)
    is_shown = models.BooleanField(default=True)  # in the console; off where he wants only mail
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "member", "kind", "key"], name="notification_uq")]
        indexes = [
            models.Index(fields=["tenant", "member", "-created_at", "-id"], name="notification_recent_ix"),
            models.Index(
                fields=["tenant", "member"],
                condition=Q(read_at__isnull=True, is_shown=True),
                name="notification_new_ix",
            ),
        ]


class NotificationChoice(TenantModel):
    """How a member wants one kind. Without a row the defaults of rules.py hold."""

    member = TenantForeignKey("tenants.Member", db_on_delete="CASCADE", related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    in_app = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "member", "kind"], name="notificationchoice_uq")]


class QuietHours(TenantModel):
    """When a member gets no mail from us, in his company's time zone; it comes when they end. May cross midnight."""

    member = TenantForeignKey("tenants.Member", db_on_delete="CASCADE", related_name="+")
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "member"], name="quiethours_uq")]
